import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {sql} from 'kysely';
import {DatabaseUnavailableError} from '../../../src/database/errors.js';
import {openPostgres} from '../../../src/database/postgres/postgres-engine.js';
import {startPgBouncer} from '../../support/servers/pgbouncer.js';
import {askPostgres, startPostgres, type PostgresServer} from '../../support/servers/postgres.js';
import {startProxy} from '../../support/servers/proxy.js';
import type {DatabaseEngine, WriteKey} from '../../../src/database/engine.js';
import type {DatabaseTransaction} from '../../../src/database/schema.js';
import type {TestContext} from 'node:test';

type Owner = Pick<TestContext, 'after'>;

async function openEngineAt(owner: Owner, url: string, poolSize = 10): Promise<DatabaseEngine> {
  const engine = await openPostgres({url, listenUrl: url, poolSize});
  owner.after(() => engine.close());
  return engine;
}

const insert = (trx: DatabaseTransaction, name: string, value = '') =>
  trx.insertInto('installation').values({name, value}).execute();

const namesIn = async ({db}: DatabaseEngine): Promise<string[]> =>
  (await db.selectFrom('installation').select('name').orderBy('name').execute()).map(({name}) => name);

/** Adds one to a number, by reading and writing: two at the same time would count once. */
const increment = (engine: DatabaseEngine, keys: readonly WriteKey[], name = 'n'): Promise<void> =>
  engine.write(keys, async (trx) => {
    const row = await trx.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst();
    const value = String(Number(row?.value ?? 0) + 1);
    if (row) await trx.updateTable('installation').set({value}).where('name', '=', name).execute();
    else await insert(trx, name, value);
  });

const valueOf = async ({db}: DatabaseEngine, name = 'n'): Promise<string | undefined> =>
  (await db.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst())?.value;

