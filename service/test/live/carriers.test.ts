import assert from 'node:assert/strict';
import {after, before, describe, it, type TestContext} from 'node:test';
import {Kysely, PostgresDialect} from 'kysely';
import pg from 'pg';
import {pino} from 'pino';
import {ConfigError, type PostgresConfig} from '../../src/config.js';
import {CARRIER_MESSAGE_LIMIT_BYTES, type Carrier} from '../../src/live/carrier.js';
import {openNatsCarrier} from '../../src/live/carriers/nats.js';
import {openNotifyCarrier} from '../../src/live/carriers/notify.js';
import {Heard} from '../support/heard.js';
import {startNats} from '../support/servers/nats.js';
import {startPgBouncer} from '../support/servers/pgbouncer.js';
import {startPostgres} from '../support/servers/postgres.js';
import {startProxy} from '../support/servers/proxy.js';
import {Shared} from '../support/shared.js';
import type {Owner} from '../support/servers/server-process.js';
import type {Tables} from '../../src/database/schema.js';

const PASSWORD = 'a secret word';

/** What carries messages: a real broker or database. */
interface Medium {
  readonly url: string;
  open(url: string, channel: string): Promise<Carrier>;
  stop(): Promise<void>;
  start(): Promise<void>;
  readonly logged: readonly string[];
}

function collectLog() {
  const logged: string[] = [];
  return {logged, log: pino({}, {write: (line: string) => logged.push(line)})};
}

async function nats(owner: Owner): Promise<Medium> {
  const configuration = `authorization {user: chat, password: "${PASSWORD}"}`;
  const server = await startNats(owner, {configuration});
  const url = Object.assign(new URL(server.url), {username: 'chat', password: PASSWORD}).href;
  const {logged, log} = collectLog();
  return {
    url,
    logged,
    open: (address, channel) => openNatsCarrier({servers: [address], channel, log}),
    stop: () => server.kill('SIGKILL'),
    start: () => server.start(),
  };
}

function connectTo(owner: Owner, url: string): Kysely<Tables> {
  const pool = new pg.Pool({connectionString: url});
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({dialect: new PostgresDialect({pool})});
  owner.after(() => db.destroy());
  return db;
}

async function notify(owner: Owner): Promise<Medium> {
  const server = await startPostgres(owner, {password: PASSWORD});
  const {logged, log} = collectLog();
  const db = connectTo(owner, server.url);
  return {
    url: server.url,
    logged,
    open: (listenUrl, channel) => openNotifyCarrier({database: configOf(server.url, listenUrl), db, channel, log}),
    stop: () => server.stop('immediate'),
    start: () => server.start(),
  };
}

const configOf = (url: string, listenUrl = url): PostgresConfig => ({url, listenUrl, poolSize: 3});

/** Opens a carrier and records what it tells. */
async function hear(t: TestContext, medium: Medium, {url = medium.url, channel = 'one'} = {}) {
  const carrier = await medium.open(url, channel);
  t.after(() => carrier.close());
  const heard = new Heard<string>();
  carrier.listen({
    message: (message) => heard.tell(Buffer.from(message).toString()),
    disconnected: () => heard.tell('disconnected'),
    connected: () => heard.tell('connected'),
  });
  return {carrier, heard};
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

for (const [name, start] of Object.entries({nats, notify})) {
  describe(`carrier ${name}`, () => {
    const shared = new Shared();
    let medium: Medium;
    before(async () => (medium = await start(shared)));
    after(() => shared.close());

    it('takes a message to all others of its channel, and to nobody else', async (t) => {
      const [sender, one, two, stranger] = [
        await hear(t, medium),
        await hear(t, medium),
        await hear(t, medium),
        await hear(t, medium, {channel: 'another'}),
      ];
      const longest = 'x'.repeat(CARRIER_MESSAGE_LIMIT_BYTES);
      assert.equal(await sender.carrier.send(bytes('hello')), true);
      assert.equal(await sender.carrier.send(bytes(longest)), true);
      for (const {heard} of [one, two]) {
        assert.equal(await heard.next(), 'hello');
        assert.ok((await heard.next()) === longest);
      }
      await one.carrier.send(bytes('back'));
      assert.equal(await sender.heard.next(), 'back');
      // A later message of the other channel: an earlier one would have come before it.
      const other = await hear(t, medium, {channel: 'another'});
      await other.carrier.send(bytes('of the other channel'));
      assert.equal(await stranger.heard.next(), 'of the other channel');
    });

    it('tells when its connection is cut, and connects again', async (t) => {
      const proxy = await startProxy(t, medium.url);
      const [near, far] = [await hear(t, medium), await hear(t, medium, {url: proxy.url})];
      await proxy.refuse();
      assert.equal(await far.heard.next(), 'disconnected');
      assert.equal(await far.carrier.send(bytes('lost')), false);
      assert.equal(await near.carrier.send(bytes('missed')), true);
      await proxy.heal();
      assert.equal(await far.heard.next(), 'connected');
      await near.carrier.send(bytes('to far'));
      assert.equal(await far.heard.next(), 'to far');
      await far.carrier.send(bytes('to near'));
      // Of its own messages and the lost one, nothing comes in between.
      assert.match(await near.heard.next(), /^(missed|to near)$/);
    });

    it('finds out by itself that nothing passes any more', async (t) => {
      const proxy = await startProxy(t, medium.url);
      const [near, far] = [await hear(t, medium), await hear(t, medium, {url: proxy.url})];
      const heldAt = performance.now();
      proxy.hold();
      const sent = far.carrier.send(bytes('held'));
      assert.equal(await far.heard.next(), 'disconnected');
      assert.ok(performance.now() - heldAt < 6_000, `after ${performance.now() - heldAt} ms`);
      assert.equal(await sent, false);
      await proxy.heal();
      assert.equal(await far.heard.next(), 'connected');
      await near.carrier.send(bytes('again'));
      assert.equal(await far.heard.next(), 'again');
    });

    it('waits for the server, and names neither its address nor the password in the log', async (t) => {
      const {carrier, heard} = await hear(t, medium);
      const before = medium.logged.length;
      for (let round = 1; round <= 2; round++) {
        await medium.stop();
        assert.equal(await heard.next(), 'disconnected');
        await medium.start();
        assert.equal(await heard.next(), 'connected');
      }
      const other = await hear(t, medium);
      await carrier.send(bytes('back'));
      assert.equal(await other.heard.next(), 'back');
      const levels = medium.logged.slice(before).map((line) => (JSON.parse(line) as {level: number}).level);
      const log = medium.logged.join('');
      assert.deepEqual(levels, [40, 30, 40, 30], log);
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), new URL(medium.url).port]) {
        assert.ok(!log.includes(secret), log);
      }
    });

    it('closes while the server is away', async (t) => {
      const {carrier, heard} = await hear(t, medium);
      await medium.stop();
      assert.equal(await heard.next(), 'disconnected');
      await carrier.close();
      assert.equal(await carrier.send(bytes('late')), false);
      await medium.start();
    });
  });
}

