import {randomUUID} from 'node:crypto';
import {renameSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {makePrivateFile, syncFile, syncFolderOf} from './private-files.js';
import type LibsqlDatabase from 'libsql';

/**
 * Copies a database, as it is at one moment, to a new file for this user alone. Others may write to the database meanwhile. The copy is on
 * the disk when this returns. Throws `EEXIST` when there is such a file.
 */
export function copyDatabase(database: LibsqlDatabase.Database, target: string): void {
  const unfinished = copyBeside(database, target);
  try {
    // Reserves the name, so that the next step never overwrites a file.
    makePrivateFile(target);
    renameSync(unfinished, target);
    syncFolderOf(target);
  } finally {
    rmSync(unfinished, {force: true});
  }
}

/**
 * Copies a database to a file beside `target`, with a name that nobody else uses.
 *
 * @returns The file. It is on the disk.
 */
export function copyBeside(database: LibsqlDatabase.Database, target: string): string {
  const unfinished = join(dirname(target), `.${basename(target)}.${randomUUID()}.unfinished`);
  makePrivateFile(unfinished);
  try {
    database.prepare('vacuum into ?').run([unfinished]);
    syncFile(unfinished);
  } catch (error) {
    rmSync(unfinished, {force: true});
    throw error;
  }
  return unfinished;
}
