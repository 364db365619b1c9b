/** The PostgreSQL server of all tests of one run, for `scripts/run-node-tests.mjs`. */
import {randomBytes} from 'node:crypto';
import pg from 'pg';
import {readConfig} from '../../src/config.js';
import {openEngine} from '../../src/database/open-engine.js';
import {askPostgres, databaseUrl, startPostgres} from './servers/postgres.js';
import type {Owner} from './servers/server-process.js';

/** Names a running server for the tests, whose user may make databases. Absent: they start one. */
const GIVEN_SERVER_VARIABLE = 'TEST_DATABASE_URL';

/** The address of the server of this run. */
export const SERVER_VARIABLE = 'TEST_RUN_DATABASE_URL';

/** The database with all tables of which the tests make theirs. Their names begin with its name. */
export const TEMPLATE_VARIABLE = 'TEST_RUN_TEMPLATE';

/**
 * Starts the server, or uses the one that `TEST_DATABASE_URL` names, and makes the template.
 *
 * @returns The environment of the processes in which the tests run.
 */
export async function startPostgresRun(owner: Owner): Promise<Record<string, string>> {
  const server = process.env[GIVEN_SERVER_VARIABLE] || (await startServer(owner));
  const template = `helpshift_chat_test_${randomBytes(6).toString('hex')}`;
  if (process.env[GIVEN_SERVER_VARIABLE]) owner.after(() => dropAll(server, template));
  await askPostgres(server, `create database ${template}`);
  const engine = await openEngine(readConfig({DATABASE_URL: databaseUrl(server, template)}));
  await engine.close();
  return {[SERVER_VARIABLE]: server, [TEMPLATE_VARIABLE]: template};
}

async function startServer(owner: Owner): Promise<string> {
  return (await startPostgres(owner, {settings: {max_connections: '300'}})).url;
}

async function dropAll(server: string, template: string): Promise<void> {
  const databases = await askPostgres<{datname: string}>(
    server,
    `select datname from pg_database where starts_with(datname, ${pg.escapeLiteral(template)})`,
  );
  for (const {datname} of databases) {
    await askPostgres(server, `drop database if exists ${pg.escapeIdentifier(datname)} with (force)`);
  }
}
