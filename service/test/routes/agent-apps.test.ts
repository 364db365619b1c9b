import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createUserAuthToken} from 'helpshift-chat/token';
import {
  addApp,
  addKey,
  APP,
  assertError,
  DEFAULT_SETTINGS,
  deleteKey,
  keyId,
  OWN_ORIGIN,
  SECRET,
  startTestService,
  SYNC,
  type TestService,
} from '../support/test-service.js';
import type {AgentApp, AgentAppsResponse, AgentKeyResponse} from '../../contract/apps.js';
import type {Diagnosis} from '../../contract/diagnosis.js';
import type {InjectOptions} from 'fastify';

const APPS = '/v1/agent/apps';
const LIST = `${APPS}/list`;
const ONE = `${APPS}/${APP.domain}/${APP.platformId}`;
const USER = {userId: 'captain_planet', userEmail: 'captain@example.com'};

type Ask = (
  method: 'GET' | 'PATCH' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
) => ReturnType<TestService['ask']>;

async function asAdministrator(service: TestService): Promise<Ask> {
  const headers = await service.agent();
  return (method, url, payload) => service.ask({method, url, headers, ...(payload && {payload})});
}

async function getApp(ask: Ask, platformId = APP.platformId): Promise<AgentApp> {
  const {apps} = (await ask('POST', LIST)).json<AgentAppsResponse>();
  const app = apps.find((one) => one.platformId === platformId);
  assert.ok(app);
  return app;
}

/** One request of every kind. */
const EVERY_REQUEST: readonly (InjectOptions & {readonly url: string})[] = [
  {method: 'POST', url: LIST},
  {method: 'PATCH', url: ONE, payload: {verification: false}},
  {method: 'POST', url: `${ONE}/keys`, payload: {}},
  {method: 'DELETE', url: `${ONE}/keys/some-key`},
  {method: 'POST', url: `${ONE}/verify`, payload: {userId: 'a', fullPrivacy: false, token: 'x'}},
];

