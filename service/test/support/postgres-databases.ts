/**
 * Databases on the PostgreSQL server of a run. To make and to open one takes many times as long as a small test, so both go on
 * to the next test of this process, without rows.
 */
import {setTimeout as delay} from 'node:timers/promises';
import pg from 'pg';
import {readConfig} from '../../src/config.js';
import {openEngine} from '../../src/database/open-engine.js';
import {SERVER_VARIABLE, TEMPLATE_VARIABLE} from './postgres-run.js';
import {askPostgres, databaseUrl} from './servers/postgres.js';
import type {Owner} from './servers/server-process.js';
import type {DatabaseEngine} from '../../src/database/engine.js';

/** A database that belongs to one test at a time. */
class PostgresDatabase {
  readonly url: string;
  /** One connection, for what is done between two tests. The process may end while it is open. */
  readonly #pool: pg.Pool;
  #schema = '';
  #engine: DatabaseEngine | undefined;

  constructor(name: string) {
    this.url = urlOf(name);
    this.#pool = new pg.Pool({connectionString: this.url, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true});
  }

  async prepare(): Promise<void> {
    this.#schema = await this.#readSchema();
  }

  /** Returns the engine that stays open, in a copy for one test. When a test closes it, the next one gets a new one. */
  async open(): Promise<DatabaseEngine> {
    const engine = (this.#engine ??= await openEngine(readConfig({DATABASE_URL: withName(this.url, LASTING)})));
    const close = async (): Promise<void> => {
      if (this.#engine === engine) this.#engine = undefined;
      await engine.close();
    };
    return {...engine, close};
  }

  /** Makes it as it was at first. @returns Whether that was possible: a test may have changed the tables, for a fault. */
  async clear(): Promise<boolean> {
    await this.#endOthers();
    if (!(await this.#isIdle())) return false;
    await this.#deleteRows();
    return (await this.#readSchema()) === this.#schema;
  }

  async end(): Promise<void> {
    await this.#engine?.close();
    await this.#pool.end();
  }

  /** Ends the connections that the last test has left open. */
  async #endOthers(): Promise<void> {
    await this.#pool.query(
      `select pg_terminate_backend(pid, ${WAIT_LIMIT_MS}) from pg_stat_activity
       where ${IS_OTHER} and application_name <> '${LASTING}'`,
    );
  }

  /** Waits for what the last test has begun on the engine. */
  async #isIdle(): Promise<boolean> {
    const limit = performance.now() + WAIT_LIMIT_MS;
    while (performance.now() < limit) {
      const {rows} = await this.#pool.query(`select from pg_stat_activity where ${IS_OTHER} and state <> 'idle'`);
      if (rows.length === 0) return true;
      await delay(1);
    }
    return false;
  }

  async #deleteRows(): Promise<void> {
    const {rows} = await this.#pool.query<{table: string}>(
      `select quote_ident(tablename) as table from pg_tables
       where schemaname = 'public' and tablename not like 'kysely%'`,
    );
    // In one statement, because foreign keys are checked at its end.
    const deletions = rows.map(({table}, index) => `deletion_${index} as (delete from ${table})`);
    await this.#pool.query(`with ${deletions.join(', ')} select`);
  }

  /** The names of all tables and indexes. */
  async #readSchema(): Promise<string> {
    const {rows} = await this.#pool.query<{schema: string}>(
      `select string_agg(relname, ' ' order by relname) as schema from pg_class
       where relnamespace = 'public'::regnamespace`,
    );
    return rows[0]?.schema ?? '';
  }
}

const IS_OTHER = "datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()";

/** The name of connections that go on to the next test. */
const LASTING = 'lasting';

const WAIT_LIMIT_MS = 5_000;

/** Databases of tests that are over. Their connections may still be closing. */
const returned: PostgresDatabase[] = [];
let made = 0;

/** Makes a database with all tables and no row, until the owner is done. */
export async function postgresDatabase(owner: Owner): Promise<PostgresDatabase> {
  const database = (await takeReturned()) ?? (await createMigrated());
  owner.after(() => void returned.push(database));
  return database;
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

async function takeReturned(): Promise<PostgresDatabase | undefined> {
  const database = returned.pop();
  if (!database || (await database.clear())) return database;
  await database.end();
  return takeReturned();
}

async function createMigrated(): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(await create(setting(TEMPLATE_VARIABLE)));
  await database.prepare();
  return database;
}

async function create(template: string): Promise<string> {
  const name = `${setting(TEMPLATE_VARIABLE)}_${process.pid}_${++made}`;
  await askPostgres(setting(SERVER_VARIABLE), `create database ${name} template ${template}`);
  return name;
}

function urlOf(name: string): string {
  return databaseUrl(setting(SERVER_VARIABLE), name);
}

/** Names the connections that are made with this address. */
function withName(url: string, name: string): string {
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  return named.href;
}

function setting(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is missing: scripts/run-node-tests.mjs runs the tests on PostgreSQL`);
}
