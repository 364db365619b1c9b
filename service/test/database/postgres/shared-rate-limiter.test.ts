import assert from 'node:assert/strict';
import {after, before, describe, it, type TestContext} from 'node:test';
import {openPostgres} from '../../../src/database/postgres/postgres-engine.js';
import {tidy} from '../../../src/housekeeping.js';
import {addApp, assertError, OWN_ORIGIN, serveDatabase, TestClock} from '../../support/test-service.js';
import {startPgBouncer} from '../../support/servers/pgbouncer.js';
import {askPostgres, startPostgres, type PostgresServer} from '../../support/servers/postgres.js';
import type {Clocks} from '../../../src/clock.js';
import type {DatabaseEngine} from '../../../src/database/engine.js';
import type {Limiter} from '../../../src/rate-limiter.js';

const WINDOW_S = 30;
const RATE = {burst: 3, perSecond: 3 / WINDOW_S};

async function open(t: TestContext, url: string): Promise<DatabaseEngine> {
  const engine = await openPostgres({url, listenUrl: url, poolSize: 3});
  t.after(() => engine.close());
  return engine;
}

const clocksOf = (clock: TestClock): Clocks => ({clock: clock.now, monotonic: clock.monotonic});

async function takeTimes(limiter: Limiter, key: string, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < times; index++) waits.push(await limiter.take(key));
  return waits;
}

const rowsIn = (url: string) => askPostgres<{key: string; points: number}>(url, 'select key, points from rate_limits');

describe('a limit that processes share', () => {
  // One server for all tests of this file: they use databases of their own.
  let server: PostgresServer;
  const ends: (() => unknown)[] = [];
  before(async () => {
    server = await startPostgres({after: (end) => void ends.unshift(end)});
  });
  after(async () => {
    for (const end of ends) await end();
  });

  /** The same limit in two processes. */
  async function startTwo(t: TestContext, name: string) {
    const url = await server.createDatabase(name);
    const clock = new TestClock();
    const engines = [await open(t, url), await open(t, url)] as const;
    const [one, other] = engines.map((engine) => engine.sharedLimiter('logins', RATE, clocksOf(clock)));
    return {url, clock, engine: engines[0], one: one!, other: other!};
  }

  it('counts what all of them accept, and returns the true time to wait', async (t) => {
    const {clock, one, other} = await startTwo(t, 'counts');
    assert.deepEqual(await takeTimes(one, 'a', 2), [0, 0]);
    assert.deepEqual(await takeTimes(other, 'a', 2), [0, WINDOW_S]);
    assert.equal(await one.take('a'), WINDOW_S);
    assert.equal(await one.take('b'), 0);
    // Not the edge itself: the library reads the time some milliseconds before us.
    clock.advance((WINDOW_S - 0.5) * 1000);
    assert.equal(await one.take('a'), 1);
    clock.advance(1000);
    assert.deepEqual(await takeTimes(other, 'a', 3), [0, 0, 0]);
    assert.equal(await one.take('a'), WINDOW_S);
  });

  it('accepts no more when many ask at once', async (t) => {
    const {one, other} = await startTwo(t, 'at_once');
    const waits = await Promise.all(Array.from({length: 40}, async (_, index) => (index % 2 ? one : other).take('a')));
    assert.equal(waits.filter((wait) => wait === 0).length, RATE.burst);
  });

  it('is the same for processes whose own clocks are hours apart', async (t) => {
    const url = await server.createDatabase('clocks');
    const engine = await open(t, url);
    const limiter = engine.sharedLimiter('logins', RATE, {clock: engine.clock, monotonic: () => 0});
    const {now} = Date;
    let aheadHours = 0;
    t.mock.method(Date, 'now', () => now() + aheadHours * 3_600_000);
    const waits: number[] = [];
    for (aheadHours of [0, 3, -3, 0, 3]) waits.push(await limiter.take('a'));
    assert.deepEqual(waits.slice(0, 3), [0, 0, 0]);
    for (const wait of waits.slice(3)) assert.ok(wait > WINDOW_S - 10 && wait <= WINDOW_S, String(wait));
  });

  it('keeps no key in clear, and asks the database no more about one that is refused', async (t) => {
    const {url, one} = await startTwo(t, 'flood');
    await takeTimes(one, '192.0.2.1 ann@acme.example', 100);
    const rows = await rowsIn(url);
    assert.deepEqual(
      rows.map(({points}) => points),
      [RATE.burst + 1],
    );
    assert.doesNotMatch(JSON.stringify(rows), /192|acme/);
  });

  it('forgets what is over', async (t) => {
    const {url, clock, engine, one} = await startTwo(t, 'tidy');
    await one.take('a');
    clock.advance(WINDOW_S * 1000 - 5_000);
    await one.take('b');
    await tidy(engine, clock.now());
    assert.equal((await rowsIn(url)).length, 2);
    clock.advance(10_000);
    await tidy(engine, clock.now());
    assert.equal((await rowsIn(url)).length, 1);
  });

  it('works behind PgBouncer in transaction mode', async (t) => {
    const url = await server.createDatabase('pooled');
    const pooled = await startPgBouncer(t, url, {poolMode: 'transaction', settings: {default_pool_size: '8'}});
    const engine = await open(t, pooled);
    const limiter = engine.sharedLimiter('logins', RATE, clocksOf(new TestClock()));
    const waits = await Promise.all(Array.from({length: 20}, async () => limiter.take('a')));
    assert.equal(waits.filter((wait) => wait === 0).length, RATE.burst);
  });

  it('holds for each process alone while the database does not answer', async (t) => {
    const {one, other} = await startTwo(t, 'away');
    assert.equal(await one.take('a'), 0);
    await server.stop('fast');
    try {
      assert.deepEqual((await takeTimes(one, 'a', 3)).map(Boolean), [false, false, true]);
      assert.deepEqual((await takeTimes(other, 'a', 4)).map(Boolean), [false, false, false, true]);
    } finally {
      await server.start();
    }
    assert.deepEqual(await takeTimes(other, 'b', 4), [0, 0, 0, WINDOW_S]);
  });

  it('allows as many guesses of a password as one process does', async (t) => {
    const url = await server.createDatabase('guesses');
    const engine = await open(t, url);
    await addApp(engine);
    const clock = new TestClock();
    // Each guess costs the time of a check.
    const parts = {rateLimits: {logins: RATE}};
    const services = [
      await serveDatabase(t, engine, clock, parts),
      await serveDatabase(t, await open(t, url), clock, parts),
    ];
    const guess = (index: number) =>
      services[index % services.length]!.ask({
        method: 'POST',
        url: '/v1/agent/session',
        headers: {origin: OWN_ORIGIN},
        payload: {email: 'ann@acme.example', password: `guess ${index}`},
      });
    for (let index = 0; index < RATE.burst; index++) assertError(await guess(index), 401, 'unauthorized');
    for (const index of [3, 4]) assertError(await guess(index), 429, 'too_many_requests');
  });
});
