import {statSync} from 'node:fs';
import {codeOf} from './explain-sqlite-error.js';
import {DatabaseLostError} from '../errors.js';

const WHAT_TO_DO =
  'nothing was acknowledged since; put a backup in its place (helpshift-chat restore), and start the service again';

interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * Knows the files of an open SQLite database: the database, its log of writes (WAL) and the index of that. The operating system lets a
 * process go on with deleted files, and everything that it writes to them is lost when it ends. All three count: without the
 * log the newest commits are lost, and without the index two processes overwrite each other's commits.
 *
 * It never opens them: to close a file would drop all locks that SQLite has on it in this process.
 */
export class DatabaseFiles {
  readonly #file: string;
  readonly #known: readonly (readonly [file: string, identity: Identity])[];
  #size = 0n;

  /** @param file - The database, which is open and has been read: then all three files are there. */
  constructor(file: string) {
    this.#file = file;
    this.#known = [file, `${file}-wal`, `${file}-shm`].map((part) => [part, statSync(part, {bigint: true})]);
  }

  /**
   * Throws a `DatabaseLostError` when a file was deleted, moved or replaced, or when the database was cut.
   *
   * @param bytesOf - Returns the size of the database by its own account. It is asked only when the file has become smaller, which
   * `vacuum` in another process may do.
   */
  check(bytesOf: () => number): void {
    for (const [file, {dev, ino}] of this.#known) {
      const found = statSync(file, {bigint: true, throwIfNoEntry: false});
      if (found?.ino !== ino || found.dev !== dev) {
        throw lostFile(file, found ? 'replaced' : 'deleted or moved away');
      }
      if (file === this.#file) this.#checkSize(found.size, bytesOf);
    }
  }

  #checkSize(size: bigint, bytesOf: () => number): void {
    if (size < this.#size && bytesOf() >= this.#size) throw lostFile(this.#file, 'cut or overwritten');
    this.#size = size;
  }
}

function lostFile(file: string, what: string): DatabaseLostError {
  return new DatabaseLostError(`the file ${JSON.stringify(file)} was ${what} while the service ran; ${WHAT_TO_DO}`);
}

/** Explains a file that SQLite cannot read any more. */
export function damagedFile(file: string, cause: unknown): DatabaseLostError {
  return new DatabaseLostError(`the file ${JSON.stringify(file)} is damaged (${codeOf(cause)}); ${WHAT_TO_DO}`, {
    cause,
  });
}
