import assert from 'node:assert/strict';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {Duplex, PassThrough} from 'node:stream';
import {describe, it, type TestContext} from 'node:test';
import {until} from '../../../test/support/until.js';
import {
  PIPELINED_REQUESTS_LIMIT,
  SLOW_READER_LIMIT_MS,
  SOCKETS_OF_ADDRESS_LIMIT,
  UNSENT_LIMIT_BYTES,
} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {Door} from '../../src/server/door.js';
import {allowLongRequest} from '../../src/server/long-requests.js';
import {listenOnBothLoopbacks} from '../../src/server/listen-on-loopback.js';
import {trustedAddresses, unlimitedAddresses} from '../../src/server/trusted-addresses.js';
import {exchange, openSocket, readAll, readAnswers, upgradeRequest} from '../support/raw-http.js';
import {startTestService, temporaryFolder, TestClock, type TestOptions} from '../support/test-service.js';
import type {LimitName} from '../../src/limits.js';
import type {RequestListener} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};

function countRefusals() {
  const refused: LimitName[] = [];
  return {refused, meters: {...NO_METERS, refused: (limit: LimitName) => void refused.push(limit)}};
}

async function start(t: TestContext, options: TestOptions = {}) {
  const {refused, meters} = countRefusals();
  const service = await startTestService(t, {metrics: {meters}, ...options});
  const address = await service.app.listen({host: '127.0.0.1', port: 0});
  service.logged.length = 0;
  return {service, address, refused};
}

