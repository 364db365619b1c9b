import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect} from 'node:net';
import {text} from 'node:stream/consumers';
import {describe, it} from 'node:test';
import {until} from '../../../test/support/until.js';
import {APP, assertError, newCredential, sending, startTestService} from '../support/test-service.js';

const JSON_TYPE = {'content-type': 'application/json'};
const POST = {method: 'POST', url: '/v1/sessions'} as const;

/** The request of a browser that opens a WebSocket. */
function upgrade(path: string): string {
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13';
  return `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n${key}\r\n\r\n`;
}

describe('bad input gets an error of one shape, and nothing is stored:', () => {
  for (const [name, payload] of [
    ['half an object', '{"domain":'],
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['a prototype key', '{"domain":"acme","platformId":"web","__proto__":{"x":1}}'],
    ['a constructor', '{"constructor":{"prototype":{"x":1}}}'],
    ['bytes that are not text', Buffer.from([0xff, 0xfe, 0x00])],
  ] as const) {
    it(name, async (t) => {
      const service = await startTestService(t);
      assertError(await service.ask({...POST, headers: JSON_TYPE, payload}), 400, 'invalid_request');
      assert.equal(await service.count('users'), 0);
    });
  }

  for (const payload of ['null', '[]', '"text"', '5', 'true']) {
    it(`${payload} instead of an object`, async (t) => {
      const service = await startTestService(t);
      assertError(await service.ask({...POST, headers: JSON_TYPE, payload}), 400, 'invalid_request');
    });
  }

  it('malformed JSON is not quoted in the answer', async (t) => {
    const service = await startTestService(t);
    const response = await service.ask({...POST, headers: JSON_TYPE, payload: '{"userId": hunter2'});
    assertError(response, 400, 'invalid_request');
    assert.ok(!response.body.includes('hunter2'));
  });

  for (const [what, status, request] of [
    ['a request that is not HTTP', 400, 'GARBAGE\r\n\r\n'],
    ['a too long header', 431, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['an upgrade at a badly encoded address', 400, upgrade('/%zz')],
    ['two lengths of one body', 400, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
  ] as const) {
    it(what, async (t) => {
      const service = await startTestService(t);
      const {port} = new URL(await service.app.listen({host: '127.0.0.1', port: 0}));
      // The client keeps its half of the connection open, like an attacker.
      const socket = connect({port: Number(port), host: '127.0.0.1', allowHalfOpen: true});
      t.after(() => socket.destroy());
      await once(socket, 'connect');
      socket.write(request);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
      const {error} = JSON.parse(body) as {error: Record<string, unknown>};
      assert.deepEqual(Object.keys(error), ['code', 'message']);
      assert.equal(error['code'], 'invalid_request');
      await service.app.close();
      assert.ok(!service.logged.some((line) => line.includes('GARBAGE') || line.includes('stack')));
    });
  }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    it(`a body of type ${type}`, async (t) => {
      const service = await startTestService(t);
      const response = await service.ask({...POST, headers: {'content-type': type}, payload: '{}'});
      assertError(response, 415, 'unsupported_media_type');
    });
  }

  it('a body over the limit', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const tooLong = await service.claim({userId: 'x'.repeat(64 * 1024)});
    assertError(tooLong, 413, 'payload_too_large');
    assert.match(tooLong.body, /longer than 64 KiB/);
    // What a conversation begins with may be longer.
    assertError(await service.as(session, sending('x'.repeat(1000 * 1024))), 400, 'invalid_request', 'messages.0.text');
    const tooLongToo = await service.as(session, sending('x'.repeat(1024 * 1024)));
    assertError(tooLongToo, 413, 'payload_too_large');
    assert.match(tooLongToo.body, /longer than 1024 KiB/);
    assert.equal(await service.count('users'), 0);
  });

  const fields: readonly [string, object][] = [
    ['domain', {domain: undefined}],
    ['domain', {domain: ''}],
    ['domain', {domain: 'x'.repeat(101)}],
    ['platformId', {platformId: 5}],
    ['userId', {userId: 5}],
    ['userId', {userId: 4.2}],
    ['userId', {userId: null}],
    ['userId', {userId: {toString: 'x'}}],
    ['userEmail', {userEmail: 5}],
    ['userEmail', {userEmail: ['ann@x.org']}],
    ['userName', {userId: 'x', userName: true}],
    ['userAuthToken', {userId: 'x', userAuthToken: 0}],
    ['fullPrivacy', {fullPrivacy: 'true'}],
    ['anonymousCredential', {anonymousCredential: 1}],
  ];
  // Sentences of the specification, "How to provide user's information".
  describe('"All the parameter values should be of type string. Integer and decimal values are invalid."', () => {
    for (const [field, claim] of fields) {
      it(`${JSON.stringify(claim).slice(0, 60)}, reported as ${field}`, async (t) => {
        const service = await startTestService(t);
        assertError(await service.claim(claim), 400, 'invalid_request', field);
        assert.equal(await service.count('users'), 0);
      });
    }
  });

  for (const [method, url] of [
    ['GET', '/nothing'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/sessions'],
    ['DELETE', '/v1/messages'],
    ['GET', '/v1/agent/nothing'],
    ['GET', `/v1/apps/${'x'.repeat(5000)}/y`],
    ['GET', '/../../etc/passwd'],
  ] as const) {
    it(`${method} ${url.slice(0, 40)}`, async (t) => {
      const service = await startTestService(t);
      const response = await service.ask({method, url});
      assert.ok(response.statusCode === 404 || response.statusCode === 401, response.body);
      assertError(response, response.statusCode, response.statusCode === 404 ? 'not_found' : 'unauthorized');
    });
  }

  it('a badly encoded address', async (t) => {
    const service = await startTestService(t);
    assertError(await service.ask({url: '/%zz'}), 400, 'invalid_request');
  });

  it('a live connection requested without an upgrade', async (t) => {
    const service = await startTestService(t);
    assertError(await service.ask({url: '/v1/live'}), 400, 'invalid_request');
  });
});

describe('the end of the service', () => {
  it('answers a request that comes meanwhile on an open connection like any other', async (t) => {
    const service = await startTestService(t);
    const {port} = new URL(await service.app.listen({host: '127.0.0.1', port: 0}));
    const socket = connect(Number(port), '127.0.0.1');
    t.after(() => socket.destroy());
    const head = 'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n';
    socket.write(`${head}{`);
    await once(service.app.server, 'request');
    const closed = service.app.close();
    await until(() => !service.app.server.listening);
    socket.write(`}${head}{}`);
    const answers = (await text(socket)).split(/(?=HTTP\/1\.1 )/);
    assert.equal(answers.length, 2);
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 400 [^]*\{"error":\{"code":"invalid_request",/);
    await closed;
  });

  it('does not wait for a connection that asks for an upgrade now', async (t) => {
    const service = await startTestService(t);
    const {port} = new URL(await service.app.listen({host: '127.0.0.1', port: 0}));
    const socket = connect(Number(port), '127.0.0.1');
    t.after(() => socket.destroy());
    // A request that has begun keeps the connection open.
    socket.write(
      'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{',
    );
    await once(service.app.server, 'request');
    const closed = service.app.close();
    await until(() => !service.app.server.listening);
    socket.write('}');
    await once(socket, 'data');
    socket.write(upgrade('/v1/live'));
    await closed;
  });
});

describe('a failure of the service', () => {
  it('is logged, and the answer does not contain its details', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    await service.engine.db.schema.dropTable('entries').execute();
    const text = 'a text that nobody else should read';
    const response = await service.as(session, sending(text));
    assertError(response, 500, 'internal_error');
    assert.doesNotMatch(response.body, /entries|sqlite|postgres|no such|42P01|\.ts/i);
    assert.equal(service.logged.length, 1);
    assert.match(service.logged[0] ?? '', /no such table|42P01/);
    assert.ok(!service.logged.join().includes(text));
    assert.ok(!service.logged.join().includes(session));
    assert.deepEqual([await service.count('users'), await service.count('conversations')], [0, 0]);
  });
});

describe('the log', () => {
  it('has no line for a successful request', async (t) => {
    const service = await startTestService(t);
    await service.send(await service.visit(), 'hello');
    await service.claim({...APP, anonymousCredential: newCredential()});
    assert.deepEqual(service.logged, []);
  });
});
