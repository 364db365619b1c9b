import {existsSync} from 'node:fs';
import {AttachmentFiles} from '../attachments/attachment-files.js';
import {ConfigError, readConfig} from '../config.js';
import {attachmentsFolder, databaseFile, openEngine} from '../database/open-engine.js';
import type {Terminal} from './terminal.js';
import type {Config} from '../config.js';
import type {DatabaseEngine} from '../database/engine.js';

export interface CommandContext {
  readonly config: Config;
  readonly engine: DatabaseEngine;
  readonly files: AttachmentFiles;
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
  const file = databaseFile(config);
  const isThere = config.database !== undefined || existsSync(file);
  if (!isThere && !isMadeIfMissing) requireDatabaseFile(config);
  const engine = await openEngine(config);
  try {
    if (!isThere) terminal.note(`A new database was made at ${JSON.stringify(file)}.`);
    return await work({config, engine, files: new AttachmentFiles(attachmentsFolder(config))});
  } finally {
    await engine.close();
  }
}

/** Returns the file of the embedded database. Throws a `ConfigError` when it is missing. */
export function requireDatabaseFile(config: Config): string {
  const file = databaseFile(config);
  if (existsSync(file)) return file;
  throw new ConfigError(
    'DATA_DIR',
    `there is no database at ${JSON.stringify(file)}; set it to the folder that your service uses, or start the service, which makes one`,
  );
}
