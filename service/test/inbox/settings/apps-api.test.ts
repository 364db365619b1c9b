import assert from 'node:assert/strict';
import {afterEach, describe, it, mock} from 'node:test';
import fc from 'fast-check';
import {isChatError} from 'helpshift-chat/client';
import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';
import {httpAppsApi} from '../../../inbox/settings/apps-api.js';
import {parseApp, parseApps, parseDiagnosis, parseNewKey} from '../../../inbox/settings/parse-apps.js';
import {chatTag} from '../../../inbox/format/chat-tag.js';
import {isSettingsAddress, LIST_ADDRESS, SETTINGS_ADDRESS} from '../../../inbox/route.js';
import {reduce} from '../../../inbox/state/reduce.js';
import {INITIAL_STATE} from '../../../inbox/state/state.js';
import {en} from '../../../inbox/strings/en.js';
import {ADA} from '../support/fixtures.js';
import {makeApp, makeNewerApp} from '../support/settings-fixtures.js';

describe('httpAppsApi', () => {
  afterEach(() => mock.restoreAll());

  it('sends the expected requests, and encodes names so that they cannot change the path', async () => {
    const asked: string[] = [];
    mock.method(globalThis, 'fetch', async (path: string, init: RequestInit = {}) => {
      const body = typeof init.body === 'string' ? ` ${init.body}` : '';
      asked.push(`${init.method} ${path}${body}`);
      if (init.method === 'DELETE') return new Response(null, {status: 204});
      const key = {id: 'k2', createdAt: 1, secret: '…bbbb'};
      const verdict = {valid: false, mistakes: ['unexplained'], issues: []};
      return Response.json({
        apps: [makeApp()],
        ...makeApp(),
        ...verdict,
        key,
        secret: 'whole',
        wasDeletedBefore: false,
        events: [],
        next: 'more',
      });
    });
    const id = {domain: 'a/b', platformId: 'c?d'};
    assert.deepEqual(await httpAppsApi.apps(), [makeApp()]);
    assert.deepEqual(await httpAppsApi.change(id, {greeting: 'Hi'}), makeApp());
    assert.equal((await httpAppsApi.createKey(id)).secret, 'whole');
    await httpAppsApi.deleteKey(id, 'k/1');
    await httpAppsApi.verify(id, {fullPrivacy: true, token: 't'});
    const page = await httpAppsApi.audit({group: 'apps', after: 'x'});
    assert.deepEqual(page, {events: [], next: 'more'});
    assert.deepEqual(asked, [
      'POST /v1/agent/apps/list {}',
      'PATCH /v1/agent/apps/a%2Fb/c%3Fd {"greeting":"Hi"}',
      'POST /v1/agent/apps/a%2Fb/c%3Fd/keys {}',
      'DELETE /v1/agent/apps/a%2Fb/c%3Fd/keys/k%2F1',
      'POST /v1/agent/apps/a%2Fb/c%3Fd/verify {"fullPrivacy":true,"token":"t"}',
      'POST /v1/agent/audit {"group":"apps","after":"x"}',
    ]);
  });

  it('reports the refused field', async () => {
    for (const [body, field] of [
      [{error: {code: 'invalid_request', message: 'no', field: 'origins'}}, 'origins'],
      [{error: {code: 'invalid_request', message: 'no'}}, undefined],
      [{error: 'x'}, undefined],
      [null, undefined],
    ] as const) {
      mock.method(globalThis, 'fetch', async () => Response.json(body, {status: 400}));
      await assert.rejects(httpAppsApi.change(makeApp(), {}), (error) => {
        assert.ok(isChatError(error));
        assert.deepEqual([error.status, error.field], [400, field]);
        return true;
      });
      // Before the next mock: two on one function cannot be restored.
      mock.restoreAll();
    }
  });
});

