import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import type {ChatError} from 'helpshift-chat/client';
import type {AppId, AppsApi} from '../../../inbox/settings/apps-api.js';
import type {InboxApp, TokenVerdict} from '../../../inbox/settings/parse-apps.js';
import {type AppState, SettingsStore} from '../../../inbox/settings/settings-store.js';
import type {AgentAppChanges, AgentVerifyRequest} from '../../../contract/apps.js';
import {refusal, UNAUTHORIZED, UNREACHABLE} from '../support/fixtures.js';
import {makeApp} from '../support/settings-fixtures.js';

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
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.failure) throw this.failure;
  }
}

describe('the settings of the apps', () => {
  let api: FakeApps;
  let store: SettingsStore;
  let endedSessions: number;

  beforeEach(async () => {
    api = new FakeApps();
    endedSessions = 0;
    store = new SettingsStore({api, onUnauthorized: () => (endedSessions += 1)});
    await store.load();
    api.calls.length = 0;
  });

  function state({platformId}: AppId = ID): AppState {
    const found = store.state.apps.find(({app}) => app.platformId === platformId);
    assert.ok(found);
    return found;
  }

  it('are loaded, and loaded again after a failure', async () => {
    assert.deepEqual([store.state.list, store.state.apps.length], ['ready', 2]);
    const late = new SettingsStore({api, onUnauthorized: () => {}});
    assert.equal(late.state.list, 'loading');
    api.failure = UNREACHABLE;
    await late.load();
    assert.equal(late.state.list, 'failed');
    api.failure = undefined;
    const loading = late.load();
    assert.equal(late.state.list, 'loading');
    await loading;
    assert.equal(late.state.list, 'ready');
  });

  it('keep unsaved changes while they are loaded again', async () => {
    store.changeDraft(ID, {greeting: 'Half a'});
    api.all = [makeApp({verification: false})];
    await store.load();
    assert.deepEqual([state().draft, state().app.verification], [{greeting: 'Half a'}, false]);
    assert.equal(store.state.apps.length, 1);
  });

  it('are saved: only the changes, of the one app', async () => {
    store.changeDraft(ID, {greeting: 'Hello', verification: true});
    const saving = store.save(ID);
    assert.equal(state().saving.status, 'saving');
    await store.save(ID);
    await saving;
    assert.deepEqual(api.calls, [['change', 'foo', {greeting: 'Hello'}]]);
    assert.deepEqual([state().saving.status, state().draft, state().app.greeting], ['saved', {}, 'Hello']);
    assert.equal(state(OTHER).app.greeting, 'Ahoy');
  });

  it('keep new input during a save', async () => {
    api.hold();
    store.changeDraft(ID, {greeting: 'Hello'});
    const saving = store.save(ID);
    store.changeDraft(ID, {greeting: 'Hello you'});
    api.release();
    await saving;
    assert.deepEqual(state().draft, {greeting: 'Hello you'});
  });

  it('are not sent with an origin that no browser sends', async () => {
    store.changeDraft(ID, {origins: 'https://a.example\nwww.example.com/shop'});
    await store.save(ID);
    assert.deepEqual(state().saving, {status: 'refused', field: 'origins'});
    assert.deepEqual(api.calls, []);
    store.changeDraft(ID, {greeting: 'x'});
    assert.equal(state().saving.status, 'refused');
    store.changeDraft(ID, {origins: '*'});
    assert.equal(state().saving.status, 'idle');
  });

  it('are not sent with a value that the setting cannot have', async () => {
    store.changeDraft(ID, {accent: 'red', greeting: 'Hello'});
    await store.save(ID);
    assert.deepEqual(state().saving, {status: 'refused', field: 'accent'});
    assert.deepEqual(api.calls, []);
  });

  it('name the refused field, or report that saving failed', async () => {
    store.changeDraft(ID, {greeting: 'x'});
    api.failure = refusal(400, 'greeting');
    await store.save(ID);
    assert.deepEqual(state().saving, {status: 'refused', field: 'greeting'});
    api.failure = UNREACHABLE;
    await store.save(ID);
    assert.deepEqual([state().saving.status, state().draft], ['failed', {greeting: 'x'}]);
    store.discardDraft(ID);
    assert.deepEqual([state().saving.status, state().draft], ['idle', {}]);
  });

  it('show a new secret until it is copied, and not to the next visitor of the page', async () => {
    const creating = store.createKey(ID);
    assert.equal(state().keys.isCreating, true);
    await store.createKey(ID);
    await creating;
    assert.deepEqual(api.calls, [['createKey']]);
    assert.equal(state().keys.newKey?.secret, 'the whole secret bbbb');
    assert.deepEqual(
      state().app.keys.map(({secret}) => secret),
      ['…aaaa', '…bbbb'],
    );
    store.forgetSecret(ID);
    assert.ok(!JSON.stringify(store.state).includes('whole'));
    await store.createKey(ID);
    store.forgetSecrets();
    assert.ok(!JSON.stringify(store.state).includes('whole'));
    assert.equal(state().app.keys.length, 2);
  });

  it('report that a key was not created or not deleted, and keep it', async () => {
    api.failure = UNREACHABLE;
    await store.createKey(ID);
    assert.deepEqual([state().keys.failure, state().keys.isCreating], ['not-created', false]);
    await store.deleteKey(ID, 'k1');
    assert.deepEqual([state().keys.failure, state().keys.deletingId], ['not-deleted', undefined]);
    assert.equal(state().app.keys.length, 1);
  });

  it('remove a deleted key with its secret, also when another administrator was faster', async () => {
    await store.createKey(ID);
    const deleting = store.deleteKey(ID, 'k2');
    assert.equal(state().keys.deletingId, 'k2');
    await deleting;
    assert.deepEqual([state().keys, state().app.keys.length], [{isCreating: false, newKey: undefined}, 1]);
    api.failure = refusal(404);
    await store.deleteKey(ID, 'k1');
    assert.deepEqual(state().app.keys, []);
  });

  it('test a token, and remove the answer when the question changes', async () => {
    await store.testToken(ID, QUESTION);
    const diagnosis = {valid: true, keyId: 'k1', form: 'strict', issues: []};
    assert.deepEqual(state().test, {status: 'answered', diagnosis});
    store.clearTest(ID);
    assert.equal(state().test.status, 'idle');
    api.failure = UNREACHABLE;
    await store.testToken(ID, QUESTION);
    assert.equal(state().test.status, 'failed');
  });

  it('drop the answer to an older question', async () => {
    api.verdicts = [{valid: false, mistakes: ['unknown'], issues: []}];
    api.hold();
    const first = store.testToken(ID, QUESTION);
    const second = store.testToken(ID, {...QUESTION, token: 'u'});
    api.release(1);
    await first;
    assert.equal(state().test.status, 'asking');
    store.clearTest(ID);
    api.release();
    await second;
    assert.equal(state().test.status, 'idle');
  });

  it('report the end of the session, for each request', async () => {
    api.failure = UNAUTHORIZED;
    await store.load();
    await store.createKey(ID);
    await store.testToken(ID, QUESTION);
    assert.equal(endedSessions, 3);
  });
});
