import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AGENT_SESSION_LIFE_MS} from '../../src/limits.js';
import {tidy} from '../../src/housekeeping.js';
import {Agents} from '../../src/agents/agents.js';
import {hashPassword} from '../../src/agents/passwords.js';
import {
  assertError,
  CHEAP,
  OWN_ORIGIN,
  PASSWORD,
  startTestService,
  SYNC,
  type TestOptions,
  type TestService,
} from '../support/test-service.js';
import type {LightMyRequestResponse} from 'fastify';
import type {TestContext} from 'node:test';

const EMAIL = 'Ann@Acme.example';
const SESSION = '/v1/agent/session';

/** Asks who is logged in. */
function who(service: TestService, headers: Record<string, string>): Promise<LightMyRequestResponse> {
  return service.ask({method: 'POST', url: `${SESSION}/current`, headers: {origin: OWN_ORIGIN, ...headers}});
}

async function start(t: TestContext, options: TestOptions = {}): Promise<TestService> {
  const service = await startTestService(t, options);
  const agents = new Agents(service.engine, service.clock.now);
  const passwordHash = await hashPassword(PASSWORD, CHEAP);
  await agents.insert(service.engine.db, {email: EMAIL, name: 'Ann', passwordHash, domain: 'acme'});
  return service;
}

function logIn(service: TestService, email = EMAIL, password = PASSWORD, headers: object = {origin: OWN_ORIGIN}) {
  return service.ask({method: 'POST', url: SESSION, headers: {...headers}, payload: {email, password}});
}

function cookieOf(response: Awaited<ReturnType<typeof logIn>>): string {
  return String(response.headers['set-cookie']).split(';')[0] ?? '';
}