/** Counts the transactions that wait for a lock. */
const countWaiting = async (url: string): Promise<number> => {
  const rows = await askPostgres<{n: string}>(
    url,
    `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return Number(rows[0]?.n);
};

describe('write on PostgreSQL', () => {
  // One server for all tests of this file: they use databases of their own.
  let server: PostgresServer;
  const ends: (() => unknown)[] = [];
  before(async () => {
    server = await startPostgres({after: (end) => void ends.unshift(end)});
  });
  after(async () => {
    for (const end of ends) await end();
  });

  it('lets no two transactions with a common key run at the same time, in one process or several', async (t) => {
    const url = await server.createDatabase('common_key');
    const engines = await Promise.all([1, 2, 3].map(() => openEngineAt(t, url)));
    const turns = Array.from({length: 90}, (_, turn) => turn);
    await Promise.all(turns.map((turn) => increment(engines[turn % 3] as DatabaseEngine, ['user:n', `user:${turn}`])));
    assert.equal(await valueOf(engines[0] as DatabaseEngine), '90');
  });

  it('takes keys in one order, so that transactions with the same keys never wait for each other', async (t) => {
    const url = await server.createDatabase('key_order');
    const engines = await Promise.all([1, 2].map(() => openEngineAt(t, url)));
    const keys: WriteKey[] = Array.from({length: 20}, (_, key) => `user:${key}` as const);
    await Promise.all(
      Array.from({length: 60}, (_, turn) =>
        increment(engines[turn % 2] as DatabaseEngine, turn % 4 < 2 ? keys : keys.toReversed()),
      ),
    );
    assert.equal(await valueOf(engines[0] as DatabaseEngine), '60');
    assert.doesNotMatch(server.output(), /deadlock/);
  });

  it('rejects what fails alone, and stores everything else of its group', async (t) => {
    const engine = await openEngineAt(t, await server.createDatabase('failing'));
    const outcomes = await Promise.allSettled(
      Array.from({length: 30}, (_, index) =>
        engine.write([`user:${index}`], async (trx) => {
          await insert(trx, `row-${String(index).padStart(2, '0')}`);
          // By the rules of the service, and by those of the database.
          if (index % 10 === 3) throw new Error('refused');
          if (index % 10 === 7) await insert(trx, `row-${String(index).padStart(2, '0')}`);
          return index;
        }),
      ),
    );
    const failed = outcomes.flatMap(({status}, index) => (status === 'rejected' ? [index] : []));
    assert.deepEqual(failed, [3, 7, 13, 17, 23, 27]);
    assert.equal((await namesIn(engine)).length, 24);
    assert.equal((await namesIn(engine)).includes('row-03'), false);
  });

  it('decides about a write only after the one before it with the same key is stored', async (t) => {
    const engine = await openEngineAt(t, await server.createDatabase('chain'));
    const seen: string[][] = [];
    const append = (name: string, fails: boolean) =>
      engine.write(['user:ann'], async (trx) => {
        const rows = await trx.selectFrom('installation').select('name').orderBy('name').execute();
        seen.push(rows.map((row) => row.name));
        await insert(trx, name);
        if (fails) throw new Error(`refused after ${JSON.stringify(rows.map((row) => row.name))}`);
      });
    const outcomes = await Promise.allSettled([append('a', false), append('b', true), append('c', false)]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'stored')),
      ['stored', 'Error: refused after ["a"]', 'stored'],
    );
    assert.deepEqual(await namesIn(engine), ['a', 'c']);
    // What failed was decided again, when what it depends on was stored.
    assert.ok(seen.length > 3);
  });

  it('does not run everything again for each of many writes that fail', async (t) => {
    const engine = await openEngineAt(t, await server.createDatabase('many_failing'));
    let runs = 0;
    const writes = Array.from({length: 60}, (_, index) =>
      engine.write(['user:ann'], async (trx) => {
        runs++;
        await insert(trx, `row-${index}`);
        if (index >= 30) throw new Error('refused');
      }),
    );
    const outcomes = await Promise.allSettled(writes);
    assert.equal(outcomes.filter(({status}) => status === 'fulfilled').length, 30);
    assert.ok(runs < 3 * writes.length, String(runs));
  });

  it('begins again when the connection is lost before the commit', async (t) => {
    const proxy = await startProxy(t, await server.createDatabase('cut'));
    const engine = await openEngineAt(t, proxy.url);
    let runs = 0;
    await engine.write(['user:ann'], async (trx) => {
      await insert(trx, 'a');
      if (++runs === 1) proxy.cut();
      await insert(trx, 'b');
    });
    assert.equal(runs, 2);
    assert.deepEqual(await namesIn(engine), ['a', 'b']);
  });

  it('says that the database is unavailable while it is away, and goes on when it is back', async (t) => {
    const proxy = await startProxy(t, await server.createDatabase('away'));
    const engine = await openEngineAt(t, proxy.url);
    await proxy.refuse();
    await assert.rejects(increment(engine, ['user:n']), DatabaseUnavailableError);
    await assert.rejects(namesIn(engine), DatabaseUnavailableError);
    await proxy.heal();
    await increment(engine, ['user:n']);
    assert.equal(await valueOf(engine), '1');
  });

  it('takes a lock away from a transaction that does nothing', async (t) => {
    const url = await server.createDatabase('idle');
    const [paused, other] = await Promise.all([openEngineAt(t, url), openEngineAt(t, url)]);
    let goOn = (): void => undefined;
    const isPaused = new Promise<void>((resolve) => (goOn = resolve));
    let runs = 0;
    // As in a process that is stopped in the middle of its work.
    const late = paused.write(['user:n'], async (trx) => {
      await insert(trx, 'late');
      if (++runs === 1) await isPaused;
    });
    await waitFor(async () => runs === 1);
    await increment(other, ['user:n']);
    assert.deepEqual(await namesIn(other), ['n']);
    goOn();
    await late;
    assert.deepEqual([runs, await namesIn(other)], [2, ['late', 'n']]);
  });

  it('runs a job in one process at a time', async (t) => {
    const url = await server.createDatabase('job');
    const [one, other] = await Promise.all([openEngineAt(t, url), openEngineAt(t, url)]);
    const ran = await one.runAlone('tidy', async () => {
      assert.equal(await other.runAlone('tidy', async () => assert.fail('two at a time')), false);
      assert.equal(await other.runAlone('else', async () => undefined), true);
    });
    assert.equal(ran, true);
    assert.equal(await other.runAlone('tidy', async () => undefined), true);
  });

  it('has one clock for all processes: that of the server', async (t) => {
    const url = await server.createDatabase('clock');
    t.mock.timers.enable({apis: ['Date'], now: 0});
    const engine = await openEngineAt(t, url);
    const [row] = await askPostgres<{now: string}>(url, 'select extract(epoch from clock_timestamp()) * 1000 as now');
    assert.ok(Math.abs(engine.clock() - Number(row?.now)) < 1000, String(engine.clock()));
  });

  it('leaves nothing on a connection behind PgBouncer', async (t) => {
    const url = await server.createDatabase('pooled');
    const pooled = await startPgBouncer(t, url, {poolMode: 'transaction', settings: {default_pool_size: '3'}});
    const engine = await openEngineAt(t, pooled);
    await Promise.all(
      Array.from({length: 40}, (_, index) => increment(engine, [`user:${index % 4}`], `n-${index % 4}`)),
    );
    assert.deepEqual(await Promise.all([0, 1, 2, 3].map((index) => valueOf(engine, `n-${index}`))), [
      '10',
      '10',
      '10',
      '10',
    ]);
    const settings = await Promise.all(
      Array.from({length: 12}, () =>
        sql<{value: string}>`select current_setting('statement_timeout') as value`.execute(engine.db),
      ),
    );
    assert.deepEqual(new Set(settings.map(({rows}) => rows[0]?.value)), new Set(['0']));
    const held = await askPostgres<{n: string}>(url, `select count(*) as n from pg_locks where locktype = 'advisory'`);
    assert.deepEqual(
      held.map(({n}) => Number(n)),
      [0],
    );
    const statements = await askPostgres<{n: string}>(url, 'select count(*) as n from pg_prepared_statements');
    assert.equal(Number(statements[0]?.n), 0);
  });

  it('shows no value of a statement in an error', async (t) => {
    const engine = await openEngineAt(t, await server.createDatabase('values'));
    await engine.write([], (trx) => insert(trx, 'ann@example.com', 'a secret'));
    await assert.rejects(
      engine.write([], (trx) => insert(trx, 'ann@example.com', 'a secret')),
      (error) => {
        const all = JSON.stringify([String(error), Object.entries(error as object), (error as Error).stack]);
        assert.match(all, /23505/);
        assert.doesNotMatch(all, /ann@example|a secret/);
        return true;
      },
    );
  });

  it('reads again after a deadlock with a change of the tables, as in an upgrade', async (t) => {
    const url = await server.createDatabase('upgrade');
    const engine = await openEngineAt(t, url);
    await engine.write([], (trx) => insert(trx, 'n', '1'));
    const read = await engine.db.connection().execute(async (upgrade) => {
      await sql`begin`.execute(upgrade);
      await sql`lock table installation in access exclusive mode`.execute(upgrade);
      // It has locked `users`, and waits for `installation`.
      const reading = sql<{value: string}>`select value from users right join installation on true`.execute(engine.db);
      await waitFor(async () => (await countWaiting(url)) > 0);
      await sql`lock table users in access exclusive mode`.execute(upgrade);
      await sql`commit`.execute(upgrade);
      return reading;
    });
    assert.deepEqual(read.rows, [{value: '1'}]);
  });

  it('answers that it is unavailable when a statement waits too long for a lock', {timeout: 60_000}, async (t) => {
    const url = await server.createDatabase('waiting');
    const engine = await openEngineAt(t, url);
    await engine.write([], (trx) => insert(trx, 'n', '0'));
    // Another program has locked the row.
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    const locked = new Promise<void>((resolve, reject) => {
      void engine.db
        .connection()
        .execute(async (connection) => {
          await sql`begin`.execute(connection);
          await sql`update installation set value = 'theirs'`.execute(connection);
          resolve();
          await isReleased;
          await sql`rollback`.execute(connection);
        })
        .catch(reject);
    });
    await locked;
    const waiting = increment(engine, ['user:n']);
    await waitFor(async () => (await countWaiting(url)) > 0);
    // Others go on.
    await increment(engine, ['user:other'], 'other');
    release();
    await waiting;
    assert.deepEqual([await valueOf(engine), await valueOf(engine, 'other')], ['1', '1']);
  });
});

async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
