import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {describe, it} from 'node:test';
import {Kysely, Migrator, PostgresDialect, sql} from 'kysely';
import pg from 'pg';
import {readConfig} from '../../src/config.js';
import * as first from '../../src/database/migrations/0001-first.js';
import {databaseFile} from '../../src/database/open-engine.js';
import {openSqlite} from '../../src/database/sqlite/sqlite-engine.js';
import {newDatabase, newEmptyDatabase, type TestDatabase} from '../support/test-database.js';
import {
  addApp,
  addKey,
  APP,
  linesOf,
  openTestDatabase,
  resolveProved,
  SECRET,
  serveDatabase,
  TestClock,
} from '../support/test-service.js';
import type {DatabaseEngine, Store} from '../../src/database/engine.js';
import type {Database, Tables} from '../../src/database/schema.js';

const setName = (engine: DatabaseEngine, name: string, value: string) =>
  engine.write([`app:${name}`], (trx) =>
    trx
      .insertInto('installation')
      .values({name, value})
      .execute()
      .then(() => value),
  );

/** A resolved conversation of the user `ann`. */
async function insertConversation(engine: Store): Promise<void> {
  const {domain, platformId: platform_id} = APP;
  const owner_id = await resolveProved(engine, APP, {kind: 'logged-in', userId: 'ann'}, 0);
  const common = {
    domain,
    id: 'c',
    platform_id,
    owner_id,
    ordinal: 1,
    status: 'resolved',
    verified: 1,
    version: 1,
  } as const;
  const numbers = {
    last_number: 2,
    last_id: 'e2',
    last_note: 0,
    user_read: 1,
    user_unread: 0,
    agent_read: 2,
    activity: 1,
  };
  const preview = {preview_author: 'user', preview_text: 'hello', preview_time: 1} as const;
  const rest = {waiting_since: null, contact_name: null, contact_email: null};
  await engine.db
    .insertInto('conversations')
    .values({...common, ...numbers, ...preview, ...rest})
    .execute();
  const entry = {domain, conversation_id: 'c', author_name: null, time: 1};
  const agent = {author_kind: 'agent', author_id: 'a', content: '{"kind":"resolved"}'} as const;
  const user = {author_kind: 'user', author_id: owner_id, content: '{"kind":"text","text":"hello"}'} as const;
  await engine.db
    .insertInto('entries')
    .values([
      {...entry, ...user, number: 1, id: 'e1', kind: 'text'},
      {...entry, ...agent, number: 2, id: 'e2', kind: 'resolved'},
    ])
    .execute();
}

const names = async (engine: DatabaseEngine) =>
  (await engine.db.selectFrom('installation').select('name').orderBy('name').execute()).map(({name}) => name);

/** Opens a database as it is, without a migration. */
function openAsItIs({environment}: TestDatabase): Database {
  const {database, dataDir} = readConfig(environment);
  if (!database) {
    mkdirSync(dataDir, {recursive: true});
    return openSqlite(databaseFile({dataDir})).db;
  }
  return new Kysely<Tables>({dialect: new PostgresDialect({pool: new pg.Pool({connectionString: database.url})})});
}

describe('a database engine', () => {
  it('has the written data when it is opened again', async (t) => {
    const database = await newDatabase(t);
    const before = await database.open();
    await setName(before, 'a', '1');
    await before.close();
    assert.deepEqual(await names(await database.open()), ['a']);
  });

  it('checks foreign keys', async (t) => {
    const engine = await openTestDatabase(t);
    const key = {domain: 'nobody', platform_id: 'web', id: 'x', secret: 'x', secret_digest: 'digest', created_at: 0};
    await assert.rejects(engine.db.insertInto('secret_keys').values(key).execute(), /FOREIGN KEY|23503/);
  });
});

