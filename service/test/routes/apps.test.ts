import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {APP, assertError, DEFAULT_SETTINGS, startTestService, storeSettings} from '../support/test-service.js';
import type {AppSettings} from 'helpshift-chat/protocol';

const URL = `/v1/apps/${APP.domain}/${APP.platformId}`;

describe('GET /v1/apps/:domain/:platformId', () => {
  it('returns the public settings and nothing else', async (t) => {
    const service = await startTestService(t, {app: {greeting: 'Hello 🙂', origins: ['https://shop.example']}});
    const response = await service.ask({url: URL});
    assert.equal(response.statusCode, 200);
    const {
      verification: _v,
      compatibleTokens: _c,
      askResolution: _a,
      keepEndedConversations: _k,
      keepAnonymousUsers: _u,
      tags: _t,
      origins: _o,
      ...defaults
    } = DEFAULT_SETTINGS;
    assert.deepEqual(response.json(), {...defaults, greeting: 'Hello 🙂'});
    assert.equal(response.headers['cache-control'], 'public, max-age=1');
  });

  // A sentence of the specification, "How to provide user's information".
  it('"The Identity Bot, if enabled, will ask the user for their …": says which of name and e-mail', async (t) => {
    const service = await startTestService(t);
    for (const [askName, askEmail] of [
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      await storeSettings(service.engine, {askName, askEmail});
      const settings = (await service.ask({url: URL})).json<AppSettings>();
      assert.deepEqual([settings.askName, settings.askEmail], [askName, askEmail]);
    }
  });

  it('answers 304 while nothing has changed, and 200 after a change', async (t) => {
    const service = await startTestService(t);
    const ask = (etag: string) => service.ask({url: URL, headers: {'if-none-match': etag}});
    const etag = String((await service.ask({url: URL})).headers.etag);
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`]) {
      const response = await ask(known);
      assert.deepEqual([response.statusCode, response.body], [304, '']);
      assert.equal(response.headers.etag, etag);
    }
    await storeSettings(service.engine, {greeting: 'new'});
    assert.equal((await ask(etag)).statusCode, 200);
  });

  for (const url of ['/v1/apps/acme/other', '/v1/apps/other/web', '/v1/apps/ACME/web', '/v1/apps/acme/%F0%9F%99%82']) {
    it(`finds no app at ${url}`, async (t) => {
      const service = await startTestService(t);
      assertError(await service.ask({url}), 404, 'unknown_app');
    });
  }
});
