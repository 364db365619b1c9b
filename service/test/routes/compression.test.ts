import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {brotliDecompressSync, gunzipSync} from 'node:zlib';
import {addApp, APP, assertError, OWN_ORIGIN, startTestService, type TestService} from '../support/test-service.js';
import type {LightMyRequestResponse} from 'fastify';

const SETTINGS = `/v1/apps/${APP.domain}/${APP.platformId}`;
const LONG = '€'.repeat(700);
const SHORT = '€'.repeat(150);

const start = (t: TestContext, greeting: string) => startTestService(t, {app: {greeting}});

function get(service: TestService, encoding: string | undefined, headers = {}, method: 'GET' | 'HEAD' = 'GET') {
  return service.ask({
    method,
    url: SETTINGS,
    headers: {...(encoding !== undefined && {'accept-encoding': encoding}), ...headers},
  });
}

const greetingOf = (json: Buffer | string): string => (JSON.parse(String(json)) as {greeting: string}).greeting;

function assertPlain(response: LightMyRequestResponse, greeting: string): void {
  assert.equal(response.headers['content-encoding'], undefined);
  assert.equal(greetingOf(response.body), greeting);
}

describe('an answer of 2 kB', () => {
  for (const [accepted, encoding, decompress] of [
    ['gzip', 'gzip', gunzipSync],
    ['br', 'br', brotliDecompressSync],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['GZIP;q=0.8, br;q=0', 'gzip', gunzipSync],
    ['br; q=0.000 ,gzip ; q=0.001', 'gzip', gunzipSync],
  ] as const) {
    it(`is compressed with ${encoding} for a client that accepts ${accepted}`, async (t) => {
      const response = await get(await start(t, LONG), accepted);
      assert.equal(response.statusCode, 200);
      assert.equal(response.headers['content-encoding'], encoding);
      assert.equal(greetingOf(decompress(response.rawPayload)), LONG);
      assert.equal(Number(response.headers['content-length']), response.rawPayload.length);
      assert.ok(response.rawPayload.length < 300);
      assert.match(String(response.headers['content-type']), /^application\/json/);
    });
  }

  for (const accepted of [undefined, '', 'identity', 'deflate', 'gzip;q=0', 'brotli, xgzip']) {
    it(`is sent as it is to a client that accepts ${accepted ?? 'nothing'}`, async (t) => {
      assertPlain(await get(await start(t, LONG), accepted), LONG);
    });
  }

  it('says to caches that it varies, in each form and when it has not changed', async (t) => {
    const service = await start(t, LONG);
    for (const accepted of [undefined, 'gzip', 'br']) {
      const {headers} = await get(service, accepted);
      assert.equal(headers.vary, 'origin, accept-encoding');
      assert.match(String(headers.etag), /^W\//, 'the same ETag stands for all forms');
      const same = await get(service, accepted, {'if-none-match': headers.etag});
      assert.deepEqual([same.statusCode, same.body, same.headers['content-encoding']], [304, '', undefined]);
      assert.deepEqual([same.headers.vary, same.headers.etag], [headers.vary, headers.etag]);
    }
  });

  it('has the same headers for HEAD', async (t) => {
    const service = await start(t, LONG);
    const {date: _1, ...expected} = (await get(service, 'gzip')).headers;
    const response = await get(service, 'gzip', {}, 'HEAD');
    const {date: _2, ...headers} = response.headers;
    assert.deepEqual(headers, expected);
    assert.equal(response.body, '');
  });

  it('of agents varies by what it varied by before, too', async (t) => {
    const service = await start(t, LONG);
    const headers = {...(await service.agent()), 'accept-encoding': 'gzip'};
    for (const platformId of ['ios', 'android']) await addApp(service.engine, {platformId, greeting: LONG});
    const response = await service.ask({method: 'POST', url: '/v1/agent/apps/list', headers});
    assert.equal(response.headers['content-encoding'], 'gzip');
    assert.equal(response.headers.vary, 'origin, cookie, accept-encoding');
    assert.equal(response.headers['cache-control'], 'no-store');
    const {apps} = JSON.parse(String(gunzipSync(response.rawPayload))) as {apps: {greeting: string}[]};
    assert.deepEqual(
      apps.map(({greeting}) => greeting),
      [LONG, LONG, LONG],
    );
  });
});

describe('an answer of 500 bytes', () => {
  it('is sent as it is', async (t) => {
    assertPlain(await get(await start(t, SHORT), 'gzip, br'), SHORT);
  });

  it('is sent as it is when it is an error, or has no content', async (t) => {
    const service = await start(t, LONG);
    const headers = {'accept-encoding': 'gzip, br', origin: OWN_ORIGIN};
    const unknown = await service.ask({url: `${SETTINGS}x`, headers});
    assertError(unknown, 404, 'unknown_app');
    assert.equal(unknown.headers['content-encoding'], undefined);
    const ended = await service.ask({
      method: 'POST',
      url: '/v1/sessions/end',
      headers,
      payload: {sessionTokens: ['x']},
    });
    assert.deepEqual([ended.statusCode, ended.body, ended.headers['content-encoding']], [204, '', undefined]);
  });
});
