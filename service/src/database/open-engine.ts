import {mkdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {FolderLockedError, lockFolder} from './sqlite/lock-folder.js';
import {ForeignTablesError, migrate} from './migrations/index.js';
import {openSqlite} from './sqlite/sqlite-engine.js';
import {ConfigError} from '../config.js';
import {NO_METERS} from '../metrics/meters.js';
import type {DatabaseEngine, EngineMeters} from './engine.js';
import type {Config, PostgresConfig} from '../config.js';

type EngineConfig = Pick<Config, 'dataDir'> & Partial<Pick<Config, 'database'>>;

/**
 * Opens the database that the configuration names, and brings its tables up to date. Makes the folder and the file of the
 * embedded database when they are missing. This is the only place that chooses a database engine. Rejects with a `ConfigError`.
 */
export function openEngine(config: EngineConfig, meters: EngineMeters = NO_METERS): Promise<DatabaseEngine> {
  const {database} = config;
  return database ? openServer(database, meters) : explainingFailure(config, () => openFile(config, meters));
}

/**
 * Opens the database for `serve`. Two services on one embedded database would not hear of each other's changes, so the
 * data folder is locked until the engine is closed or the process ends. Commands may use the database at the same time.
 * Rejects with a `ConfigError`, also when another service has the lock; then nothing has changed.
 */
export async function openEngineOfService(
  config: EngineConfig,
  meters: EngineMeters = NO_METERS,
): Promise<DatabaseEngine> {
  if (config.database) return openEngine(config, meters);
  const folder = dataFolder(config);
  const unlock = await explainingFailure(config, async () => {
    makeFolder(folder);
    return lockFolder(folder);
  });
  try {
    const engine = await openEngine(config, meters);
    return {...engine, close: () => engine.close().finally(unlock)};
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openServer(database: PostgresConfig, meters: EngineMeters): Promise<DatabaseEngine> {
  // Loaded here, because the embedded database starts faster without them.
  const {openPostgres} = await import('./postgres/postgres-engine.js');
  const {startProblem} = await import('./postgres/start-problem.js');
  try {
    return await openPostgres(database, meters);
  } catch (error) {
    const problem = error instanceof ForeignTablesError ? error.message : startProblem(error, database.url);
    throw problem === undefined ? error : new ConfigError('DATABASE_URL', problem);
  }
}

async function openFile(config: EngineConfig, meters: EngineMeters): Promise<DatabaseEngine> {
  makeFolder(dataFolder(config));
  const engine = openSqlite(databaseFile(config), meters);
  try {
    await migrate(engine.db);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function explainingFailure<T>(config: EngineConfig, open: () => Promise<T>): Promise<T> {
  const folder = JSON.stringify(dataFolder(config));
  try {
    return await open();
  } catch (error) {
    if (error instanceof FolderLockedError) {
      throw new ConfigError(
        'DATA_DIR',
        `another service is running on ${folder}; stop it, or give this one another folder`,
      );
    }
    if (error instanceof ForeignTablesError)
      throw new ConfigError('DATA_DIR', `${databaseFile(config)}: ${error.message}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('DATA_DIR', `no database can be kept in ${folder} (${reason})`);
  }
}

/** Returns the file of the embedded database. It may be missing. */
export function databaseFile(config: Pick<Config, 'dataDir'>): string {
  return join(dataFolder(config), 'helpshift-chat.db');
}

/** Makes the folder of the embedded database when it is missing. */
export function makeDataFolder(config: Pick<Config, 'dataDir'>): void {
  makeFolder(dataFolder(config));
}

function dataFolder({dataDir}: Pick<Config, 'dataDir'>): string {
  return resolve(dataDir);
}

/**
 * Makes a folder and the missing ones above it, for this user alone. Node's own `recursive` never returns below `/proc`:
 * it tries again when the file system answers that a folder is missing.
 */
function makeFolder(folder: string): void {
  const known = statSync(folder, {throwIfNoEntry: false});
  if (known && !known.isDirectory()) throw new Error(`${JSON.stringify(folder)} is not a folder`);
  if (known) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, {mode: 0o700});
  } catch (error) {
    // Another process may have made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Where the bytes of attachments are, on every engine: processes that share a database share this folder, too. */
export function attachmentsFolder(config: Pick<Config, 'dataDir'>): string {
  return join(dataFolder(config), 'attachments');
}
