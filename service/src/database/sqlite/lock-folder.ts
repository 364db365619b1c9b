import {join} from 'node:path';
import LibsqlDatabase from 'libsql';

/** Two processes that begin at once may hinder each other, until one of them gives its part of the lock back. */
const PATIENCE_MS = 200;

/** The folder is locked by another process. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
}

/**
 * Locks a folder for this process. The lock is a transaction on a database without content. The operating system drops it
 * with the process, however that ends, so no stale lock can stay, as a file with a process id would.
 *
 * Throws a `FolderLockedError` when another process has the lock. @returns A function that unlocks the folder.
 */
export function lockFolder(folder: string): () => void {
  const database = new LibsqlDatabase(join(folder, 'serve.lock'));
  try {
    database.pragma(`busy_timeout = ${PATIENCE_MS}`);
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw (error as {code?: unknown}).code === 'SQLITE_BUSY' ? new FolderLockedError() : error;
  }
  return () => {
    // The library keeps the file open after `close`, so the transaction would go on.
    database.exec('rollback');
    database.close();
  };
}
