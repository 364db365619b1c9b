import {mkdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
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
  try {
    makeFolder(folder);
    return openSqlite(databaseFile(config));
  } catch (error) {
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
