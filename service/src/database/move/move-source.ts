import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import {Kysely, SqliteDialect} from 'kysely';
import {MoveError} from './errors.js';
import {sha256} from '../../digest.js';
import {hasAllMigrations} from '../migrations/index.js';
import {lockFolder} from '../sqlite/lock-folder.js';
import {openToRead} from '../sqlite/open-to-read.js';
import type {Database, Tables} from '../schema.js';

/** An embedded database that is read and never written. */
export interface MoveSource {
  readonly db: Database;
  /** Recognises the installation. */
  readonly id: string;
  /** Returns another text after each change of the contents. */
  readonly contents: () => string;
  readonly close: () => Promise<void>;
}

/**
 * Opens the embedded database in a file to read it, and locks its folder, so that no service runs on it. Rejects with a
 * `FolderLockedError`, an `MoveError` or a `ForeignTablesError`.
 */
export async function openMoveSource(file: string): Promise<MoveSource> {
  const unlock = lockFolder(dirname(file));
  try {
    const db = new Kysely<Tables>({dialect: new SqliteDialect({database: openToRead(file)})});
    const close = () => db.destroy().finally(unlock);
    try {
      return {db, id: await identify(db), contents: () => contentsOf(file), close};
    } catch (error) {
      await db.destroy();
      throw error;
    }
  } catch (error) {
    unlock();
    throw error;
  }
}

async function identify(db: Database): Promise<string> {
  if (!(await hasAllMigrations(db))) throw new MoveError(START_ONCE);
  const row = await db.selectFrom('installation').select('value').where('name', '=', 'session-key').executeTakeFirst();
  if (!row) throw new MoveError(START_ONCE);
  return sha256(`move:${row.value}`);
}

const START_ONCE =
  'its tables are not those of this version; start the service of this version on it once, which brings them up to date, and stop it';

/** Each commit changes the file, or its log of writes. */
function contentsOf(file: string): string {
  return [file, `${file}-wal`]
    .map((name) => statSync(name, {throwIfNoEntry: false}))
    .map((known) => (known?.size ? `${known.size}:${known.mtimeMs}` : '0'))
    .join(' ');
}