describe('the apps in the inbox', () => {
  it('are only for logged-in administrators in the inbox', async (t) => {
    const service = await startTestService(t);
    const agent = await service.agent({email: 'agent@acme.example', domain: APP.domain});
    const {cookie} = await service.agent({email: 'admin@acme.example'});
    for (const request of EVERY_REQUEST) {
      assertError(await service.ask({...request, headers: {origin: OWN_ORIGIN}}), 401, 'unauthorized');
      assertError(await service.ask({...request, headers: agent}), 403, 'forbidden');
      for (const origin of ['https://evil.example', 'null']) {
        assertError(await service.ask({...request, headers: {cookie, origin}}), 403, 'forbidden');
      }
    }
    const ask: Ask = (method, url) => service.ask({method, url, headers: {cookie, origin: OWN_ORIGIN}});
    assert.deepEqual([(await getApp(ask)).verification, (await getApp(ask)).keys.length], [true, 1]);
  });

  it('are sent with settings and active keys, with masked secrets, and without caching', async (t) => {
    const service = await startTestService(t, {app: {greeting: 'Ahoy', origins: ['https://www.example.com']}});
    await addKey(service.engine, 'another-long-secret');
    await addKey(service.engine, 'deleted-long-secret');
    await deleteKey(service.engine, 'deleted-long-secret');
    await addApp(service.engine, {domain: 'zebra', secrets: []});
    const ask = await asAdministrator(service);
    const response = await ask('POST', LIST);
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.equal(response.headers['access-control-allow-origin'], undefined);
    const {apps} = response.json<AgentAppsResponse>();
    assert.deepEqual(apps[0], {
      ...APP,
      ...DEFAULT_SETTINGS,
      greeting: 'Ahoy',
      origins: ['https://www.example.com'],
      keys: [
        {id: await keyId(service.engine, SECRET), createdAt: 0, secret: '…acme'},
        {id: await keyId(service.engine, 'another-long-secret'), createdAt: 1, secret: '…cret'},
      ],
    });
    assert.deepEqual([apps[1]?.domain, apps[1]?.keys, apps.length], ['zebra', [], 2]);
  });

  it('change exactly as requested', async (t) => {
    const service = await startTestService(t, {app: {greeting: 'Ahoy'}});
    await addApp(service.engine, {platformId: 'other'});
    const ask = await asAdministrator(service);
    const before = await getApp(ask);
    const response = await ask('PATCH', ONE, {askEmail: true, origins: ['https://a.example', '*']});
    assert.equal(response.statusCode, 200, response.body);
    const changed = {...before, askEmail: true, origins: ['https://a.example', '*']};
    assert.deepEqual(response.json(), changed);
    assert.deepEqual(await getApp(ask), changed);
    assert.deepEqual((await getApp(ask, 'other')).origins, []);

    const look = {enabled: false, title: 'Help', accent: '#ffffff', greeting: '', askName: true, askEmail: false};
    const all = {...look, verification: false, compatibleTokens: 'all'};
    assert.deepEqual((await ask('PATCH', ONE, {...all, origins: []})).json(), {...before, ...all, origins: []});
    const publicSettings = await service.ask({url: `/v1/apps/${APP.domain}/${APP.platformId}`});
    assert.deepEqual(publicSettings.json(), {...publicSettings.json<object>(), ...look});
  });

  it('apply to the next log-in', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    assertError(await service.claim(USER), 401, 'missing_user_auth_token');
    await ask('PATCH', ONE, {verification: false});
    assert.equal((await service.claim(USER)).statusCode, 201);
    await ask('PATCH', ONE, {verification: true, compatibleTokens: 'none'});
    const userAuthToken = await createUserAuthToken({...USER, secret: SECRET, form: 'compatible'});
    assertError(await service.claim({...USER, userAuthToken}), 401, 'invalid_user_auth_token');
    await ask('PATCH', ONE, {compatibleTokens: 'all'});
    assert.equal((await service.claim({...USER, userAuthToken})).statusCode, 201);
  });

  const wrong: readonly [object, string][] = [
    [{origins: ['https://www.example.com/']}, 'origins'],
    [{origins: ['https://good.example', 'WWW.example.com']}, 'origins'],
    [{origins: ['https://*.example.com']}, 'origins'],
    [{origins: 'https://www.example.com'}, 'origins'],
    [{origins: Array.from({length: 101}, (_, index) => `https://${index}.example`)}, 'origins'],
    [{greeting: 'x'.repeat(1001)}, 'greeting'],
    [{greeting: null}, 'greeting'],
    [{verification: 'false'}, 'verification'],
    [{compatibleTokens: true}, 'compatibleTokens'],
    [{compatibleTokens: 'some'}, 'compatibleTokens'],
    [{askName: 1}, 'askName'],
    [{enabled: 'on'}, 'enabled'],
    [{title: 'x'.repeat(101)}, 'title'],
    [{title: 'two\nlines'}, 'title'],
    [{accent: 'red'}, 'accent'],
    [{accent: '#12'}, 'accent'],
    [{accent: '#12345g'}, 'accent'],
    [{accent: '#123456\n'}, 'accent'],
    [{identityBot: {name: true}}, 'identityBot'],
    [{verfication: false}, 'verfication'],
  ];
  for (const [changes, field] of wrong) {
    it(`do not change with ${JSON.stringify(changes).slice(0, 60)}`, async (t) => {
      const service = await startTestService(t);
      const ask = await asAdministrator(service);
      const before = await getApp(ask);
      assertError(await ask('PATCH', ONE, {greeting: 'Ahoy', ...changes}), 400, 'invalid_request', field);
      assert.deepEqual(await getApp(ask), before);
    });
  }

  it('are explained where a value cannot be used', async (t) => {
    const ask = await asAdministrator(await startTestService(t));
    const messageOf = async (changes: object) =>
      (await ask('PATCH', ONE, changes)).json<{error: {message: string}}>().error.message;
    assert.match(await messageOf({accent: 'red'}), /^accent: expected a colour as #1a2b3c, /);
    assert.equal(await messageOf({enabled: 'on'}), 'enabled: expected true or false');
    assert.equal(await messageOf({title: 'x'.repeat(101)}), 'title: expected one line of at most 100 characters');
    assert.equal(await messageOf({title: 'two\nlines'}), 'expected one line of at most 100 characters');
    assert.equal(await messageOf({compatibleTokens: 'x'}), 'compatibleTokens: expected one of none, cautious, all');
  });

  it('must exist', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    for (const {method, url, payload} of EVERY_REQUEST.slice(1)) {
      const other = url.replace(APP.platformId, 'none');
      const response = await ask(method as 'PATCH', other, payload as object | undefined);
      assertError(response, 404, 'unknown_app');
    }
  });
});

