import assert from 'node:assert/strict';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {describe, it} from 'node:test';
import {until} from '../../../test/support/until.js';
import {upgradeRequest} from '../support/raw-http.js';
import {
  APP,
  assertError,
  newCredential,
  OWN_ORIGIN,
  sending,
  startTestService,
  temporaryFolder,
} from '../support/test-service.js';

const JSON_TYPE = {'content-type': 'application/json'};
const POST = {method: 'POST', url: '/v1/sessions'} as const;

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
    ['POST', '/nothing'],
    ['POST', '/v1/nothing'],
    ['OPTIONS', '/v1/agent/nothing'],
    ['GET', '/v1/agent/nothing'],
    ['GET', `/v1/apps/${'x'.repeat(5000)}/y`],
    ['GET', '/../../etc/passwd'],
  ] as const) {
    it(`${method} ${url.slice(0, 40)}`, async (t) => {
      const service = await startTestService(t);
      const response = await service.ask({method, url});
      if (response.statusCode === 403) assert.equal(method, 'OPTIONS');
      else assertError(response, 404, 'not_found');
    });
  }

  for (const [method, url, allow] of [
    ['GET', '/v1/sessions', 'POST'],
    ['DELETE', '/v1/messages?x=1', 'POST'],
    ['PUT', `/v1/apps/${APP.domain}/${APP.platformId}`, 'GET, HEAD'],
    ['PATCH', '/v1/agent/session', 'DELETE, POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['POST', '/v1/live', 'GET'],
    ['POST', '/helpshift-chat.js', 'GET, HEAD'],
    ['DELETE', '/latest/webChat.js', 'GET, HEAD'],
    ['PUT', '/inbox', 'GET, HEAD'],
    ['PUT', '/inbox/index.html', 'GET, HEAD'],
  ] as const) {
    it(`${method} ${url}, and hears which methods there are`, async (t) => {
      const folder = temporaryFolder(t);
      for (const file of ['helpshift-chat.js', 'webChat.js', 'index.html']) writeFileSync(join(folder, file), 'x');
      const service = await startTestService(t, {folders: {element: folder, inbox: folder}});
      const response = await service.ask({method, url, headers: {origin: OWN_ORIGIN}});
      assertError(response, 405, 'method_not_allowed');
      assert.equal(response.headers.allow, allow);
    });
  }

  for (const [name, headers] of [
    ['another character set', {'content-type': 'application/json; charset=utf-16'}],
    ['a quoted character set', {'content-type': 'application/json; x=y; Charset="ISO-8859-1"'}],
    ['a compressed body', {...JSON_TYPE, 'content-encoding': 'gzip'}],
    ['a body that is compressed twice', {...JSON_TYPE, 'content-encoding': 'gzip, br'}],
  ] as const) {
    it(name, async (t) => {
      const service = await startTestService(t);
      const payload = JSON.stringify({...APP, anonymousCredential: newCredential()});
      assertError(await service.ask({...POST, headers, payload}), 415, 'unsupported_media_type');
      assert.equal(await service.count('users'), 0);
    });
  }

  for (const type of [
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
  ]) {
    it(`but ${type} is read`, async (t) => {
      const service = await startTestService(t);
      const payload = JSON.stringify({...APP, anonymousCredential: newCredential()});
      const response = await service.ask({...POST, headers: {'content-type': type}, payload});
      assert.equal(response.statusCode, 201, response.body);
    });
  }

  for (const [name, field, payload] of [
    ['JSON of 30,000 levels', 'platformId', `{"domain":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['objects of 10,000 levels', 'domain', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['6,000 unknown keys', 'domain', `{${Array.from({length: 6_000}, (_, key) => `"k${key}":0`).join()}}`],
    [
      'a nested prototype key',
      undefined,
      `{"domain":"acme","platformId":"web","customIssueFields":{"a":{"__proto__":{"x":1}}}}`,
    ],
  ] as const) {
    it(name, async (t) => {
      const service = await startTestService(t);
      assertError(await service.ask({...POST, headers: JSON_TYPE, payload}), 400, 'invalid_request', field);
      assert.deepEqual(service.logged, []);
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
    socket.write(upgradeRequest('/v1/live'));
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