describe("the service's answer about apps", () => {
  it('is refused when a field is missing or has another type', () => {
    assert.deepEqual(parseApp({...makeApp(), later: 1}), makeApp());
    for (const name of ['domain', 'platformId', 'keys']) {
      assert.equal(parseApp({...makeApp(), [name]: undefined}), undefined, name);
      assert.equal(parseApp({...makeApp(), [name]: 7}), undefined, name);
    }
    assert.equal(parseApps({apps: [makeApp(), {}]}), undefined);
    const newKey = {key: {id: 'k', createdAt: 1, secret: '…a'}, secret: 'a', wasDeletedBefore: false};
    assert.deepEqual(parseNewKey(newKey), newKey);
    for (const name of Object.keys(newKey)) assert.equal(parseNewKey({...newKey, [name]: 7}), undefined, name);
  });

  it('is also read from a newer service with more choices of tokens', () => {
    for (const compatibleTokens of ['none', 'cautious', 'all'] as const) {
      assert.equal(parseApp({...makeApp(), compatibleTokens})?.compatibleTokens, compatibleTokens);
    }
    const newer = {...makeApp(), compatibleTokens: 'half'};
    assert.deepEqual(parseApps({apps: [newer]}), [makeNewerApp('compatibleTokens')]);
  });

  it('has no value for a setting that is missing, of another kind or over its limit', () => {
    for (const name of Object.keys(APP_SETTINGS) as SettingName[]) {
      const isNumber = ['days', 'megabytes'].includes(APP_SETTINGS[name].kind);
      const wrong = isNumber ? [-1, 1.5, '7'] : [7];
      for (const value of [undefined, null, {}, [7], 'x\0'.repeat(2000), ...wrong]) {
        assert.deepEqual(parseApp({...makeApp(), [name]: value}), makeNewerApp(name), `${name}: ${typeof value}`);
      }
    }
  });

  it('is also read from a newer service with more kinds of mistakes', () => {
    assert.deepEqual(
      parseDiagnosis({
        valid: false,
        mistakes: ['token-is-hex', 'constructor', 'new'],
        issues: ['USER_ID_TOO_LONG', 'NEW'],
      }),
      {valid: false, mistakes: ['token-is-hex', 'unknown'], issues: ['USER_ID_TOO_LONG']},
    );
    assert.deepEqual(parseDiagnosis({valid: true, keyId: 'k', form: 'strict', issues: []}), {
      valid: true,
      keyId: 'k',
      form: 'strict',
      issues: [],
    });
    const newForm = parseDiagnosis({valid: true, keyId: 'k', form: 'v2', issues: []});
    assert.deepEqual(newForm, {valid: true, keyId: 'k', form: 'unknown', issues: []});
    assert.equal(parseDiagnosis({valid: true, form: 'strict', issues: []}), undefined);
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseApps({apps: [value]});
        parseNewKey({key: value, secret: 'x'});
        parseDiagnosis({valid: false, mistakes: [value], issues: [value]});
        parseDiagnosis(value);
      }),
    );
  });
});

describe('the settings page', () => {
  it('has its own address', () => {
    assert.deepEqual([SETTINGS_ADDRESS, '#settings', LIST_ADDRESS, '', '#/settings/x'].map(isSettingsAddress), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('replaces the conversations, and stays open over a log-in', () => {
    const open = reduce(INITIAL_STATE, {type: 'open-conversation', id: 'c1'});
    const settings = reduce(open, {type: 'open-settings'});
    assert.deepEqual([settings.page, settings.openId], ['settings', undefined]);
    const loggedIn = reduce(reduce(settings, {type: 'logged-out'}), {type: 'logged-in', agent: ADA});
    assert.equal(loggedIn.page, 'settings');
    assert.equal(reduce(loggedIn, {type: 'open-conversation', id: undefined}).page, 'conversations');
  });

  it('shows the tag for a page', () => {
    assert.equal(
      chatTag('https://chat.example', makeApp()),
      '<script type="module" src="https://chat.example/helpshift-chat.js"></script>\n' +
        '<helpshift-chat domain="bar" platform-id="foo"></helpshift-chat>',
    );
  });

  it('explains one mistake and several, with a remedy for each', () => {
    for (const {problem, remedy} of Object.values(en.settings.mistakes)) assert.ok(problem && remedy);
  });
});
