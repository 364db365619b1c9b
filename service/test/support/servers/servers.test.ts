import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {describe, it, type TestContext} from 'node:test';
import {connect as connectNats} from '@nats-io/transport-node';
import {startNats} from './nats.js';
import {askPostgres, startPostgres} from './postgres.js';
import {startPgBouncer} from './pgbouncer.js';
import {startProxy} from './proxy.js';

describe('startPostgres', () => {
  it('keeps what is committed, on the same port, however it ends', async (t) => {
    const postgres = await startPostgres(t, {password: 'a password / of tests'});
    const url = await postgres.createDatabase('chat');
    await askPostgres(url, 'create table kept (number int)');
    for (const end of [() => postgres.stop('fast'), () => postgres.stop('immediate'), () => postgres.kill('SIGKILL')]) {
      await askPostgres(url, 'insert into kept values (1)');
      await end();
      await assert.rejects(askPostgres(url, 'select'), /ECONNREFUSED/);
      await postgres.start();
    }
    assert.deepEqual(await askPostgres(url, 'select count(*)::int from kept'), [{count: 3}]);
    const stranger = Object.assign(new URL(url), {password: 'another password'});
    await assert.rejects(askPostgres(stranger.href, 'select'), /password authentication failed/);
  });
});

describe('startPgBouncer', () => {
  it('gives each transaction any connection', async (t) => {
    const postgres = await startPostgres(t);
    const url = await startPgBouncer(t, postgres.url, {poolMode: 'transaction', settings: {default_pool_size: '1'}});
    const backend = 'select pg_backend_pid() as pid';
    assert.deepEqual(await askPostgres(url, backend), await askPostgres(url, backend));
  });
});

describe('startNats', () => {
  it('can be killed and started again on the same port', async (t) => {
    const nats = await startNats(t);
    const before = await connectNats({servers: nats.url, reconnect: false});
    await nats.kill('SIGKILL');
    await before.closed();
    await nats.start();
    await (await connectNats({servers: nats.url})).close();
  });
});

/** A server that sends back what it gets, and a client that is connected to it through a proxy. */
async function connectThroughProxy(t: TestContext) {
  const far: Socket[] = [];
  const server = createServer((socket) => {
    far.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const proxy = await startProxy(t, `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const open = async (): Promise<Socket> => {
    const {hostname, port} = new URL(proxy.url);
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    return socket.on('error', () => undefined).setEncoding('utf8');
  };
  const echo = async (socket: Socket, text: string): Promise<unknown> => {
    socket.write(text);
    return (await once(socket, 'data'))[0] as unknown;
  };
  return {proxy, far, open, echo};
}

/** Resolves when the socket is closed, also by an error. */
const closed = (socket: Socket | undefined): Promise<unknown> =>
  new Promise((resolve) => (socket?.destroyed ? resolve(true) : socket?.once('close', resolve)));

describe('startProxy', () => {
  it('passes everything on, also the end', async (t) => {
    const {far, open, echo} = await connectThroughProxy(t);
    const socket = await open();
    assert.equal(await echo(socket, 'hello'), 'hello');
    socket.end();
    await closed(socket);
    assert.equal(far.length, 1);
  });

  it('cuts connections; new ones work', async (t) => {
    const {proxy, open, echo} = await connectThroughProxy(t);
    const socket = await open();
    await echo(socket, 'hello');
    proxy.cut();
    await closed(socket);
    assert.equal(await echo(await open(), 'hello again'), 'hello again');
  });

  it('refuses connections until it is healed', async (t) => {
    const {proxy, open, echo} = await connectThroughProxy(t);
    const socket = await open();
    await echo(socket, 'hello');
    await Promise.all([closed(socket), proxy.refuse()]);
    await assert.rejects(open(), /ECONNREFUSED/);
    await proxy.heal();
    assert.equal(await echo(await open(), 'hello again'), 'hello again');
  });

  it('holds everything until it is healed, and neither side hears of the other', async (t) => {
    const {proxy, far, open, echo} = await connectThroughProxy(t);
    const [socket, leaving] = [await open(), await open()];
    await Promise.all([echo(socket, 'hello'), echo(leaving, 'hello')]);
    const left = far.at(-1);
    proxy.hold();
    leaving.resetAndDestroy();
    await closed(leaving);
    const answer = echo(socket, 'held');
    const fresh = await open();
    const freshAnswer = echo(fresh, 'held, too');
    // What is not held makes the same way, and comes back.
    const other = await connectThroughProxy(t);
    await other.echo(await other.open(), 'beside');
    assert.deepEqual([socket.bytesRead, fresh.bytesRead, left?.destroyed], ['hello'.length, 0, false]);
    await proxy.heal();
    assert.deepEqual([await answer, await freshAnswer], ['held', 'held, too']);
    await closed(left);
  });
});
