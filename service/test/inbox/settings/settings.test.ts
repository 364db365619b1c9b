import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import type {ChatError} from 'helpshift-chat/client';
import type {AppId, AppsApi} from '../../../inbox/settings/apps-api.js';
import type {InboxApp, TokenVerdict} from '../../../inbox/settings/parse-apps.js';
import type {AppDraft} from '../../../inbox/settings/app-draft.js';
import {INITIAL_SETTINGS, type AppState} from '../../../inbox/settings/settings-state.js';
import type {Action} from '../../../inbox/state/actions.js';
import {connectFakes} from '../support/connect-fakes.js';
import type {InboxState} from '../../../inbox/state/state.js';
import {InboxStore} from '../../../inbox/state/store.js';
import type {AgentAppChanges, AgentVerifyRequest} from '../../../contract/apps.js';
import {ADA, ADMINISTRATOR, refusal, UNAUTHORIZED, UNREACHABLE} from '../support/fixtures.js';
import {makeApp} from '../support/settings-fixtures.js';
import {settle, untilState} from '../support/store-waits.js';

const ID: AppId = {domain: 'bar', platformId: 'foo'};
const OTHER: AppId = {domain: 'bar', platformId: 'other'};
const QUESTION: AgentVerifyRequest = {userId: 'a', fullPrivacy: false, token: 't'};

/** A service in memory. A test can make its calls wait or fail. */
class FakeApps implements AppsApi {
  readonly calls: unknown[] = [];
  all: InboxApp[] = [makeApp(), makeApp(OTHER)];
  failure: ChatError | undefined;
  verdicts: TokenVerdict[] = [];
  #isHeld = false;
  #waiting: (() => void)[] = [];

  hold(): void {
    this.#isHeld = true;
  }

  /** Lets the oldest waiting call, or all of them, continue. */
  release(count = Infinity): void {
    this.#isHeld = count !== Infinity;
    for (const go of this.#waiting.splice(0, count)) go();
  }

  async apps() {
    await this.#called('apps');
    return this.all;
  }

  async change({platformId}: AppId, changes: AgentAppChanges) {
    await this.#called('change', platformId, changes);
    const app = this.all.find((one) => one.platformId === platformId) ?? makeApp();
    return {...app, ...changes};
  }

  async createKey() {
    await this.#called('createKey');
    return {key: {id: 'k2', createdAt: 2000, secret: '…bbbb'}, secret: 'the whole secret bbbb'};
  }

  async audit() {
    await this.#called('audit');
    return {events: [], next: undefined};
  }

  async deleteKey(_app: AppId, keyId: string) {
    await this.#called('deleteKey', keyId);
  }

  async verify() {
    const verdict = this.verdicts.shift() ?? {valid: true, keyId: 'k1', form: 'strict', issues: []};
    await this.#called('verify');
    return verdict;
  }

  async #called(...call: unknown[]): Promise<void> {
    this.calls.push(call);
    const {failure} = this;
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (failure) throw failure;
  }
}

