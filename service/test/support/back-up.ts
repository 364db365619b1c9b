import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readConfig} from '../../src/config.js';
import {backUpPostgres} from './postgres-databases.js';

/**
 * Copies all that a service has stored, while it stands still.
 *
 * @param settings - Those of the service. They name its database.
 * @returns A function that puts the copy back.
 */
export async function backUp(settings: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const {database, dataDir} = readConfig(settings);
  return database ? backUpPostgres(database.url) : backUpFolder(dataDir);
}

async function backUpFolder(folder: string): Promise<() => Promise<void>> {
  const copy = await mkdtemp(join(tmpdir(), 'helpshift-chat-backup-'));
  await cp(folder, copy, {recursive: true});
  return async () => {
    await rm(folder, {recursive: true});
    await cp(copy, folder, {recursive: true});
    await rm(copy, {recursive: true});
  };
}
