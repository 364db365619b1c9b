import {mkdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {FolderLockedError, lockFolder} from './sqlite/lock-folder.js';
import {openSqlite} from './sqlite/sqlite-engine.js';
import {ConfigError} from '../config.js';
import type {DatabaseEngine} from './engine.js';
import type {Config} from '../config.js';

type EngineConfig = Pick<Config, 'dataDir'>;

/**
 * Opens the database that the configuration names, and makes folder and database when they are missing. This is the only
 * place that chooses a database engine. Rejects with a `ConfigError`.
 */
export async function openEngine(config: EngineConfig): Promise<DatabaseEngine> {
  const folder = dataFolder(config);
  return explainingFailure(folder, () => {
    makeFolder(folder);
    return openSqlite(databaseFile(config));
  });
}

/**
 * Opens the database for `serve`. Two services on one embedded database would not hear of each other's changes, so the
 * data folder is locked until the engine is closed or the process ends. Commands may use the database at the same time.
 * Rejects with a `ConfigError`, also when another service has the lock; then nothing has changed.
 */
export async function openEngineOfService(config: EngineConfig): Promise<DatabaseEngine> {
  const folder = dataFolder(config);
  const unlock = explainingFailure(folder, () => {
    makeFolder(folder);
    return lockFolder(folder);
  });
  try {
    const engine = await openEngine(config);
    return {...engine, close: () => engine.close().finally(unlock)};
  } catch (error) {
    unlock();
    throw error;
  }
}

function explainingFailure<T>(folder: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof FolderLockedError) {
      const problem = `another service is running on ${JSON.stringify(folder)}; stop it, or give this one another folder`;
      throw new ConfigError('DATA_DIR', problem);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('DATA_DIR', `no database can be kept in ${JSON.stringify(folder)} (${reason})`);
  }
}

/** Returns the file of the embedded database. It may be missing. */
export function databaseFile(config: EngineConfig): string {
  return join(dataFolder(config), 'helpshift-chat.db');
}

function dataFolder({dataDir}: EngineConfig): string {
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