describe('the settings of the apps', () => {
  let api: FakeApps;
  let store: InboxStore;

  beforeEach(async () => {
    api = new FakeApps();
    store = new InboxStore();
    connectFakes(store, {appsApi: api});
    store.dispatch({type: 'open-settings'});
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await until(({settings}) => settings.list === 'ready');
    api.calls.length = 0;
  });

  const until = (isReached: (state: InboxState) => boolean): Promise<void> => untilState(store, isReached);

  function state({platformId}: AppId = ID): AppState {
    const found = store.state.settings.apps.find(({app}) => app.platformId === platformId);
    assert.ok(found);
    return found;
  }

  const list = (): string => store.state.settings.list;
  const change = (draft: AppDraft): void => store.dispatch({type: 'change-app-draft', id: ID, change: draft});
  const hasSecret = (): boolean => JSON.stringify(store.state.settings).includes('whole');

  async function save(): Promise<void> {
    store.dispatch({type: 'save-app', id: ID});
    await until(() => state().saving.status !== 'saving');
  }

  async function createKey(): Promise<void> {
    store.dispatch({type: 'create-key', id: ID});
    await until(() => !state().keys.isCreating);
  }

  async function deleteKey(keyId: string): Promise<void> {
    store.dispatch({type: 'delete-key', id: ID, keyId});
    await until(() => state().keys.deletingId === undefined);
  }

  async function testToken(): Promise<void> {
    store.dispatch({type: 'test-token', id: ID, question: QUESTION});
    await until(() => state().test.status !== 'asking');
  }

  async function reload(): Promise<void> {
    store.dispatch({type: 'reload-apps'});
    await settle();
  }

  it('are loaded when an administrator opens the page, and again after a failure', async () => {
    assert.deepEqual([list(), store.state.settings.apps.length], ['ready', 2]);
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    assert.equal(list(), 'loading');
    await until(() => list() === 'ready');
    api.failure = UNREACHABLE;
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await until(() => list() === 'failed');
    for (const type of ['reload-apps', 'open-settings'] as const) {
      store.dispatch({type});
      assert.equal(list(), 'loading');
      await until(() => list() === 'failed');
    }
    api.failure = undefined;
    store.dispatch({type: 'reload-apps'});
    await until(() => list() === 'ready');
    api.failure = UNREACHABLE;
    await reload();
    assert.equal(list(), 'ready');
  });

  it('are loaded on their page only, and for administrators only', async () => {
    store.dispatch({type: 'open-conversation', id: undefined});
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    store.dispatch({type: 'logged-in', agent: ADA});
    store.dispatch({type: 'open-settings'});
    assert.deepEqual(api.calls, []);
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    assert.deepEqual(api.calls, [['apps']]);
  });

  it('keep unsaved changes while another page is shown, and while they are loaded again', async () => {
    change({greeting: 'Half a'});
    store.dispatch({type: 'open-conversation', id: undefined});
    api.all = [makeApp({verification: false})];
    store.dispatch({type: 'open-settings'});
    await until(({settings}) => settings.apps.length === 1);
    assert.deepEqual([state().draft, state().app.verification], [{greeting: 'Half a'}, false]);
  });

  it('are saved: only the changes, of the one app', async () => {
    await save();
    assert.deepEqual(api.calls, [], 'nothing has changed');
    change({greeting: 'Hello', verification: true});
    store.dispatch({type: 'save-app', id: ID});
    assert.equal(state().saving.status, 'saving');
    await save();
    assert.deepEqual(api.calls, [['change', 'foo', {greeting: 'Hello'}]]);
    assert.deepEqual([state().saving.status, state().draft, state().app.greeting], ['saved', {}, 'Hello']);
    assert.equal(state(OTHER).app.greeting, 'Ahoy');
  });

  it('keep new input during a save', async () => {
    api.hold();
    change({greeting: 'Hello'});
    store.dispatch({type: 'save-app', id: ID});
    change({greeting: 'Hello you'});
    api.release();
    await until(() => state().saving.status === 'saved');
    assert.deepEqual(state().draft, {greeting: 'Hello you'});
  });

  it('are not sent with an origin that no browser sends', async () => {
    change({origins: 'https://a.example\nwww.example.com/shop'});
    await save();
    assert.deepEqual(state().saving, {status: 'refused', field: 'origins'});
    assert.deepEqual(api.calls, []);
    change({greeting: 'x'});
    assert.equal(state().saving.status, 'refused');
    change({origins: '*'});
    assert.equal(state().saving.status, 'idle');
  });

  it('are not sent with a value that the setting cannot have', async () => {
    change({accent: 'red', greeting: 'Hello'});
    await save();
    assert.deepEqual(state().saving, {status: 'refused', field: 'accent'});
    assert.deepEqual(api.calls, []);
  });

  it('name the refused field, or report that saving failed', async () => {
    change({greeting: 'x'});
    api.failure = refusal(400, 'greeting');
    await save();
    assert.deepEqual(state().saving, {status: 'refused', field: 'greeting'});
    api.failure = UNREACHABLE;
    await save();
    assert.deepEqual([state().saving.status, state().draft], ['failed', {greeting: 'x'}]);
    store.dispatch({type: 'discard-app-draft', id: ID});
    assert.deepEqual([state().saving.status, state().draft], ['idle', {}]);
  });

  it('show a new secret until it is copied, and not to the next visitor of the page', async () => {
    store.dispatch({type: 'create-key', id: ID});
    assert.equal(state().keys.isCreating, true);
    await createKey();
    assert.deepEqual(api.calls, [['createKey']]);
    assert.equal(state().keys.newKey?.secret, 'the whole secret bbbb');
    assert.deepEqual(
      state().app.keys.map(({secret}) => secret),
      ['…aaaa', '…bbbb'],
    );
    store.dispatch({type: 'forget-secret', id: ID});
    assert.equal(hasSecret(), false);
    await createKey();
    assert.equal(hasSecret(), true);
    store.dispatch({type: 'open-conversation', id: undefined});
    assert.equal(hasSecret(), false);
    assert.equal(state().app.keys.length, 2);
  });

  it('report that a key was not created or not deleted, and keep it', async () => {
    api.failure = UNREACHABLE;
    await createKey();
    assert.deepEqual([state().keys.failure, state().keys.isCreating], ['not-created', false]);
    await deleteKey('k1');
    assert.deepEqual([state().keys.failure, state().keys.deletingId], ['not-deleted', undefined]);
    assert.equal(state().app.keys.length, 1);
  });

  it('remove a deleted key with its secret, also when another administrator was faster', async () => {
    await createKey();
    api.calls.length = 0;
    store.dispatch({type: 'delete-key', id: ID, keyId: 'k2'});
    assert.equal(state().keys.deletingId, 'k2');
    await deleteKey('k1');
    assert.deepEqual(api.calls, [['deleteKey', 'k2']], 'one after the other');
    assert.deepEqual([hasSecret(), state().app.keys.length], [false, 1]);
    api.failure = refusal(404);
    await deleteKey('k1');
    assert.deepEqual(state().app.keys, []);
  });

  it('delete a key while another is created', async () => {
    api.hold();
    store.dispatch({type: 'delete-key', id: ID, keyId: 'k1'});
    store.dispatch({type: 'create-key', id: ID});
    assert.deepEqual([state().keys.deletingId, state().keys.isCreating], ['k1', true]);
    api.release();
    await until(() => !state().keys.isCreating && state().keys.deletingId === undefined);
    assert.deepEqual(
      state().app.keys.map(({id}) => id),
      ['k2'],
    );
  });

  it('test a token, and remove the answer when the question changes', async () => {
    await testToken();
    const diagnosis = {valid: true, keyId: 'k1', form: 'strict', issues: []};
    assert.deepEqual(state().test, {status: 'answered', diagnosis});
    store.dispatch({type: 'clear-token-test', id: ID});
    assert.equal(state().test.status, 'idle');
    api.failure = UNREACHABLE;
    await testToken();
    assert.equal(state().test.status, 'failed');
  });

  it('drop the answer to an older question', async () => {
    api.verdicts = [{valid: false, mistakes: ['unexplained'], issues: []}];
    api.hold();
    store.dispatch({type: 'test-token', id: ID, question: QUESTION});
    store.dispatch({type: 'test-token', id: ID, question: {...QUESTION, token: 'u'}});
    api.release(1);
    await settle();
    assert.equal(state().test.status, 'asking');
    store.dispatch({type: 'clear-token-test', id: ID});
    api.release();
    await settle();
    assert.equal(state().test.status, 'idle');
  });

  it('test tokens of two apps at the same time', async () => {
    api.hold();
    for (const id of [ID, OTHER]) store.dispatch({type: 'test-token', id, question: QUESTION});
    api.release();
    await until(() => [ID, OTHER].every((id) => state(id).test.status === 'answered'));
  });

  const REQUESTS: readonly Action[] = [
    {type: 'reload-apps'},
    {type: 'save-app', id: ID},
    {type: 'create-key', id: ID},
    {type: 'delete-key', id: ID, keyId: 'k1'},
    {type: 'test-token', id: ID, question: QUESTION},
  ];

  it('report the end of the session, for each request', async () => {
    for (const request of REQUESTS) {
      change({greeting: 'Hello'});
      api.failure = UNAUTHORIZED;
      store.dispatch(request);
      await until(({session}) => session.status === 'logged-out');
      const session = {status: 'logged-out', isLoggingIn: false, notice: 'session-ended'};
      assert.deepEqual([store.state.session, store.state.settings], [session, INITIAL_SETTINGS], request.type);
      api.failure = undefined;
      store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
      await until(() => list() === 'ready');
    }
  });

  it('go at the log-out, with drafts and secrets', async () => {
    change({greeting: 'Hello'});
    await createKey();
    store.dispatch({type: 'log-out'});
    await until(({session}) => session.status === 'logged-out');
    assert.equal(store.state.settings, INITIAL_SETTINGS);
  });

  for (const failure of [undefined, UNREACHABLE, UNAUTHORIZED]) {
    const answer = failure ? `a failure (${failure.status ?? failure.code})` : 'an answer';

    it(`are not changed by ${answer} that comes after the log-out, or when another agent has logged in`, async () => {
      for (const next of [
        {type: 'logged-out'},
        {type: 'logged-in', agent: {...ADMINISTRATOR, id: 'agent-2'}},
      ] as const) {
        change({greeting: 'Hello'});
        api.hold();
        api.failure = failure;
        for (const request of REQUESTS) store.dispatch(request);
        const sent = api.calls.length;
        store.dispatch(next);
        // Only what was sent before is answered.
        api.release(sent);
        await settle();
        const {session, settings} = store.state;
        assert.deepEqual([session.status, settings], [next.type, INITIAL_SETTINGS]);
        api.release();
        api.failure = undefined;
        store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
        await until(() => list() === 'ready');
        api.calls.length = 0;
      }
    });
  }
});
