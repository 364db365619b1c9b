import {existsSync, linkSync, realpathSync, renameSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import LibsqlDatabase from 'libsql';
import {Kysely, SqliteDialect} from 'kysely';
import {checkBackup, UnusableBackupError} from './check-backup.js';
import {copyBeside} from './copy-database.js';
import {codeOf} from './explain-sqlite-error.js';
import {lockFolder} from './lock-folder.js';
import {openToRead} from './open-to-read.js';
import {syncFolderOf} from './private-files.js';
import type {Tables} from '../schema.js';

/**
 * Puts a copy of a backup in the place of a database. The database before stays beside it. When the computer stops meanwhile,
 * the one or the other is there. Rejects with an `UnusableBackupError`, or a `FolderLockedError` while a service runs; then
 * nothing has changed.
 *
 * @param file - The database, in a folder that is there. It may be missing.
 * @returns The file of the database before; `undefined` when there was none.
 */
export async function restoreDatabase(backup: string, file: string, now: Date): Promise<string | undefined> {
  if (existsSync(file) && realpathSync(file) === realpathSync(backup)) {
    throw new UnusableBackupError('it is the database itself');
  }
  const unlock = lockFolder(dirname(file));
  try {
    const copy = await checkAndCopy(backup, file);
    try {
      const before = existsSync(file) ? setAside(file, now) : undefined;
      renameSync(copy, file);
      syncFolderOf(file);
      return before;
    } finally {
      rmSync(copy, {force: true});
    }
  } finally {
    unlock();
  }
}

/** @returns A copy beside the database. */
async function checkAndCopy(backup: string, file: string): Promise<string> {
  const database = openToRead(backup);
  const db = new Kysely<Tables>({dialect: new SqliteDialect({database})});
  try {
    await checkBackup(db);
    return copyBeside(database, file);
  } catch (error) {
    if (!/^SQLITE_(?:CORRUPT|NOTADB)/.test(codeOf(error))) throw error;
    throw new UnusableBackupError(`it is damaged, or no database (${codeOf(error)})`);
  } finally {
    await db.destroy();
  }
}

/** Gives a database another name, beside its own. @returns The new name. */
function setAside(file: string, now: Date): string {
  const aside = `${file}.before-${now.toISOString().replaceAll(':', '-')}`;
  emptyLog(file);
  // A log of writes beside the new file would be taken for its own. Its index has no worth without it.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  rmSync(`${file}-shm`, {force: true});
  try {
    // With two names there is a database at each moment.
    linkSync(file, aside);
  } catch (error) {
    // Not every file system has links.
    if (existsSync(aside)) throw error;
    renameSync(file, aside);
  }
  return aside;
}

/** Moves all from the log of writes (WAL) into the file, so that the file is whole without it. */
function emptyLog(file: string): void {
  const database = new LibsqlDatabase(file);
  try {
    database.prepare('pragma wal_checkpoint(truncate)').all([]);
  } catch {
    // A damaged database is set aside as it is, with its log.
  } finally {
    database.close();
  }
}
