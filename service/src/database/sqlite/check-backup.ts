import {sql} from 'kysely';
import {ForeignTablesError, hasAllMigrations} from '../migrations/index.js';
import type {Database} from '../schema.js';

/** A file that cannot take the place of the database. The message says why. */
export class UnusableBackupError extends Error {
  override readonly name = 'UnusableBackupError';
}

/** Checks a whole database before it takes the place of another one. Rejects with an `UnusableBackupError`. */
export async function checkBackup(db: Database): Promise<void> {
  const [problem] = await texts(db, 'pragma integrity_check(1)');
  if (problem !== 'ok') throw new UnusableBackupError(`it is damaged: ${problem}`);
  await requireInstallation(db);
  if ((await texts(db, 'pragma foreign_key_check')).length) {
    throw new UnusableBackupError('it is damaged: rows name others that are missing');
  }
}

async function requireInstallation(db: Database): Promise<void> {
  try {
    await hasAllMigrations(db);
    if (await db.selectFrom('installation').select('name').where('name', '=', 'session-key').executeTakeFirst()) return;
  } catch (error) {
    if (error instanceof ForeignTablesError) throw new UnusableBackupError(error.message);
    if (!/no such table/.test(String(error))) throw error;
  }
  throw new UnusableBackupError('it holds no installation of this service');
}

/** Returns the first column of all rows. */
async function texts(db: Database, statement: string): Promise<string[]> {
  const {rows} = await sql.raw<object>(statement).execute(db);
  return rows.map((row) => String(Object.values(row)[0]));
}
