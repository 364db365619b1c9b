import {pathToFileURL} from 'node:url';
import LibsqlDatabase from 'libsql';

/** How long a read waits while another process opens or closes the file. */
const BUSY_LIMIT_MS = 5_000;

/** Opens the database in a file to read it. Never makes or changes the file. Throws when it cannot be opened. */
export function openToRead(file: string): LibsqlDatabase.Database {
  // The library has no option for it; the address of a file has one. What only reads moves nothing from the log of writes
  // (WAL) into the file when it closes it.
  const database = new LibsqlDatabase(`${pathToFileURL(file).href}?mode=ro`);
  database.pragma(`busy_timeout = ${BUSY_LIMIT_MS}`);
  return database;
}
