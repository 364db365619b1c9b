import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {assertError, startTestService, temporaryFolder} from '../support/test-service.js';

const ENTRY = 'export const entry = 1;';

async function start(t: TestContext, {demo = true} = {}) {
  const root = temporaryFolder(t);
  const files: Record<string, string> = {
    'element/helpshift-chat.js': ENTRY,
    'element/helpshift-chat.js.br': 'brotli',
    'element/helpshift-chat.js.gz': 'gzip',
    'element/panel-Ab_3-xYz.js': 'export const panel = 1;',
    'element/webChat.js': 'script',
    'inbox/index.html': '<!doctype html><title>Inbox</title>',
    'inbox/inbox.js': 'inbox',
    'demo/index.html': '<!doctype html><title>Shop</title>',
    'demo/demo.js': 'demo',
    'demo/web-chat.html': '<!doctype html><title>Embed</title>',
    'secret.txt': 'secret',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), {recursive: true});
    writeFileSync(join(root, name), content);
  }
  const folders = {element: join(root, 'element'), inbox: join(root, 'inbox')};
  return startTestService(t, {folders: demo ? {...folders, demo: join(root, 'demo')} : folders});
}

describe('the element', () => {
  it('may be loaded by any site, and is cached for five minutes', async (t) => {
    const service = await start(t);
    const response = await service.ask({url: '/helpshift-chat.js'});
    assert.deepEqual([response.statusCode, response.body], [200, ENTRY]);
    assert.match(String(response.headers['content-type']), /^(text|application)\/javascript/);
    assert.equal(response.headers['cache-control'], 'public, max-age=300');
    assert.equal(response.headers['access-control-allow-origin'], '*');
    assert.equal(response.headers['cross-origin-resource-policy'], 'cross-origin');
    const again = await service.ask({
      url: '/helpshift-chat.js',
      headers: {'if-none-match': String(response.headers.etag)},
    });
    assert.equal(again.statusCode, 304);
  });

  for (const [accepted, encoding, body] of [
    ['gzip, deflate, br, zstd', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['identity', undefined, ENTRY],
  ] as const) {
    it(`is sent in its compressed form from the build: ${accepted}`, async (t) => {
      const service = await start(t);
      const response = await service.ask({url: '/helpshift-chat.js', headers: {'accept-encoding': accepted}});
      assert.deepEqual([response.headers['content-encoding'], response.body], [encoding, body]);
      assert.match(String(response.headers['content-type']), /^(text|application)\/javascript/);
      assert.equal(response.headers.vary, 'accept-encoding');
    });
  }

  for (const url of ['/webChat.js', '/latest/webChat.js', '/latest/webChat.js?v=1']) {
    it(`has its drop-in script at ${url}`, async (t) => {
      const service = await start(t);
      const {statusCode, body, headers} = await service.ask({url});
      assert.deepEqual([statusCode, body, headers['cache-control']], [200, 'script', 'public, max-age=300']);
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    });
  }

  it('has nothing else below latest/', async (t) => {
    const service = await start(t);
    for (const url of [
      '/latest/',
      '/latest',
      '/latest/helpshift-chat.js',
      '/latest/latest/webChat.js',
      '/x/webChat.js',
    ])
      assertError(await service.ask({url}), 404, 'not_found');
  });

  it('has chunks that are cached for ever', async (t) => {
    const service = await start(t);
    const response = await service.ask({url: '/panel-Ab_3-xYz.js', headers: {'accept-encoding': 'br'}});
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['cache-control'], 'public, max-age=31536000, immutable');
  });

  it('is 404 before the build, with a line in the log, and available after it', async (t) => {
    const element = join(temporaryFolder(t), 'later');
    const service = await startTestService(t, {folders: {element, inbox: element}});
    const missing = await service.ask({url: '/helpshift-chat.js'});
    assertError(missing, 404, 'not_found');
    assert.equal(missing.headers['cache-control'], 'no-store');
    assert.match(service.logged.join(), /helpshift-chat\.js is not built/);
    mkdirSync(element);
    writeFileSync(join(element, 'helpshift-chat.js'), ENTRY);
    assert.equal((await service.ask({url: '/helpshift-chat.js'})).statusCode, 200);
  });
});

