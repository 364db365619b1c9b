import {join} from 'node:path';
import {readConfig} from '../../src/config.js';
import {openEngine} from '../../src/database/open-engine.js';
import {emptyPostgresDatabase, postgresDatabase} from './postgres-databases.js';
import {temporaryFolder} from './temporary-folder.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {Owner} from './servers/server-process.js';

/** The engine that the tests of this run use. The environment chooses it: `TEST_ENGINE=postgres`. */
export const ENGINE: DatabaseEngine['name'] = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite';

/** A database for one test, on the chosen engine. */
export interface TestDatabase {
  /** The settings by which a service or a command finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Opens it as one process does. The owner closes it. */
  open(): Promise<DatabaseEngine>;
}

/** Makes a database with all tables and no row; the embedded one is made when it is opened. */
export async function newDatabase(owner: Owner): Promise<TestDatabase> {
  if (ENGINE === 'sqlite') return newFile(owner);
  const database = await postgresDatabase(owner);
  const others = openable(owner, {DATABASE_URL: database.url});
  let isFirst = true;
  return {
    environment: others.environment,
    open: () => {
      // What is opened first stays open for the next test.
      const opened = isFirst ? database.open() : others.open();
      isFirst = false;
      return opened;
    },
  };
}

/** Makes a database without tables. */
export async function newEmptyDatabase(owner: Owner): Promise<TestDatabase> {
  return ENGINE === 'sqlite' ? newFile(owner) : openable(owner, {DATABASE_URL: await emptyPostgresDatabase()});
}

function newFile(owner: Owner): TestDatabase {
  return openable(owner, {DATA_DIR: join(temporaryFolder(owner), 'data')});
}

function openable(owner: Owner, environment: Readonly<Record<string, string>>): TestDatabase {
  return {
    environment,
    open: async () => {
      const engine = await openEngine(readConfig(environment));
      owner.after(() => engine.close());
      return engine;
    },
  };
}
