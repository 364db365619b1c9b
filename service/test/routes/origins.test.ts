import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
  APP,
  assertError,
  newCredential,
  OWN_ORIGIN,
  sending,
  startTestService,
  SYNC,
  type TestService,
} from '../support/test-service.js';
import type {LightMyRequestResponse} from 'fastify';

const SHOP = 'https://shop.example';
const SETTINGS = `/v1/apps/${APP.domain}/${APP.platformId}`;

const allowedOrigin = (response: LightMyRequestResponse) => response.headers['access-control-allow-origin'];

/** One request of every kind in the user API, with a session where it needs one. */
async function everyRoute(service: TestService, origin: string): Promise<LightMyRequestResponse[]> {
  const headers = {origin};
  const session = await service.visit();
  return [
    await service.ask({url: SETTINGS, headers}),
    await service.claim({anonymousCredential: newCredential()}, headers),
    await service.as(session, {...SYNC, headers}),
    await service.as(session, {...sending('hello'), headers}),
  ];
}

describe('an origin', () => {
  it("from the app's list may use the app, and reads the answers", async (t) => {
    const service = await startTestService(t, {app: {origins: ['https://other.example', SHOP]}});
    for (const response of await everyRoute(service, SHOP)) {
      assert.ok(response.statusCode < 300, response.body);
      assert.equal(allowedOrigin(response), SHOP);
      assert.match(String(response.headers.vary), /origin/);
      // A service worker's cache tells users apart only by what is exposed.
      assert.match(String(response.headers['access-control-expose-headers']), /\bvary\b/);
      assert.equal(response.headers['access-control-allow-credentials'], undefined);
    }
  });

  for (const origin of [
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil.example',
    'https://sub.shop.example',
    'HTTPS://SHOP.EXAMPLE',
    'null',
    '*',
    '',
  ]) {
    it(`such as "${origin}" outside the list is refused, and gets only the error`, async (t) => {
      const service = await startTestService(t, {app: {origins: [SHOP]}});
      for (const response of await everyRoute(service, origin)) {
        assertError(response, 403, 'forbidden');
        assert.deepEqual(Object.keys(response.json<object>()), ['error']);
      }
      assert.equal(await service.count('entries'), 0);
    });
  }

  it('is repeated in the error only when it is valid, because the error contains a shell command', async (t) => {
    const service = await startTestService(t);
    for (const origin of ['null', '', '*', 'https://$(id)', 'https://a.example;id', 'https://a.example/`id`']) {
      const response = await service.ask({url: SETTINGS, headers: {origin}});
      assertError(response, 403, 'forbidden');
      assert.match(response.body, /--add-origin '\*'"/);
      if (origin.length > 4) assert.ok(!response.body.includes(origin));
    }
  });

  it('can be any when the app allows all', async (t) => {
    const service = await startTestService(t, {app: {origins: ['*']}});
    for (const response of await everyRoute(service, 'https://anything.example')) {
      assert.equal(allowedOrigin(response), 'https://anything.example');
    }
  });

  it('of the service itself may use every app', async (t) => {
    const service = await startTestService(t);
    for (const response of await everyRoute(service, OWN_ORIGIN)) assert.ok(response.statusCode < 300, response.body);
  });

  it('of the service itself is exactly PUBLIC_URL when that is set', async (t) => {
    const service = await startTestService(t, {publicOrigin: 'https://chat.example'});
    for (const response of await everyRoute(service, 'https://chat.example')) assert.ok(response.statusCode < 300);
    for (const response of await everyRoute(service, OWN_ORIGIN)) assertError(response, 403, 'forbidden');
  });

  for (const host of ['localhost:8080', 'shop.localhost', 'LOCALHOST', '127.0.0.1:8080', '127.8.0.1', '[::1]:8080']) {
    it(`of the service itself is that of ${host} without PUBLIC_URL`, async (t) => {
      const service = await startTestService(t);
      const headers = {host, origin: `http://${host.toLowerCase()}`};
      assert.equal((await service.ask({url: SETTINGS, headers})).statusCode, 200);
    });
  }

  // The page of an attacker asks the service by a name of theirs, which they let point to its address: DNS rebinding.
  for (const host of [
    'evil.example',
    'evil.example:8080',
    '192.168.1.5:8080',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '1127.0.0.1',
    '[::1].evil.example',
    '[fe80::1]:8080',
    '0.0.0.0:8080',
  ]) {
    it(`of the service itself is never that of ${host} without PUBLIC_URL`, async (t) => {
      const service = await startTestService(t);
      const headers = {host, origin: `http://${host}`};
      assertError(await service.ask({url: SETTINGS, headers}), 403, 'forbidden');
      const logIn = {method: 'POST', url: '/v1/agent/session', payload: {email: 'a@x.org', password: 'x'}} as const;
      for (const from of [headers, {host, 'sec-fetch-site': 'same-origin'}]) {
        const refused = await service.ask({...logIn, headers: from});
        assertError(refused, 403, 'forbidden');
        assert.match(refused.body, /Set PUBLIC_URL/);
      }
    });
  }

  it('comes from the headers of a trusted proxy', async (t) => {
    const forwarded = {'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.localhost'};
    const headers = {origin: 'https://chat.localhost', ...forwarded};
    const [trusting, wary] = [await startTestService(t, {trustProxy: true}), await startTestService(t)];
    assert.equal((await trusting.ask({url: SETTINGS, headers})).statusCode, 200);
    assertError(await wary.ask({url: SETTINGS, headers}), 403, 'forbidden');
  });

  it('is not required: servers and command lines send none', async (t) => {
    const service = await startTestService(t);
    const response = await service.ask({url: SETTINGS});
    assert.equal(response.statusCode, 200);
    assert.equal(allowedOrigin(response), undefined);
  });
});

describe('a page', () => {
  it('can read every error except the refusal of its origin', async (t) => {
    const service = await startTestService(t, {app: {origins: [SHOP]}});
    const headers = {origin: SHOP};
    const answers: [LightMyRequestResponse, number, string][] = [
      [await service.ask({url: '/v1/apps/acme/unknown', headers}), 404, 'unknown_app'],
      [await service.claim({platformId: 'unknown'}, headers), 404, 'unknown_app'],
      [await service.claim({userId: 'captain'}, headers), 401, 'missing_user_auth_token'],
      [await service.claim({userId: 5}, headers), 400, 'invalid_request'],
      [await service.as('ended', {...SYNC, headers}), 401, 'unauthorized'],
    ];
    for (const [response, status, code] of answers) {
      assert.deepEqual([response.statusCode, response.json<{error: {code: string}}>().error.code], [status, code]);
      assert.equal(allowedOrigin(response), SHOP);
    }
  });

  it('gets an answer to a preflight request without naming its app', async (t) => {
    const service = await startTestService(t);
    for (const url of ['/v1/sessions', '/v1/messages', '/v1/sync', SETTINGS]) {
      const headers = {origin: SHOP, 'access-control-request-method': 'POST'};
      const response = await service.ask({method: 'OPTIONS', url, headers});
      assert.equal(response.statusCode, 204);
      assert.equal(allowedOrigin(response), SHOP);
      assert.equal(response.headers['access-control-allow-methods'], 'GET, POST');
      assert.equal(response.headers['access-control-allow-headers'], 'authorization, content-type');
    }
  });

  it('of another site gets no preflight answer for the inbox', async (t) => {
    const service = await startTestService(t, {app: {origins: ['*']}});
    const headers = {origin: SHOP, 'access-control-request-method': 'POST'};
    const response = await service.ask({method: 'OPTIONS', url: '/v1/agent/session', headers});
    assertError(response, 403, 'forbidden');
    assert.equal(allowedOrigin(response), undefined);
  });
});
