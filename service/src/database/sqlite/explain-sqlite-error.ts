import {DatabaseUnavailableError} from '../errors.js';

/** The beginnings of the library's codes, and what they mean for the operator. */
const UNAVAILABLE: readonly (readonly [code: string, meaning: string])[] = [
  ['SQLITE_FULL', 'the disk of the database is full'],
  ['SQLITE_READONLY', 'the database is read-only: its file, its folder or its disk cannot be written'],
  ['SQLITE_IOERR', 'the disk of the database cannot be read or written'],
  ['SQLITE_CANTOPEN', 'a file of the database cannot be opened'],
  ['SQLITE_BUSY', 'another process uses the database for too long'],
  ['SQLITE_PROTOCOL', 'another process uses the database for too long'],
  ['SQLITE_NOMEM', 'there is no memory for the database'],
];

/** The file is no database any more, or parts of it are wrong. */
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;

/** Whether an error of the library says that the file is damaged. */
export function isDamage(error: unknown): boolean {
  return DAMAGED.test(codeOf(error));
}

/** Turns an error that has nothing to do with the statement into a `DatabaseUnavailableError`. Returns any other as it is. */
export function explainSqliteError(error: unknown): unknown {
  const code = codeOf(error);
  const meaning = UNAVAILABLE.find(([beginning]) => code.startsWith(beginning))?.[1];
  if (meaning === undefined) return error;
  // After an error of the disk, the commit may be found there at the next start.
  const mayBeDone = code.startsWith('SQLITE_IOERR');
  return new DatabaseUnavailableError(`${meaning} (${code})`, {mayBeDone, cause: error});
}

/** Returns the library's code, such as `SQLITE_FULL`, or nothing. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
