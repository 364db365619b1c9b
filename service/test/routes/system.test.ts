import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Readiness} from '../../src/readiness.js';
import {assertError, startTestService} from '../support/test-service.js';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, {summary?: string}>>;
}

for (const url of ['/readyz', '/healthz']) {
  describe(`GET ${url}`, () => {
    it('answers ok while the database works, and 503 when it does not', async (t) => {
      const service = await startTestService(t);
      const response = await service.ask({url});
      assert.deepEqual([response.statusCode, response.json()], [200, {status: 'ok'}]);
      await service.engine.close();
      assertError(await service.ask({url}), 503, 'unavailable');
    });

    it('answers 503 when the process will end', async (t) => {
      const readiness = new Readiness();
      const service = await startTestService(t, {readiness});
      readiness.end();
      assertError(await service.ask({url}), 503, 'unavailable');
    });
  });
}

describe('GET /livez', () => {
  it('answers ok while the process answers, also without a database, and when the process will end', async (t) => {
    const readiness = new Readiness();
    const service = await startTestService(t, {readiness});
    await service.engine.close();
    readiness.end();
    const response = await service.ask({url: '/livez'});
    assert.deepEqual([response.statusCode, response.json()], [200, {status: 'ok'}]);
  });
});

describe('GET /openapi.json', () => {
  it('describes every route of both APIs, and no other', async (t) => {
    const service = await startTestService(t);
    const document = (await service.ask({url: '/openapi.json'})).json<OpenApi>();
    assert.equal(document.openapi, '3.1.0');
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, {summary}]) => {
        assert.ok(summary, `${method} ${path} says nothing`);
        return `${method.toUpperCase()} ${path}`;
      }),
    );
    assert.deepEqual(routes.toSorted(), [
      'DELETE /v1/agent/apps/{domain}/{platformId}/keys/{keyId}',
      'DELETE /v1/agent/files/{id}',
      'DELETE /v1/agent/session',
      'DELETE /v1/files/{id}',
      'GET /healthz',
      'GET /livez',
      'GET /readyz',
      'GET /v1/agent/live',
      'GET /v1/apps/{domain}/{platformId}',
      'GET /v1/downloads/{token}',
      'GET /v1/live',
      'PATCH /v1/agent/apps/{domain}/{platformId}',
      'PATCH /v1/agent/files/{id}',
      'PATCH /v1/files/{id}',
      'POST /v1/agent/apps/list',
      'POST /v1/agent/apps/{domain}/{platformId}/keys',
      'POST /v1/agent/apps/{domain}/{platformId}/verify',
      'POST /v1/agent/audit',
      'POST /v1/agent/conversations/reject',
      'POST /v1/agent/conversations/{id}/entries',
      'POST /v1/agent/files',
      'POST /v1/agent/files/download',
      'POST /v1/agent/files/read',
      'POST /v1/agent/notices',
      'POST /v1/agent/session',
      'POST /v1/agent/session/current',
      'POST /v1/agent/sessions/end',
      'POST /v1/agent/sessions/list',
      'POST /v1/agent/sync',
      'POST /v1/anonymous-users/clear',
      'POST /v1/files',
      'POST /v1/files/download',
      'POST /v1/files/read',
      'POST /v1/follow-up',
      'POST /v1/messages',
      'POST /v1/sessions',
      'POST /v1/sessions/end',
      'POST /v1/sync',
    ]);
  });

  it('is the same for all requests, also for simultaneous ones', async (t) => {
    const service = await startTestService(t);
    const ask = async () => (await service.ask({url: '/openapi.json'})).json<OpenApi>();
    const [first, second] = await Promise.all([ask(), ask()]);
    assert.ok(first.paths['/v1/messages']);
    assert.deepEqual(second, first);
    assert.deepEqual(await ask(), first);
  });
});

describe('every answer', () => {
  it('has the security headers', async (t) => {
    const service = await startTestService(t);
    for (const url of ['/healthz', '/nothing', '/v1/sync', '/%zz']) {
      const {headers} = await service.ask({url});
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    }
  });
});