describe('logging in to the inbox', () => {
  it('returns the agent, and a cookie that scripts and other sites cannot use', async (t) => {
    const service = await start(t);
    const response = await logIn(service, EMAIL.toLowerCase());
    assert.equal(response.statusCode, 200);
    const {id, ...agent} = response.json<Record<string, string>>();
    assert.match(id ?? '', /^[\da-f-]{36}$/);
    assert.deepEqual(agent, {email: EMAIL, name: 'Ann', role: 'agent'});
    const [session = '', device = '', ...others] = response.headers['set-cookie'] ?? [];
    assert.match(session, /^helpshift-chat-agent=[\w-]{43}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Strict$/);
    assert.match(device, /^helpshift-chat-device=[\w.-]+; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict$/);
    assert.deepEqual(others, []);
    assert.equal(response.headers['cache-control'], 'no-store');

    const answer = await who(service, {cookie: `other=1; ${cookieOf(response)}`});
    assert.deepEqual(answer.json(), response.json());
  });

  it('sets a cookie for HTTPS only when the service is reached by HTTPS', async (t) => {
    const service = await start(t, {publicOrigin: 'https://chat.example'});
    const response = await logIn(service, EMAIL, PASSWORD, {origin: 'https://chat.example'});
    const [session = '', device = ''] = response.headers['set-cookie'] ?? [];
    assert.match(session, /^__Host-helpshift-chat-agent=.*; Secure$/);
    assert.match(device, /^__Host-helpshift-chat-device=.*; Secure$/);
    const answer = await who(service, {cookie: cookieOf(response), origin: 'https://chat.example'});
    assert.equal(answer.statusCode, 200);
  });

  it('stores only a digest of the cookie', async (t) => {
    const service = await start(t);
    const [, token = ''] = cookieOf(await logIn(service)).split('=');
    const rows = await service.engine.db.selectFrom('agent_sessions').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(token));
  });

  it('gives a wrong password and an unknown address the same answer, and logs neither', async (t) => {
    const service = await start(t);
    const answers = [
      await logIn(service, EMAIL, 'wrong password'),
      await logIn(service, 'nobody@acme.example', PASSWORD),
      await logIn(service, "' or 1=1 --", PASSWORD),
    ];
    for (const answer of answers) {
      assertError(answer, 401, 'unauthorized');
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    assert.equal(service.logged.length, 3);
    assert.doesNotMatch(service.logged.join(), /acme\.example|password|or 1=1/);
  });

  for (const [body, field] of [
    [{email: EMAIL}, 'password'],
    [{password: PASSWORD}, 'email'],
    [{email: {$ne: ''}, password: PASSWORD}, 'email'],
    [{email: EMAIL, password: 'x'.repeat(1001)}, 'password'],
  ] as const) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)}`, async (t) => {
      const service = await start(t);
      const response = await service.ask({method: 'POST', url: SESSION, headers: {origin: OWN_ORIGIN}, payload: body});
      assertError(response, 400, 'invalid_request', field);
    });
  }

  it('is limited for one e-mail address from one network address', async (t) => {
    const rateLimits = {logins: {burst: 3, perSecond: 0.1}, loginsOfAddress: {burst: 100, perSecond: 1}};
    const service = await start(t, {rateLimits});
    for (let index = 0; index < 3; index++) assertError(await logIn(service, EMAIL, 'guess'), 401, 'unauthorized');
    const refused = await logIn(service, EMAIL.toUpperCase(), PASSWORD);
    assertError(refused, 429, 'too_many_requests');
    const waitMs = Number(refused.headers['retry-after']) * 1000;
    assert.ok(waitMs >= 10_000 && waitMs <= 30_000, String(waitMs));
    assertError(await logIn(service, 'other@acme.example', 'guess'), 401, 'unauthorized');
    service.clock.setWallClock(24 * 3_600_000);
    assertError(await logIn(service), 429, 'too_many_requests');
    service.clock.advance(waitMs - 1000);
    assertError(await logIn(service), 429, 'too_many_requests');
    service.clock.advance(1000);
    assert.equal((await logIn(service)).statusCode, 200);
  });

  it('is limited for one network address, for any e-mail addresses', async (t) => {
    const rateLimits = {loginsOfAddress: {burst: 2, perSecond: 0.1}};
    const service = await start(t, {rateLimits});
    for (const email of ['a@x.org', 'b@x.org']) assertError(await logIn(service, email), 401, 'unauthorized');
    assertError(await logIn(service, 'c@x.org'), 429, 'too_many_requests');
  });
});

describe("an agent's session", () => {
  it('ends at log-out, also for a copy of the cookie', async (t) => {
    const service = await start(t);
    const headers = {cookie: cookieOf(await logIn(service)), origin: OWN_ORIGIN};
    const response = await service.ask({method: 'DELETE', url: SESSION, headers});
    assert.deepEqual([response.statusCode, response.body], [204, '']);
    assert.match(String(response.headers['set-cookie']), /^helpshift-chat-agent=; Path=\/; Max-Age=0; HttpOnly/);
    assertError(await who(service, headers), 401, 'unauthorized');
    assert.equal(await service.count('agent_sessions'), 0);
  });

  it("is separate from the same agent's session in another browser", async (t) => {
    const service = await start(t);
    const [one, two] = [cookieOf(await logIn(service)), cookieOf(await logIn(service))];
    await service.ask({method: 'DELETE', url: SESSION, headers: {cookie: one, origin: OWN_ORIGIN}});
    assert.equal((await who(service, {cookie: two})).statusCode, 200);
  });

  it('ends after two weeks, and is then deleted', async (t) => {
    const service = await start(t);
    const headers = {cookie: cookieOf(await logIn(service))};
    service.clock.advance(AGENT_SESSION_LIFE_MS - 1);
    assert.equal((await who(service, headers)).statusCode, 200);
    service.clock.advance(1);
    assertError(await who(service, headers), 401, 'unauthorized');
    await logIn(service);
    await tidy(service.engine, service.clock.now());
    assert.equal(await service.count('agent_sessions'), 1);
  });

  for (const cookie of ['', 'helpshift-chat-agent=', 'helpshift-chat-agent=x', 'helpshift-chat-agent', 'x=y', ';;;=']) {
    it(`does not exist for the cookie "${cookie}"`, async (t) => {
      const service = await start(t);
      assertError(await who(service, {cookie}), 401, 'unauthorized');
    });
  }

  it("does not exist for a user's session token, nor a user's session for the cookie", async (t) => {
    const service = await start(t);
    const visitor = await service.visit();
    assertError(await who(service, {authorization: `Bearer ${visitor}`}), 401, 'unauthorized');
    assertError(await who(service, {cookie: `helpshift-chat-agent=${visitor}`}), 401, 'unauthorized');
    const cookie = cookieOf(await logIn(service));
    assertError(await service.ask({...SYNC, headers: {cookie}}), 401, 'unauthorized');
    const token = cookie.split('=')[1] ?? '';
    assertError(await service.as(token, SYNC), 401, 'unauthorized');
  });
});

describe('a request of another site', () => {
  const foreign: readonly [string, Record<string, string>][] = [
    ['no information about its origin', {}],
    ['another origin', {origin: 'https://evil.example'}],
    ['another port', {origin: 'http://localhost:8081'}],
    ['an opaque origin', {origin: 'null'}],
    ['a subdomain', {origin: 'http://evil.localhost:80'}],
    ['another site', {'sec-fetch-site': 'cross-site'}],
    ['the same site but another origin', {'sec-fetch-site': 'same-site'}],
    ['another origin, marked as same-origin', {origin: 'https://evil.example', 'sec-fetch-site': 'same-origin'}],
  ];
  for (const [name, headers] of foreign) {
    it(`changes nothing: ${name}`, async (t) => {
      const service = await start(t, {app: {origins: ['*']}});
      const {cookie} = await service.agent();
      const {conversation} = await service.send(await service.visit(), 'hello');
      const attempts = [
        logIn(service, EMAIL, PASSWORD, headers),
        service.ask({method: 'DELETE', url: SESSION, headers: {...headers, cookie}}),
        service.asAgent({...headers, cookie}, `conversations/${conversation.id}/entries`, {
          id: crypto.randomUUID(),
          content: {kind: 'resolved'},
        }),
        service.asAgent({...headers, cookie}, 'sync', {read: [{id: conversation.id, number: 1}]}),
      ];
      for (const response of await Promise.all(attempts)) {
        assertError(response, 403, 'forbidden');
        assert.equal(response.headers['set-cookie'], undefined);
        assert.equal(response.headers['access-control-allow-origin'], undefined);
      }
      assert.deepEqual([await service.count('entries'), await service.count('agent_sessions')], [1, 1]);
    });
  }

  it('differs from a request of our own page, which may lack an Origin', async (t) => {
    const service = await start(t);
    assert.equal((await logIn(service, EMAIL, PASSWORD, {'sec-fetch-site': 'same-origin'})).statusCode, 200);
  });

  it('cannot be a form', async (t) => {
    const service = await start(t);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = {origin: OWN_ORIGIN, 'content-type': type};
      const payload = JSON.stringify({email: EMAIL, password: PASSWORD});
      assertError(await service.ask({method: 'POST', url: SESSION, headers, payload}), 415, 'unsupported_media_type');
    }
  });
});
