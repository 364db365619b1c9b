import {existsSync, mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {ConfigError, readConfig} from '../config.js';
import {migrate} from '../database/migrations/index.js';
import {openSqlite} from '../database/sqlite/sqlite-engine.js';
import type {Terminal} from './terminal.js';
import type {Config} from '../config.js';
import type {DatabaseEngine} from '../database/engine.js';

const DATABASE_FILE = 'helpshift-chat.db';

/**
 * Opens the database in `DATA_DIR`, and makes folder and database when they are missing. Throws a `ConfigError`. This
 * is the only place that chooses a database engine.
 */
export function openEngine({dataDir}: Config): DatabaseEngine {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    return openSqlite(join(folder, DATABASE_FILE));
  } catch (error) {
    throw new ConfigError('DATA_DIR', `no database can be kept in ${JSON.stringify(folder)} (${String(error)})`);
  }
}

export interface CommandContext {
  readonly config: Config;
  readonly engine: DatabaseEngine;
}

/**
 * Runs `work` on the database that the environment names. The service may run at the same time. A missing database is
 * an error unless `isMadeIfMissing`: `DATA_DIR` is probably wrong. Throws a `ConfigError`.
 */
export async function withDatabase<T>(
  terminal: Terminal,
  {isMadeIfMissing = false}: {readonly isMadeIfMissing?: boolean},
  work: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const config = readConfig(terminal.environment);
  const file = join(resolve(config.dataDir), DATABASE_FILE);
  const isThere = existsSync(file);
  if (!isThere && !isMadeIfMissing) {
    throw new ConfigError(
      'DATA_DIR',
      `there is no database at ${JSON.stringify(file)}; set it to the folder that your service uses, or start the service, which makes one`,
    );
  }
  const engine = openEngine(config);
  try {
    await migrate(engine.db);
    if (!isThere) terminal.note(`A new database was made at ${JSON.stringify(file)}.`);
    return await work({config, engine});
  } finally {
    await engine.close();
  }
}
