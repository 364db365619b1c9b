import {makePiece, runPieces} from '../piece.js';
import type {Piece} from '../piece.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** The most writes in one group. The event loop waits while a group is stored. */
const GROUP_LIMIT = 64;

/**
 * Commits all writes of one turn of the event loop together, because most of the time of a small commit is the wait for
 * the disk. Each piece of work still succeeds or fails alone.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #waiting: Piece[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  write<T>(work: (trx: DatabaseTransaction) => Promise<T>): Promise<T> {
    const {piece, promise} = makePiece(work);
    this.#waiting.push(piece);
    if (this.#waiting.length === 1) this.#commitSoon();
    return promise;
  }

  #commitSoon(): void {
    setImmediate(() => void this.#commit());
  }

  async #commit(): Promise<void> {
    const group = this.#waiting.splice(0, GROUP_LIMIT);
    if (this.#waiting.length) this.#commitSoon();
    try {
      const settlers = await this.#db.transaction().execute((trx) => runPieces(trx, group));
      for (const settle of settlers) settle();
    } catch (error) {
      // The transaction has failed, so nothing of the group is stored.
      for (const {reject} of group) reject(error);
    }
  }
}