/** A door with a handler of its own. */
async function openDoor(
  t: TestContext,
  handle: RequestListener,
  limits: {socketsOfAddress?: number; checkMs?: number} = {},
) {
  const {refused, meters} = countRefusals();
  const clock = new TestClock();
  const door = new Door({
    publicOrigin: undefined,
    monotonic: clock.monotonic,
    meters,
    socketsOfAddress: 2000,
    isUnlimited: () => false,
    ...limits,
  });
  const server = door.createServer(handle);
  server.on('clientError', (error, socket) => door.answerUnreadable(error, socket as never));
  t.after(() => server.close() && server.closeAllConnections());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {door, server, clock, refused, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

const get = (path: string, ...fields: string[]): string =>
  `GET ${path} HTTP/1.1\r\n${['host: localhost', ...fields].join('\r\n')}\r\n\r\n`;

describe('an answer that Node would give itself has the one shape and the security headers:', () => {
  const body = 'POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const refusals = [
    ['a request that is not HTTP', 400, 'GARBAGE\r\n\r\n'],
    ['a request of HTTP 2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['bytes of TLS', 400, Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    ['an unknown method', 400, 'FETCH / HTTP/1.1\r\nhost: localhost\r\n\r\n'],
    ['a too long header', 431, get('/', `x: ${'y'.repeat(20_000)}`)],
    ['too many headers', 431, get('/', ...Array.from({length: 3000}, (_, index) => `x${index}: 1`))],
    ['a too long address', 431, get(`/${'x'.repeat(20_000)}`)],
    ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', 400, get('/healthz', 'Host: evil.example', 'connection: close')],
    ['an unknown expectation', 417, get('/healthz', 'expect: a-present', 'connection: close')],
    ['a request for a tunnel', 400, 'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n'],
    ['an upgrade at a badly encoded address', 400, upgradeRequest('/%zz')],
    ['an upgrade with two Hosts', 400, upgradeRequest('/v1/live', {Host: 'evil.example'})],
    ['an upgrade to another protocol', 400, upgradeRequest('/v1/live', {upgrade: 'h2c'})],
    ['an upgrade with another version', 400, upgradeRequest('/v1/live', {'sec-websocket-version': '7'})],
    ['an upgrade with a bad key', 400, upgradeRequest('/v1/live', {'sec-websocket-key': 'short'})],
    ['an upgrade with bad protocols', 400, upgradeRequest('/v1/live', {'sec-websocket-protocol': 'a, a'})],
    ['an upgrade of another site', 403, upgradeRequest('/v1/live', {origin: 'https://evil.example'})],
    ['an upgrade at an address of requests', 404, upgradeRequest('/v1/sync')],
    ['an upgrade with a body', 404, `${upgradeRequest('/healthz', {'content-length': '5'})}hello`],
    ['two lengths of one body', 400, `${body}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`],
    ['a length and chunks', 400, `${body}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`],
    ['a bad chunk', 400, `${body}transfer-encoding: chunked\r\n\r\nzz\r\n`],
    ['chunks with long extensions', 413, `${body}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`],
    ['a header with a null byte', 400, get('/', 'x: a\0b')],
    ['an address with a null byte', 400, get('/a\0b')],
  ] as const;

  it(refusals.map(([what]) => what).join(', '), async (t) => {
    const {address, service} = await start(t, {publicOrigin: 'https://chat.example'});
    for (const [what, status, request] of refusals) {
      const [answer, ...more] = await exchange(t, address, request);
      assert.ok(answer && !more.length, what);
      assert.equal(answer.status, status, `${what}: ${answer.body}`);
      const {error} = JSON.parse(answer.body) as {error: Record<string, unknown>};
      assert.deepEqual(Object.keys(error), ['code', 'message']);
      assert.ok(String(error['message']).length > 10);
      assert.match(String(answer.headers['content-type']), /^application\/json/);
      for (const [name, value] of Object.entries(HEADERS)) assert.equal(answer.headers[name], value, what);
    }
    assert.deepEqual(service.logged, []);
  });

  it('an upgrade while the service ends gets none, so that a proxy asks another process', async (t) => {
    const {service, address} = await start(t);
    const [busy, late] = [await openSocket(t, address), await openSocket(t, address)];
    busy.write(`${body}content-length: 2\r\n\r\n{`);
    await once(service.app.server, 'request');
    const closed = service.app.close();
    await until(() => !service.app.server.listening);
    late.write(upgradeRequest('/v1/live'));
    assert.deepEqual(readAnswers(await readAll(late)), []);
    busy.write('}');
    await closed;
  });

  it('any bytes in any header are never a failure of the service', async (t) => {
    const {service, address} = await start(t);
    const names = [
      'accept-encoding',
      'authorization',
      'content-encoding',
      'content-type',
      'cookie',
      'if-none-match',
      'origin',
      'range',
      'sec-fetch-site',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
    ];
    for (const value of ['\xe9\xff', 'ü😀', '%', '\u{202e}', ';=,"', '\t \t', 'a'.repeat(8000)]) {
      const requests = ['POST /v1/sync', 'GET /v1/agent/apps', 'GET /healthz', 'DELETE /v1/agent/session'].map(
        (line) =>
          `${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${names
            .map((name) => `${name}: ${value.slice(0, value.length > 100 && name !== 'cookie' ? 500 : 8000)}\r\n`)
            .join('')}\r\n`,
      );
      for (const encoding of ['utf8', 'latin1'] as const) {
        for (const request of requests) {
          const [answer] = await exchange(t, address, Buffer.from(request, encoding));
          assert.ok(answer && answer.status < 500, answer?.body ?? 'no answer');
        }
      }
    }
    assert.deepEqual(
      service.logged.filter((line) => !line.includes('TRUST_PROXY is off')),
      [],
    );
  });
});

describe('requests that one connection sends ahead', () => {
  it('are answered in order, each after the answer before it', async (t) => {
    const inWork: string[] = [];
    let most = 0;
    const {address} = await openDoor(t, (request, response) => {
      inWork.push(request.url ?? '');
      most = Math.max(most, inWork.length);
      setImmediate(() => response.end(inWork.shift()));
    });
    const paths = Array.from({length: PIPELINED_REQUESTS_LIMIT + 1}, (_, index) => `/${index}`);
    const requests = paths.map((path, index) =>
      get(path, ...(index === PIPELINED_REQUESTS_LIMIT ? ['connection: close'] : [])),
    );
    const answers = await exchange(t, address, requests.join(''));
    assert.deepEqual(
      answers.map(({body}) => body),
      paths,
    );
    assert.equal(most, 1);
  });

  it('end with what cannot be read, after the answers to those before it', async (t) => {
    const {address} = await openDoor(t, (request, response) => void setImmediate(() => response.end(request.url)));
    const answers = await exchange(t, address, `${get('/1')}${get('/2')}GARBAGE\r\n\r\n`);
    assert.deepEqual(
      answers.map(({status}) => status),
      [200, 200, 400],
    );
  });

  it('are dropped with their connection when there are too many, and nobody begins them', async (t) => {
    const begun: string[] = [];
    const {address, refused} = await openDoor(t, (request) => void begun.push(request.url ?? ''));
    const answers = await exchange(t, address, get('/').repeat(5000));
    assert.deepEqual(answers, []);
    assert.deepEqual(begun, ['/']);
    assert.deepEqual(refused, ['pipelined-requests']);
  });

  it('end a connection that is to be upgraded meanwhile: answers would come into the middle of its frames', async (t) => {
    const {address} = await openDoor(t, () => undefined);
    assert.deepEqual(await exchange(t, address, get('/') + upgradeRequest('/v1/live')), []);
  });

  it('do not hide that the client has gone', async (t) => {
    const {address} = await openDoor(t, (_request, response) => void response.once('close', () => gone()));
    let gone = (): void => undefined;
    const hasGone = new Promise<void>((resolve) => (gone = resolve));
    const socket = await openSocket(t, address);
    socket.write(get('/').repeat(3));
    socket.resetAndDestroy();
    await hasGone;
  });
});

describe('a peer that does not read', () => {
  /** Answers without end, so that bytes wait however much the system takes. */
  const endless: RequestListener = (_request, response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
    };
    response.on('drain', write);
    write();
  };

  /** A peer that asks, and reads no more than the system takes for it. */
  async function startPeer(t: TestContext) {
    const opened = await openDoor(t, endless);
    const accepted = once(opened.server, 'connection');
    const socket = await openSocket(t, opened.address);
    socket.pause();
    socket.write(get('/'));
    const [connection] = (await accepted) as [Socket];
    const taken = (): number => connection.bytesWritten - connection.writableLength;
    let before = -1;
    await until(() => {
      const isFull = connection.writableLength > 0 && taken() === before;
      before = taken();
      return isFull;
    });
    return {...opened, socket, connection, taken};
  }

  it('is dropped when bytes wait for it and it takes none', async (t) => {
    const {door, clock, connection, refused} = await startPeer(t);
    door.dropSlowReaders();
    clock.advance(SLOW_READER_LIMIT_MS - 1);
    door.dropSlowReaders();
    assert.equal(connection.destroyed, false);
    clock.advance(1);
    door.dropSlowReaders();
    assert.equal(connection.destroyed, true);
    assert.deepEqual(refused, ['slow-reader']);
  });

  it('is dropped by the whole service, too', async (t) => {
    const {service, refused} = await start(t, {liveTickMs: 5});
    // It takes no byte.
    const peer = Object.assign(new Duplex({read: () => undefined, write: () => undefined}), {bytesWritten: 0});
    peer.on('error', () => undefined);
    service.app.server.emit('connection', peer);
    peer.push(get('/livez'));
    await until(() => peer.writableLength > 0);
    await until(() => {
      service.clock.advance(SLOW_READER_LIMIT_MS / 10);
      return peer.destroyed;
    });
    assert.deepEqual(refused, ['slow-reader']);
  });

  it('is dropped before that when too much waits for all together: who has read nothing for longest', async (t) => {
    const half = Buffer.alloc(UNSENT_LIMIT_BYTES / 2 - 1000);
    const {door, server, clock, address, refused} = await openDoor(t, (_request, response) => void response.end(half));
    const connections: Socket[] = [];
    server.on('connection', (connection) => connections.push(connection));
    for (let count = 1; count <= 3; count++) {
      assert.deepEqual(refused, []);
      const socket = await openSocket(t, address);
      socket.pause();
      socket.write(get('/'));
      await until(() => (connections[count - 1]?.writableLength ?? 0) > 0);
      clock.advance(1);
      door.dropSlowReaders();
    }
    assert.deepEqual(refused, ['unsent-bytes']);
    assert.deepEqual(
      connections.map(({destroyed}) => destroyed),
      [true, false, false],
    );
  });

  it('stays when it reads a little from time to time', async (t) => {
    const {door, clock, socket, connection, taken, refused} = await startPeer(t);
    for (let round = 0; round < 3; round++) {
      door.dropSlowReaders();
      clock.advance(SLOW_READER_LIMIT_MS);
      const before = taken();
      socket.resume();
      await until(() => taken() > before);
      socket.pause();
    }
    door.dropSlowReaders();
    assert.equal(connection.destroyed, false);
    assert.deepEqual(refused, []);
  });

  it('stays as long as it wants when nothing waits for it', async (t) => {
    const {door, clock, address, refused} = await openDoor(t, (_request, response) => void response.end('x'));
    const socket = await openSocket(t, address);
    socket.write(get('/'));
    await once(socket, 'data');
    for (let round = 0; round < 3; round++) {
      door.dropSlowReaders();
      clock.advance(SLOW_READER_LIMIT_MS);
    }
    socket.write(get('/'));
    await once(socket, 'data');
    assert.deepEqual(refused, []);
  });
});

describe('one network address', () => {
  it('has a limit of open sockets, which is its own', async (t) => {
    const answer: RequestListener = (_request, response) => void response.end('x');
    const {address, refused} = await openDoor(t, answer, {socketsOfAddress: 3});
    const isAnswered = async (from: string): Promise<boolean> => {
      const socket = await openSocket(t, address, from);
      socket.write(get('/', 'connection: close'));
      return (await readAll(socket)) !== '';
    };
    const held = [];
    for (let count = 0; count < 3; count++) held.push(await openSocket(t, address, '127.0.0.2'));
    assert.equal(await isAnswered('127.0.0.2'), false);
    assert.deepEqual(refused, ['sockets-of-address']);
    assert.equal(await isAnswered('127.0.0.3'), true);
    held[0]?.destroy();
    while (!(await isAnswered('127.0.0.2')));
  });

  it('has it in the whole service, too', async (t) => {
    const {service, refused} = await start(t);
    for (let index = 0; index <= SOCKETS_OF_ADDRESS_LIMIT; index++) {
      const socket = Object.assign(new PassThrough(), {remoteAddress: '192.0.2.1'});
      t.after(() => socket.destroy());
      service.app.server.emit('connection', socket);
    }
    assert.deepEqual(refused, ['sockets-of-address']);
  });

  it('has none when it is that of a trusted proxy, or of a proxy on this computer', () => {
    const trusting = unlimitedAddresses(trustedAddresses(['10.1.0.0/16']));
    const addresses = ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', '::1', '10.2.0.1', '203.0.113.9'];
    assert.deepEqual(addresses.map(trusting), [true, true, true, true, false, false]);
    assert.equal(unlimitedAddresses(trustedAddresses(2))('203.0.113.9'), true);
    assert.equal(unlimitedAddresses(trustedAddresses(false))('203.0.113.9'), false);
  });
});

describe('a thousand connections without a word', () => {
  it('do not hinder others, and are closed in time', async (t) => {
    const answer: RequestListener = (_request, response) => void response.end('x');
    const {address, server} = await openDoor(t, answer, {checkMs: 10});
    const sockets = await Promise.all(Array.from({length: 1000}, () => openSocket(t, address)));
    assert.equal((await exchange(t, address, get('/', 'connection: close')))[0]?.body, 'x');
    assert.ok(sockets.every(({readableEnded}) => !readableEnded));
    server.headersTimeout = 1;
    const answers = await Promise.all(sockets.map(readAll));
    for (const [answer] of answers.map(readAnswers)) assert.equal(answer?.status, 408);
  });

  it('have the limit of 15 seconds, and a connection without a request waits longer than proxies do', async (t) => {
    const {service} = await start(t);
    const {headersTimeout, requestTimeout, keepAliveTimeout} = service.app.server;
    assert.deepEqual([headersTimeout, requestTimeout], [15_000, 30_000]);
    // Caddy keeps its connections for two minutes.
    assert.ok(keepAliveTimeout > 120_000);
  });
});

describe('a request that takes longer than the limit', () => {
  it('is refused, unless it brings the bytes of a file', async (t) => {
    const handle: RequestListener = (request, response) => {
      if (request.url === '/file') allowLongRequest(request);
      request.resume().once('end', () => response.end('x'));
    };
    const {address, server} = await openDoor(t, handle, {checkMs: 10});
    const begin = async (path: string): Promise<Socket> => {
      const socket = await openSocket(t, address);
      socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\nconnection: close\r\n\r\n1`);
      return socket;
    };
    const [file, other] = [await begin('/file'), await begin('/other')];
    server.requestTimeout = 1;
    assert.equal(readAnswers(await readAll(other))[0]?.status, 408);
    file.write('2');
    assert.equal(readAnswers(await readAll(file))[0]?.body, 'x');
  });
});

describe('localhost', () => {
  it('is both of its addresses, with the same rules', async (t) => {
    const {service, address} = await start(t);
    await listenOnBothLoopbacks(service.app.server);
    const {port} = new URL(address);
    const hasIpv6 = Object.values(networkInterfaces())
      .flat()
      .some((known) => known?.address === '::1');
    for (const host of hasIpv6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1']) {
      const response = await fetch(`http://${host}:${port}/v1/sync`, {method: 'PUT'});
      assert.equal(response.status, 405);
    }
    await service.app.close();
    await assert.rejects(fetch(`http://[::1]:${port}/healthz`));
  });
});

describe('a page of the service', () => {
  for (const [publicOrigin, rule] of [
    ['https://chat.example', "connect-src 'self' wss://chat.example"],
    ['http://chat.example:8080', "connect-src 'self' ws://chat.example:8080"],
    [undefined, "connect-src 'self' ws://localhost:80"],
  ] as const) {
    it(`connects with its own sockets alone, PUBLIC_URL=${publicOrigin ?? ''}`, async (t) => {
      const folder = temporaryFolder(t);
      mkdirSync(join(folder, 'inbox'));
      writeFileSync(join(folder, 'inbox', 'index.html'), '<p>');
      const service = await startTestService(t, {
        publicOrigin,
        folders: {element: folder, inbox: join(folder, 'inbox')},
      });
      const {headers} = await service.ask({url: '/inbox'});
      const rules = String(headers['content-security-policy']).split('; ');
      assert.deepEqual(
        rules.filter((one) => one.startsWith('connect-src')),
        [rule],
      );
      const isSecure = publicOrigin?.startsWith('https:') ?? false;
      assert.equal(headers['strict-transport-security'], isSecure ? 'max-age=31536000' : undefined);
    });
  }
});