describe('a secret key in the inbox', () => {
  it('is made, shown once, and verifies at once', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    const response = await ask('POST', `${ONE}/keys`, {});
    assert.equal(response.statusCode, 201, response.body);
    const {key, secret} = response.json<AgentKeyResponse>();
    assert.match(secret, /^[\w-]{43}$/);
    assert.deepEqual(key, {id: key.id, createdAt: service.clock.time, secret: `…${secret.slice(-4)}`});
    const listed = await ask('POST', LIST);
    assert.deepEqual(listed.json<AgentAppsResponse>().apps[0]?.keys.at(-1), key);
    assert.ok(!listed.body.includes(secret));
    assert.equal(
      (await service.claim({...USER, userAuthToken: await createUserAuthToken({...USER, secret})})).statusCode,
      201,
    );
    assert.ok(!service.logged.join().includes(secret));
  });

  it('can be given by the administrator', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    const secret = 'the-secret-of-the-site';
    const {key} = (await ask('POST', `${ONE}/keys`, {secret})).json<AgentKeyResponse>();
    assert.equal(key.secret, '…site');
    assert.equal(
      (await service.claim({...USER, userAuthToken: await createUserAuthToken({...USER, secret})})).statusCode,
      201,
    );
    for (const bad of ['short', `${secret}\n`, 7]) {
      const response = await ask('POST', `${ONE}/keys`, {secret: bad});
      assertError(response, 400, 'invalid_request', 'secret');
    }
    assertError(await ask('POST', `${ONE}/keys`, {secret}), 400, 'invalid_request');
    assert.equal((await getApp(ask)).keys.length, 2);
  });

  it('ends at once with its sessions when it is deleted', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    const sessionToken = await service.logIn(USER.userId);
    const path = `${ONE}/keys/${await keyId(service.engine, SECRET)}`;
    const response = await ask('DELETE', path);
    assert.deepEqual([response.statusCode, response.body], [204, '']);
    assertError(await service.as(sessionToken, SYNC), 401, 'unauthorized');
    assert.deepEqual((await getApp(ask)).keys, []);
    assertError(await ask('DELETE', path), 404, 'not_found');
    assertError(await ask('DELETE', `${ONE}/keys/none`), 404, 'not_found');
  });

  it('can only be deleted in its own app', async (t) => {
    const service = await startTestService(t);
    await addApp(service.engine, {platformId: 'other', secrets: ['the secret key of other']});
    const id = await keyId(service.engine, 'the secret key of other', {...APP, platformId: 'other'});
    const ask = await asAdministrator(service);
    assertError(await ask('DELETE', `${ONE}/keys/${id}`), 404, 'not_found');
  });
});

describe('a token test in the inbox', () => {
  async function verify(ask: Ask, request: object): Promise<Diagnosis> {
    const response = await ask('POST', `${ONE}/verify`, {...USER, fullPrivacy: false, ...request});
    assert.equal(response.statusCode, 200, response.body);
    return response.json();
  }

  it('is valid exactly when the service would accept the token', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    const token = await createUserAuthToken({...USER, secret: SECRET});
    const form = {valid: true, keyId: await keyId(service.engine, SECRET), form: 'strict', issues: []};
    assert.deepEqual(await verify(ask, {token}), form);
    const compatible = await createUserAuthToken({...USER, secret: SECRET, form: 'compatible'});
    assert.deepEqual(await verify(ask, {token: compatible}), {
      valid: false,
      mistakes: ['compatible-form-is-off'],
      issues: [],
    });
    await ask('PATCH', ONE, {compatibleTokens: 'cautious'});
    assert.deepEqual(await verify(ask, {token: compatible}), {...form, form: 'compatible'});
    const idAlone = await createUserAuthToken({userId: USER.userId, secret: SECRET});
    assert.deepEqual(await verify(ask, {token: idAlone, fullPrivacy: true}), form);
  });

  it('explains a wrong token, also from data of the database', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    await addApp(service.engine, {platformId: 'other', secrets: ['the secret key of other']});
    await addKey(service.engine, 'the deleted secret');
    await deleteKey(service.engine, 'the deleted secret');
    const mistakesOf = async (request: object): Promise<readonly string[]> => {
      const diagnosis = await verify(ask, request);
      return diagnosis.valid ? [] : diagnosis.mistakes;
    };
    const right = await createUserAuthToken({...USER, secret: SECRET});
    const hex = `v1.${Buffer.from(right.slice(3), 'base64').toString('hex')}`;
    const cases: readonly [object, string][] = [
      [{token: hex}, 'token-is-hex'],
      [{token: await createUserAuthToken({...USER, secret: 'the deleted secret'})}, 'key-deleted'],
      [{token: await createUserAuthToken({...USER, secret: 'the secret key of other'})}, 'key-of-another-app'],
      [{token: ''}, 'token-missing'],
      [{token: 'x', userId: '', userEmail: ''}, 'user-is-anonymous'],
    ];
    for (const [request, mistake] of cases) assert.deepEqual(await mistakesOf(request), [mistake]);
  });

  it('leaves no trace: no row, no line in the log', async (t) => {
    const service = await startTestService(t);
    const ask = await asAdministrator(service);
    const token = await createUserAuthToken({...USER, secret: SECRET});
    await verify(ask, {token});
    await verify(ask, {token: 'wrong'});
    assert.deepEqual([await service.count('users'), await service.count('conversations')], [0, 0]);
    assert.deepEqual(service.logged, []);
  });

  for (const [request, field] of [
    [{userId: 'a', fullPrivacy: false}, 'token'],
    [{userId: 'a', token: 'x'}, 'fullPrivacy'],
    [{userId: 7, fullPrivacy: false, token: 'x'}, 'userId'],
    [{userEmail: null, fullPrivacy: false, token: 'x'}, 'userEmail'],
  ] as const) {
    it(`refuses an invalid request: ${JSON.stringify(request)}`, async (t) => {
      const ask = await asAdministrator(await startTestService(t));
      assertError(await ask('POST', `${ONE}/verify`, request), 400, 'invalid_request', field);
    });
  }
});