describe('write', () => {
  it('gives each piece of work its own result', async (t) => {
    const engine = await openTestDatabase(t);
    const values = Array.from({length: 200}, (_, index) => String(index));
    assert.deepEqual(await Promise.all(values.map((value) => setName(engine, value, value))), values);
    assert.deepEqual(await names(engine), values.toSorted());
  });

  it('rolls back only the piece of work that fails', async (t) => {
    const engine = await openTestDatabase(t);
    const failing = engine.write(['app:half'], async (trx) => {
      await trx.insertInto('installation').values({name: 'half', value: ''}).execute();
      throw new Error('no');
    });
    const outcomes = await Promise.allSettled([setName(engine, 'a', '1'), failing, setName(engine, 'b', '2')]);
    assert.deepEqual(
      outcomes.map(({status}) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await names(engine), ['a', 'b']);
  });

  it('rolls back a piece of work whose statement failed', async (t) => {
    const engine = await openTestDatabase(t);
    await setName(engine, 'a', '1');
    const outcomes = await Promise.allSettled([setName(engine, 'a', '2'), setName(engine, 'b', '2')]);
    assert.deepEqual(
      outcomes.map(({status}) => status),
      ['rejected', 'fulfilled'],
    );
    assert.deepEqual(await names(engine), ['a', 'b']);
  });

  it('rejects all pieces of work when the commit fails', async (t) => {
    const engine = await (await newEmptyDatabase(t)).open();
    await sql`create table parent (id integer primary key)`.execute(engine.db);
    await sql`create table child (id integer references parent (id) deferrable initially deferred)`.execute(engine.db);
    const breaking = engine.write(['app:child'], (trx) => sql`insert into child values (1)`.execute(trx));
    const outcomes = await Promise.allSettled([setName(engine, 'a', '1'), breaking]);
    assert.deepEqual(
      outcomes.map(({status}) => status),
      ['rejected', 'rejected'],
    );
    assert.deepEqual(await names(engine), []);
    await setName(engine, 'b', '2');
    assert.deepEqual(await names(engine), ['b']);
  });

  it('sees writes of another process', async (t) => {
    const database = await newDatabase(t);
    const [one, two] = [await database.open(), await database.open()];
    const increment = (engine: DatabaseEngine) =>
      engine.write(['app:n'], async (trx) => {
        const row = await trx.selectFrom('installation').select('value').where('name', '=', 'n').executeTakeFirst();
        const value = String(Number(row?.value ?? 0) + 1);
        await trx
          .insertInto('installation')
          .values({name: 'n', value})
          .onConflict((conflict) => conflict.column('name').doUpdateSet({value}))
          .execute();
      });
    await Promise.all(Array.from({length: 100}, (_, index) => increment(index % 2 ? one : two)));
    const {value} = await one.db.selectFrom('installation').select('value').executeTakeFirstOrThrow();
    assert.equal(value, '100');
  });
});

describe('migrate', () => {
  it('changes nothing the second time', async (t) => {
    const database = await newDatabase(t);
    await addApp(await database.open());
    const engine = await database.open();
    assert.equal((await engine.db.selectFrom('apps').select('domain').execute()).length, 1);
  });

  it('keeps the conversations of the first version, which began with nothing that is known', async (t) => {
    const database = await newEmptyDatabase(t);
    const db = openAsItIs(database);
    const provider = {getMigrations: async () => ({'0001-first': first})};
    const {error} = await new Migrator({db, provider}).migrateToLatest();
    assert.equal(error, undefined);
    const before: Store = {db, write: (_keys, work) => db.transaction().execute(work)};
    const {domain, platformId} = APP;
    const app = {domain, platform_id: platformId, settings: '{}', epoch: 0, created_at: 0};
    await db.insertInto('apps').values(app).execute();
    await insertConversation(before);
    await db.destroy();
    const engine = await database.open();
    await addKey(engine, SECRET);
    const service = await serveDatabase(t, engine, new TestClock());
    const {conversations} = await service.agentSync(await service.agent(), {page: {id: 'c'}});
    assert.deepEqual(conversations.map(linesOf), [['hello', '[resolved]']]);
    assert.deepEqual(conversations[0]?.beginning, {fields: [], tags: [], pageUrl: null});
    await service.send(await service.logIn('ann'), 'again');
    assert.deepEqual(await service.texts(await service.logIn('ann')), ['hello', 'again']);
    assert.equal(await service.count('conversations'), 1);
  });

  it('rolls back when it fails', async (t) => {
    const database = await newEmptyDatabase(t);
    const db = openAsItIs(database);
    t.after(() => db.destroy());
    await sql`create table agents (id text)`.execute(db);
    await assert.rejects(database.open(), /could not be brought up to date/);
    const tables = await db.introspection.getTables();
    assert.deepEqual(
      tables.map(({name}) => name),
      ['agents'],
    );
  });
});