/** Asserts that it fails with a `ConfigError` that holds no secret. */
async function assertRefused(opening: Promise<Carrier>, problem: RegExp): Promise<void> {
  const error: unknown = await opening.then(
    () => assert.fail('it was opened'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ConfigError, String(error));
  assert.match(error.message, problem);
  assert.doesNotMatch(error.message, /secret|127\.0\.0\.1/);
}

describe('openNatsCarrier', () => {
  const open = (url: string, user?: {username: string; password?: string}): Promise<Carrier> =>
    openNatsCarrier({servers: [Object.assign(new URL(url), user).href], channel: 'one', log: collectLog().log});

  it('is refused where no broker answers', async (t) => {
    const server = await startNats(t);
    await server.kill('SIGKILL');
    await assertRefused(open(server.url), /^NATS_URL: no broker answers/);
  });

  it('goes on to the next address of a cluster', async (t) => {
    const [one, two] = [await startNats(t), await startNats(t)];
    await one.kill('SIGKILL');
    const carrier = await openNatsCarrier({servers: [one.url, two.url], channel: 'one', log: collectLog().log});
    await carrier.close();
  });

  it('is refused with a wrong user or password, or without one', async (t) => {
    const {url} = await startNats(t, {configuration: 'authorization {user: chat, password: "secret: %/@"}'});
    const refusal = /^NATS_URL: the broker refuses the user/;
    await assertRefused(open(url), refusal);
    await assertRefused(open(url, {username: 'chat', password: 'secret'}), refusal);
    await (await open(url, {username: 'chat', password: encodeURIComponent('secret: %/@')})).close();
    await (await open(url, {username: 'chat', password: 'secret: %/@'})).close();
  });

  it('is refused with a wrong token', async (t) => {
    const {url} = await startNats(t, {configuration: 'authorization {token: "secret"}'});
    await assertRefused(open(url, {username: 'secret word'}), /^NATS_URL: the broker refuses the user/);
    await (await open(url, {username: 'secret'})).close();
  });

  it('is refused when the user may not send, or not listen', async (t) => {
    const users = [
      '{user: deaf, password: secret, permissions: {publish: ">", subscribe: "other.>"}}',
      '{user: mute, password: secret, permissions: {publish: "other.>", subscribe: ">"}}',
      '{user: chat, password: secret, permissions: {publish: "helpshift-chat.>", subscribe: "helpshift-chat.>"}}',
    ];
    const {url} = await startNats(t, {configuration: `authorization {users: [${users.join(', ')}]}`});
    for (const username of ['deaf', 'mute']) {
      await assertRefused(
        open(url, {username, password: 'secret'}),
        /^NATS_URL: the broker must let this user publish/,
      );
    }
    await (await open(url, {username: 'chat', password: 'secret'})).close();
  });
});

describe('openNotifyCarrier', () => {
  const open = (t: TestContext, url: string, listenUrl = url): Promise<Carrier> =>
    openNotifyCarrier({
      database: configOf(url, listenUrl),
      db: connectTo(t, url),
      channel: 'one',
      log: collectLog().log,
    });

  it('is refused behind PgBouncer in transaction mode, but not with an address past it', async (t) => {
    const {url} = await startPostgres(t);
    const refuse = async (size: string): Promise<void> => {
      const pooled = await startPgBouncer(t, url, {poolMode: 'transaction', settings: {default_pool_size: size}});
      const problem = /^DATABASE_URL: .*set DATABASE_LISTEN_URL to an address past it, or set NATS_URL$/;
      await assertRefused(open(t, pooled), problem);
      await (await open(t, pooled, url)).close();
    };
    // With one connection behind it, both statements go to the same one.
    await Promise.all([refuse('1'), refuse('5')]);
    const session = await startPgBouncer(t, url, {poolMode: 'session'});
    await (await open(t, session)).close();
  });

  it('is refused when DATABASE_LISTEN_URL cannot be used, or names another database', async (t) => {
    const server = await startPostgres(t, {password: 'secret'});
    const stranger = Object.assign(new URL(server.url), {password: 'a secret guess'}).href;
    await assertRefused(open(t, server.url, stranger), /^DATABASE_LISTEN_URL: no connection .* \(28P01\)$/);
    const other = await server.createDatabase('other');
    await assertRefused(open(t, server.url, other), /^DATABASE_LISTEN_URL: notifications do not arrive/);
  });
});
