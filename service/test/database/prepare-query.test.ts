import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler} from 'kysely';
import {prepareQuery} from '../../src/database/prepare-query.js';
import {openTestDatabase} from '../support/test-service.js';
import type {Param} from '../../src/database/prepare-query.js';
import type {Database, Tables} from '../../src/database/schema.js';
import type {LogEvent} from 'kysely';

const insert = prepareQuery((db, param: Param<{name: string; value: string}>) =>
  db.insertInto('installation').values({name: param('name'), value: param('value')}),
);

const findOther = prepareQuery((db, param: Param<{value: string; name: string}>) =>
  db
    .selectFrom('installation')
    .select(['name', 'value'])
    .where('name', '<>', param('name'))
    .where('value', 'in', [param('value'), 'fixed', param('name')])
    .orderBy('name'),
);

/** A database that speaks PostgreSQL's SQL, and answers every query with no row. */
function unconnectedPostgres(log: (event: LogEvent) => void): Database {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log,
  });
}

describe('prepareQuery', () => {
  it('uses the values of each call in all places of the query', async (t) => {
    const {db} = await openTestDatabase(t);
    for (const [name, value] of [
      ['a', '1'],
      ['b', 'fixed'],
      ['c', 'a'],
    ] as const)
      await insert(db, {name, value});
    assert.deepEqual(await findOther(db, {name: 'a', value: '1'}), [
      {name: 'b', value: 'fixed'},
      {name: 'c', value: 'a'},
    ]);
    assert.deepEqual(await findOther(db, {name: 'b', value: '1'}), [{name: 'a', value: '1'}]);
    assert.deepEqual(await findOther(db, {name: 'x', value: 'x'}), [{name: 'b', value: 'fixed'}]);
  });

  it('separates simultaneous calls', async (t) => {
    const {db} = await openTestDatabase(t);
    await Promise.all(['a', 'b', 'c'].map((name) => insert(db, {name, value: name})));
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => findOther(db, {name: 'x', value: name})));
    assert.deepEqual(
      answers.map((rows) => rows.map(({name}) => name)),
      [['a'], ['b'], ['c']],
    );
  });

  it('runs in the given transaction or database', async (t) => {
    const first = await openTestDatabase(t);
    const second = await openTestDatabase(t);
    const failing = first.write([], async (trx) => {
      await insert(trx, {name: 'a', value: '1'});
      assert.equal((await findOther(trx, {name: 'x', value: '1'})).length, 1);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    await insert(second.db, {name: 'b', value: '1'});
    assert.deepEqual(await findOther(first.db, {name: 'x', value: '1'}), []);
    assert.deepEqual(await findOther(second.db, {name: 'x', value: '1'}), [{name: 'b', value: '1'}]);
  });

  it("uses each database's own SQL, also in transactions", async (t) => {
    const engine = await openTestDatabase(t);
    const statements: string[] = [];
    const postgres = unconnectedPostgres(({query}) => statements.push(query.sql));
    for (const db of [engine.db, postgres, engine.db]) await findOther(db, {name: 'x', value: '1'});
    await postgres.transaction().execute((trx) => findOther(trx, {name: 'x', value: '1'}));
    await engine.write([], (trx) => findOther(trx, {name: 'x', value: '1'}));
    assert.equal(statements.length, 2);
    for (const statement of statements) assert.match(statement, /"name" <> \$1 and "value" in \(\$2, \$3, \$4\)/);
  });

  it('compiles a query once for each database', async (t) => {
    const build = t.mock.fn((db: Database, param: Param<{name: string}>) =>
      db.selectFrom('installation').select('value').where('name', '=', param('name')),
    );
    const query = prepareQuery(build);
    const {db, ...engine} = await openTestDatabase(t);
    for (let count = 0; count < 3; count++) await query(db, {name: 'a'});
    await engine.write([], (trx) => query(trx, {name: 'a'}));
    assert.equal(build.mock.callCount(), 1);
    await query((await openTestDatabase(t)).db, {name: 'a'});
    assert.equal(build.mock.callCount(), 2);
  });

  it('treats any value as text', async (t) => {
    const {db} = await openTestDatabase(t);
    const value = "'; drop table installation; --";
    await insert(db, {name: value, value});
    assert.deepEqual(await findOther(db, {name: 'x', value}), [{name: value, value}]);
  });
});
