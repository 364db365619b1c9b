/**
 * Databases on the PostgreSQL server of a run. To make one takes a hundred times as long as a small test, so it goes on to the
 * next test of this process, without rows.
 */
import pg from 'pg';
import {SERVER_VARIABLE, TEMPLATE_VARIABLE} from './postgres-run.js';
import {askPostgres, databaseUrl} from './servers/postgres.js';
import type {Owner} from './servers/server-process.js';

interface TestDatabase {
  readonly name: string;
  /** One connection, for what is done between two tests. */
  readonly pool: pg.Pool;
  /** The names of its tables and indexes, when it was new. */
  readonly schema: string;
}

/** Databases of tests that are over. Their connections may still be closing. */
const returned: TestDatabase[] = [];
let made = 0;

/** How long a connection may take to end. */
const END_LIMIT_MS = 5_000;

/** Makes a database with all tables and no row, until the owner is done. @returns Its address. */
export async function postgresDatabase(owner: Owner): Promise<string> {
  const database = (await takeReturned()) ?? (await createMigrated());
  owner.after(() => void returned.push(database));
  return urlOf(database.name);
}

/** Makes a database without tables. It goes with the run. @returns Its address. */
export async function emptyPostgresDatabase(): Promise<string> {
  return urlOf(await create('template1'));
}

/** Copies a database that nobody uses. @returns A function that puts the copy back. */
export async function backUpPostgres(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const copy = await create(name);
  return async () => {
    await askPostgres(setting(SERVER_VARIABLE), `drop database ${name} with (force)`);
    await askPostgres(setting(SERVER_VARIABLE), `alter database ${copy} rename to ${name}`);
  };
}

async function createMigrated(): Promise<TestDatabase> {
  const name = await create(setting(TEMPLATE_VARIABLE));
  // The process may end while it is open.
  const pool = new pg.Pool({connectionString: urlOf(name), max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true});
  return {name, pool, schema: await readSchema(pool)};
}

async function takeReturned(): Promise<TestDatabase | undefined> {
  const database = returned.pop();
  if (!database) return undefined;
  const {pool, schema} = database;
  await endOthers(pool);
  await deleteRows(pool);
  const isAsNew = (await readSchema(pool)) === schema;
  // Else a test has changed the tables, for a fault.
  return isAsNew ? database : takeReturned();
}

async function create(template: string): Promise<string> {
  const name = `${setting(TEMPLATE_VARIABLE)}_${process.pid}_${++made}`;
  await askPostgres(setting(SERVER_VARIABLE), `create database ${name} template ${template}`);
  return name;
}

/** Ends the connections that the last test has left open. */
async function endOthers(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select pg_terminate_backend(pid, ${END_LIMIT_MS}) from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
}

async function deleteRows(pool: pg.Pool): Promise<void> {
  const {rows} = await pool.query<{table: string}>(
    `select quote_ident(tablename) as table from pg_tables
     where schemaname = 'public' and tablename not like 'kysely%'`,
  );
  // In one statement, because foreign keys are checked at its end.
  const deletions = rows.map(({table}, index) => `deletion_${index} as (delete from ${table})`);
  await pool.query(`with ${deletions.join(', ')} select`);
}

async function readSchema(pool: pg.Pool): Promise<string> {
  const {rows} = await pool.query<{schema: string}>(
    `select string_agg(relname, ' ' order by relname) as schema from pg_class
     where relnamespace = 'public'::regnamespace`,
  );
  return rows[0]?.schema ?? '';
}

function urlOf(name: string): string {
  return databaseUrl(setting(SERVER_VARIABLE), name);
}

function setting(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is missing: scripts/run-node-tests.mjs runs the tests on PostgreSQL`);
}
