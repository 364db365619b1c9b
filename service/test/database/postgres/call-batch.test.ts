import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import {openPostgres} from '../../../src/database/postgres/postgres-engine.js';
import {prepareQuery} from '../../../src/database/prepare-query.js';
import {startPostgres, type PostgresServer} from '../../support/servers/postgres.js';
import type {DatabaseEngine} from '../../../src/database/engine.js';
import type {Param} from '../../../src/database/prepare-query.js';
import type {DatabaseTransaction} from '../../../src/database/schema.js';

interface Ended {
  readonly domain: string;
  readonly id: string;
  readonly ended_at: number;
}

const insert = prepareQuery((db, param: Param<Ended>) =>
  db
    .insertInto('ended_sessions')
    .values({domain: param('domain'), id: param('id'), ended_at: param('ended_at')})
    .onConflict((conflict) => conflict.columns(['domain', 'id']).doNothing())
    .returning('ended_at'),
);

const select = prepareQuery((db, param: Param<Omit<Ended, 'ended_at'> & {other: string | null}>) =>
  db
    .selectFrom('ended_sessions')
    .selectAll()
    .where('domain', '=', param('domain'))
    .where((or) => or.or([or('id', '=', param('id')), or('id', '=', param('other'))]))
    .orderBy('id'),
);

/** The column never changes in the service. */
const add = prepareQuery((db, param: Param<{domain: string; id: string; amount: number}>) =>
  db
    .updateTable('ended_sessions')
    .set((eb) => ({ended_at: eb('ended_at', '+', param('amount')) as never}))
    .where('domain', '=', param('domain'))
    .where('id', '=', param('id'))
    .returning(['id', 'ended_at']),
);

describe('calls of one prepared query on PostgreSQL', () => {
  let server: PostgresServer;
  let engine: DatabaseEngine;
  const ends: (() => unknown)[] = [];
  before(async () => {
    server = await startPostgres({after: (end) => void ends.unshift(end)}, {settings: {log_statement: 'all'}});
    const url = await server.createDatabase('batches');
    engine = await openPostgres({url, listenUrl: url, poolSize: 4});
    ends.unshift(() => engine.close());
  });
  beforeEach(async () => {
    await engine.db.deleteFrom('ended_sessions').execute();
  });
  after(async () => {
    for (const end of ends) await end();
  });

  /** Runs pieces of work in one group. */
  const writeAll = <T>(works: readonly ((trx: DatabaseTransaction) => Promise<T>)[]) =>
    Promise.allSettled(works.map((work, index) => engine.write([`user:${index}`], work)));
  const valuesOf = (outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] =>
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)));
  const stored = () => engine.db.selectFrom('ended_sessions').selectAll().orderBy('domain').orderBy('id').execute();
  const ids = (count: number): string[] => Array.from({length: count}, (_, index) => `id-${index + 10}`);

  it('become one statement for each domain when they are made at the same time', async () => {
    const logged = (): number => (server.output().match(/insert into "ended_sessions"/g) ?? []).length;
    const before = logged();
    const rows = ids(30).map((id, index) => ({domain: index % 2 ? 'one' : 'two', id, ended_at: index}));
    const outcomes = await writeAll(rows.map((row) => (trx) => insert(trx, row)));
    assert.deepEqual(
      valuesOf(outcomes),
      rows.map(({ended_at}) => [{ended_at}]),
    );
    assert.deepEqual(
      await stored(),
      rows.toSorted((a, b) => (a.domain + a.id < b.domain + b.id ? -1 : 1)),
    );
    assert.equal(logged() - before, 2);
  });

  it('each get their own rows, one after another in a piece of work', async () => {
    await writeAll(ids(10).map((id, index) => (trx) => insert(trx, {domain: 'one', id, ended_at: index})));
    const outcomes = await writeAll(
      ids(12).map((id, index) => async (trx) => {
        const [changed] = await add(trx, {domain: 'one', id, amount: 100});
        const found = await select(trx, {domain: 'one', id, other: index % 3 ? null : 'id-19'});
        return [changed?.ended_at, ...found.map((row) => `${row.id}: ${row.ended_at}`)];
      }),
    );
    assert.deepEqual(
      valuesOf(outcomes),
      ids(12).map((id, index) => {
        if (index === 9) return [109, 'id-19: 109'];
        const own = index < 10 ? [100 + index, `${id}: ${100 + index}`] : [undefined];
        return index % 3 ? own : [...own, 'id-19: 109'];
      }),
    );
  });

  it('may want to change the same row: each change is made', async () => {
    await engine.write([], (trx) => insert(trx, {domain: 'one', id: 'same', ended_at: 0}));
    const outcomes = await writeAll(
      [1, 10, 100].map((amount) => (trx) => add(trx, {domain: 'one', id: 'same', amount})),
    );
    assert.equal(valuesOf(outcomes).flat().length, 3);
    assert.deepEqual(await stored(), [{domain: 'one', id: 'same', ended_at: 111}]);
  });

  it('may insert the same row: one of them does', async () => {
    await engine.write([], (trx) => insert(trx, {domain: 'one', id: 'known', ended_at: 0}));
    const outcomes = await writeAll(
      ['known', 'new', 'new', 'other'].map((id) => (trx) => insert(trx, {domain: 'one', id, ended_at: 1})),
    );
    assert.deepEqual(
      valuesOf(outcomes).map((rows) => (rows as unknown[]).length),
      [0, 1, 0, 1],
    );
  });

  it('fail alone when only one of them is wrong', async () => {
    const outcomes = await writeAll(
      ids(20).map((id, index) => (trx) => {
        return insert(trx, {domain: 'one', id, ended_at: index === 7 ? (null as never) : index});
      }),
    );
    assert.match(String(valuesOf(outcomes)[7]), /23502/);
    assert.equal(outcomes.filter(({status}) => status === 'fulfilled').length, 19);
    assert.equal((await stored()).length, 19);
  });

  it('keep any text as it is', async () => {
    const texts = ['', ' ', 'null', 'NULL', '{}', '{"a","b"}', '\\', '\\"', "it's", 'a,b', 'é 😀', '$1', '\n\t'];
    const outcomes = await writeAll(texts.map((id) => (trx) => insert(trx, {domain: 'one', id, ended_at: 1})));
    assert.deepEqual(new Set(outcomes.map(({status}) => status)), new Set(['fulfilled']));
    assert.deepEqual((await stored()).map(({id}) => id).toSorted(), texts.toSorted());
    const found = await writeAll(texts.map((id) => (trx) => select(trx, {domain: 'one', id, other: null})));
    assert.deepEqual(
      valuesOf(found).map((rows) => (rows as Ended[]).map(({id}) => id)),
      texts.map((id) => [id]),
    );
  });
});
