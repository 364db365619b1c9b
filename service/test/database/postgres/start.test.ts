import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ConfigError} from '../../../src/config.js';
import {openEngine} from '../../../src/database/open-engine.js';
import {problemOf, type ServerFacts} from '../../../src/database/postgres/check-server.js';
import {startPgBouncer} from '../../support/servers/pgbouncer.js';
import {askPostgres, databaseUrl, startPostgres, type PostgresServer} from '../../support/servers/postgres.js';

const PASSWORD = 'hunter2hunter2';

function configOf(url: string) {
  return {dataDir: '/nowhere', database: {url, listenUrl: url, poolSize: 3}};
}

/** Opens the database, and closes it at once. */
async function open(url: string): Promise<void> {
  await (await openEngine(configOf(url))).close();
}

/** Asserts that the service does not start, and says why in one line without the password. */
async function refused(url: string, problem: RegExp): Promise<void> {
  await assert.rejects(open(url), (error) => {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.variable, 'DATABASE_URL');
    assert.match(error.message, problem);
    assert.doesNotMatch(error.message, /hunter2|\n/);
    return true;
  });
}

/** The address of a database with other settings: a user, a password. */
function withUser(url: string, username: string, password = PASSWORD): string {
  return Object.assign(new URL(url), {username, password}).href;
}

/** Makes a database of its own for each test, with a user who owns it. */
async function newDatabase(server: PostgresServer, name: string): Promise<string> {
  await askPostgres(server.url, `create role ${name} login password '${PASSWORD}'`);
  await askPostgres(server.url, `create database ${name} owner ${name}`);
  return withUser(databaseUrl(server.url, name), name);
}

const GOOD: ServerFacts = {
  version: 150_000,
  encoding: 'UTF8',
  isReadOnly: false,
  schema: 'public',
  mayMakeTables: true,
};

describe('the start on PostgreSQL', () => {
  it('needs version 15', () => {
    assert.equal(problemOf(GOOD), undefined);
    assert.equal(problemOf({...GOOD, version: 180_001}), undefined);
    assert.match(
      problemOf({...GOOD, version: 149_999}) ?? '',
      /^the server is PostgreSQL 14; use version 15 or newer$/,
    );
  });

  it('refuses what cannot work, and says what to do', {timeout: 120_000}, async (t) => {
    const server = await startPostgres(t, {password: PASSWORD});
    const url = await newDatabase(server, 'chat');

    await t.test('a wrong password, and a user who is not known', async () => {
      await refused(withUser(url, 'chat', 'hunter2'), /the server refuses the user or the password/);
      await refused(withUser(url, 'nobody'), /the server refuses the user or the password/);
    });

    await t.test('a database that is missing', async () => {
      await refused(withUser(databaseUrl(url, 'missing'), 'chat'), /no database with this name; make it/);
    });

    await t.test('a server that does not answer', async () => {
      await refused('postgres://chat:hunter2hunter2@127.0.0.1:1/chat', /no server answers at 127\.0\.0\.1:1; check/);
      await refused('postgres://chat:hunter2hunter2@host.invalid/chat', /no server answers at host\.invalid; check/);
    });

    await t.test('a file of the address that cannot be read', async () => {
      const problem = /the file "\/nowhere", which the address names, cannot be read \(ENOENT\)/;
      await refused(`${url}?sslmode=verify-full&sslrootcert=/nowhere`, problem);
    });

    await t.test('a user who may not make tables', async () => {
      await askPostgres(server.url, `create role guest login password '${PASSWORD}'`);
      await refused(withUser(url, 'guest'), /this user may not make tables in the schema "public"; grant it/);
    });

    await t.test('a read-only database', async () => {
      const readOnly = await newDatabase(server, 'copy');
      await askPostgres(server.url, 'alter role copy set default_transaction_read_only = on');
      await refused(readOnly, /the database is read-only/);
    });

    await t.test('another encoding', async () => {
      await askPostgres(server.url, `create database latin owner chat encoding 'LATIN1' template template0`);
      await refused(withUser(databaseUrl(url, 'latin'), 'chat'), /encoding LATIN1; make it with encoding UTF8/);
    });

    await t.test("another program's tables", async () => {
      const other = await newDatabase(server, 'shop');
      await askPostgres(other, 'create table users (id integer)');
      await refused(other, /the tables of another program; name an empty database/);
      assert.deepEqual(await tablesOf(other), ['users']);
    });

    await t.test('another program that has the same tool for its tables', async () => {
      const other = await newDatabase(server, 'blog');
      await askPostgres(other, 'create table kysely_migration (name text)');
      await askPostgres(other, `insert into kysely_migration values ('2024-01-01')`);
      await refused(other, /the tables of another program/);
    });

    await t.test("a newer version's tables", async () => {
      const newer = await newDatabase(server, 'newer');
      await open(newer);
      await askPostgres(newer, `insert into kysely_migration values ('9999-later', '2030')`);
      await refused(newer, /a newer version of the service has changed its tables \(9999-later\); run that version/);
    });

    await t.test('an engine that only pretends to lock', async () => {
      const pretending = await newDatabase(server, 'pretending');
      await askPostgres(pretending, 'create schema pretending');
      for (const name of ['pg_advisory_xact_lock', 'pg_try_advisory_xact_lock']) {
        await askPostgres(
          pretending,
          `create function pretending.${name}(bigint) returns boolean language sql as 'select true'`,
        );
      }
      await askPostgres(server.url, 'alter role pretending set search_path = pretending, pg_catalog');
      await refused(pretending, /advisory locks do not hold here/);
    });

    await t.test('a server that takes no more connections', async () => {
      await askPostgres(server.url, 'alter role chat connection limit 0');
      await refused(url, /takes no more connections/);
      await askPostgres(server.url, 'alter role chat connection limit -1');
      await open(url);
    });
  });

  it('makes the tables once when five begin together, also behind PgBouncer', async (t) => {
    const server = await startPostgres(t);
    for (const name of ['direct', 'pooled']) {
      const direct = await server.createDatabase(name);
      const pooled = await startPgBouncer(t, direct, {poolMode: 'transaction', settings: {default_pool_size: '20'}});
      const url = name === 'pooled' ? pooled : direct;
      await Promise.all(Array.from({length: 5}, () => open(url)));
      const names = (await askPostgres<{name: string}>(direct, 'select name from kysely_migration')).map(
        (row) => row.name,
      );
      assert.ok(names.length > 1);
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('refuses a pooler that gives each statement another connection', async (t) => {
    const server = await startPostgres(t);
    await refused(
      await startPgBouncer(t, await server.createDatabase('chat'), {poolMode: 'statement'}),
      /a pooler refuses transactions; use PgBouncer with pool_mode = transaction or session/,
    );
  });
});

async function tablesOf(url: string): Promise<string[]> {
  const rows = await askPostgres<{name: string}>(
    url,
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({name}) => name);
}