describe('a page', () => {
  for (const [url, title] of [
    ['/inbox', 'Inbox'],
    ['/inbox/', 'Inbox'],
    ['/', 'Shop'],
  ] as const) {
    it(`is at ${url}, under a strict policy`, async (t) => {
      const service = await start(t);
      const response = await service.ask({url, headers: {'accept-encoding': 'br, gzip'}});
      assert.equal(response.statusCode, 200);
      assert.match(response.body, new RegExp(`<title>${title}`));
      const policy = String(response.headers['content-security-policy']);
      for (const directive of [
        "default-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types lit-html',
      ]) {
        assert.ok(policy.split('; ').includes(directive), directive);
      }
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(response.headers['cache-control'], 'no-cache');
      assert.equal(response.headers['cross-origin-opener-policy'], 'same-origin');
      assert.match(String(response.headers['permissions-policy']), /^camera=\(\), microphone=\(\)/);
      assert.equal(response.headers['access-control-allow-origin'], undefined);
    });
  }

  it('with the embed code of Helpshift is at /web-chat, and may set the address of a script', async (t) => {
    const service = await start(t);
    const {statusCode, body, headers} = await service.ask({url: '/web-chat'});
    assert.equal(statusCode, 200);
    assert.match(body, /<title>Embed/);
    const policy = String(headers['content-security-policy']);
    assert.ok(policy.startsWith("default-src 'self'; style-src 'self'; "), policy);
    assert.doesNotMatch(policy, /unsafe|trusted-types/);
  });

  it('keeps its policy over a 304: a browser would use the headers of the 304 for the page', async (t) => {
    const service = await start(t);
    const {etag} = (await service.ask({url: '/inbox'})).headers;
    const {statusCode, headers} = await service.ask({url: '/inbox', headers: {'if-none-match': String(etag)}});
    assert.deepEqual([statusCode, headers['content-security-policy']], [304, undefined]);
  });

  it('has its own files beside it', async (t) => {
    const service = await start(t);
    assert.equal((await service.ask({url: '/inbox/inbox.js'})).body, 'inbox');
    assert.equal((await service.ask({url: '/demo.js'})).body, 'demo');
    assert.equal((await service.ask({url: '/demo.js'})).headers['access-control-allow-origin'], undefined);
    assert.equal((await service.ask({url: '/helpshift-chat.js'})).body, ENTRY);
  });

  it('does not exist without the demo', async (t) => {
    const service = await start(t, {demo: false});
    for (const url of ['/', '/demo.js', '/index.html', '/web-chat'])
      assertError(await service.ask({url}), 404, 'not_found');
    const payload = {userId: 'captain'};
    assertError(await service.ask({method: 'POST', url: '/demo/token', payload}), 404, 'not_found');
  });
});

describe('a file outside', () => {
  for (const url of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/inbox/../../secret.txt',
    '/inbox/..%2f..%2fsecret.txt',
    '/inbox/%2e%2e%5csecret.txt',
    '/inbox//etc/passwd',
    '/helpshift-chat.js%00.txt',
    '/inbox/inbox.js%00',
  ]) {
    it(`is not returned for ${url}`, async (t) => {
      const service = await start(t);
      const response = await service.ask({url});
      assert.ok([400, 403, 404].includes(response.statusCode), `${response.statusCode} ${response.body}`);
      assert.doesNotMatch(response.body, /secret|root:/);
    });
  }

  for (const path of ['/..%2f', '/demo.js/..%2f..%2f']) {
    it(`is not revealed by the answer for ${path}`, async (t) => {
      const service = await start(t);
      const answerOf = async (file: string) => {
        const {statusCode, body} = await service.ask({url: path + file});
        return {statusCode, body};
      };
      assert.deepEqual(await answerOf('secret.txt'), await answerOf('nothing.txt'));
    });
  }
});

describe('an address that cannot be a file', () => {
  for (const url of [
    `/${'x'.repeat(300)}`,
    `/${'x'.repeat(5000)}`,
    `/inbox/${'x'.repeat(300)}`,
    '/helpshift-chat.js/',
    '/helpshift-chat.js/x',
    '/demo.js/x',
  ]) {
    it(`is not found, and not logged: ${url.slice(0, 30)}`, async (t) => {
      const service = await start(t);
      assertError(await service.ask({url}), 404, 'not_found');
      assert.deepEqual(service.logged, []);
    });
  }
});
