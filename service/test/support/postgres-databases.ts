/**
 * Databases on the PostgreSQL server of a run. To make one takes a hundred times as long as a small test, so it goes on to the
 * next test of this process.
 */
import pg from 'pg';
import {SERVER_VARIABLE, TEMPLATE_VARIABLE} from './postgres-run.js';
import {askPostgres, databaseUrl} from './servers/postgres.js';
import type {Owner} from './servers/server-process.js';

/** Databases of tests that are over. Their connections may still be closing. */
const returned: string[] = [];
let made = 0;

/** How long a connection may take to end. */
const END_LIMIT_MS = 5_000;

/** Makes a database with all tables and no row, until the owner is done. A test must not change its tables. @returns Its address. */
export async function postgresDatabase(owner: Owner): Promise<string> {
  const name = returned.pop();
  if (name === undefined) return lend(owner, await create(setting(TEMPLATE_VARIABLE)));
  await clear(name);
  return lend(owner, name);
}

/** Makes a database without tables. It goes with the run. @returns Its address. */
export async function emptyPostgresDatabase(): Promise<string> {
  return urlOf(await create('template1'));
}

function lend(owner: Owner, name: string): string {
  owner.after(() => void returned.push(name));
  return urlOf(name);
}

async function create(template: string): Promise<string> {
  const name = `${setting(TEMPLATE_VARIABLE)}_${process.pid}_${++made}`;
  await askPostgres(setting(SERVER_VARIABLE), `create database ${name} template ${template}`);
  return name;
}

/** Ends the connections that the last test has left open, and deletes all rows. */
async function clear(name: string): Promise<void> {
  const client = new pg.Client({connectionString: urlOf(name)});
  await client.connect();
  try {
    await client.query(
      `select pg_terminate_backend(pid, ${END_LIMIT_MS}) from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    const {rows} = await client.query<{table: string}>(
      `select quote_ident(tablename) as table from pg_tables
       where schemaname = 'public' and tablename not like 'kysely%'`,
    );
    // In one statement, because foreign keys are checked at its end.
    const deletions = rows.map(({table}, index) => `deletion_${index} as (delete from ${table})`);
    await client.query(`with ${deletions.join(', ')} select`);
  } finally {
    await client.end();
  }
}

function urlOf(name: string): string {
  return databaseUrl(setting(SERVER_VARIABLE), name);
}

function setting(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is missing: scripts/run-node-tests.mjs runs the tests on PostgreSQL`);
}
