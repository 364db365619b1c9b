import {lock} from './advisory-locks.js';
import {isConflict} from './statement-error.js';
import {DatabaseUnavailableError} from '../errors.js';
import {makePiece, runPieces} from '../piece.js';
import type {WriteKey} from '../engine.js';
import type {Piece} from '../piece.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** The most writes in one group: PostgreSQL is slow with more subtransactions of one transaction. */
const GROUP_LIMIT = 64;

/** How often a group begins again after a conflict, or after its connection was lost before the commit. */
const ATTEMPTS = 3;

interface KeyedPiece extends Piece {
  readonly keys: readonly WriteKey[];
}

/**
 * Commits writes in groups, because most of the time of a small commit is the wait for the disk. A few groups run side by
 * side; while they all run, the next one grows. Each piece of work still succeeds or fails alone.
 *
 * A group takes the locks of all its keys before it begins, so no two groups wait for each other's rows. A piece without keys
 * has a group of its own for the same reason.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #groupsAtOnce: number;
  readonly #waiting: KeyedPiece[] = [];
  /** The keys of the groups that run. A piece with one of them waits here, and not in a group that others would wait for. */
  readonly #takenKeys = new Set<WriteKey>();
  #running = 0;
  #isScheduled = false;

  constructor(db: Database, groupsAtOnce: number) {
    this.#db = db;
    this.#groupsAtOnce = groupsAtOnce;
  }

  write<T>(keys: readonly WriteKey[], work: (trx: DatabaseTransaction) => Promise<T>): Promise<T> {
    const {piece, promise} = makePiece(work);
    this.#waiting.push({...piece, keys});
    this.#beginSoon();
    return promise;
  }

  #beginSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#running < this.#groupsAtOnce) {
        const group = this.#takeGroup();
        if (!group.length) return;
        void this.#commit(group);
      }
    });
  }

  /** Takes the first pieces that can run now, in their order. */
  #takeGroup(): KeyedPiece[] {
    const group: KeyedPiece[] = [];
    for (const piece of this.#waiting) {
      if (piece.keys.some((key) => this.#takenKeys.has(key))) continue;
      if (!piece.keys.length && group.length) continue;
      group.push(piece);
      if (!piece.keys.length || group.length === GROUP_LIMIT) break;
    }
    const taken = new Set(group);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((piece) => !taken.has(piece)));
    return group;
  }

  async #commit(group: readonly KeyedPiece[]): Promise<void> {
    const keys = [...new Set(group.flatMap((piece) => piece.keys))];
    for (const key of keys) this.#takenKeys.add(key);
    this.#running++;
    try {
      for (const settle of await this.#store(group, keys)) settle();
    } catch (error) {
      for (const {reject} of group) reject(error);
    } finally {
      this.#running--;
      for (const key of keys) this.#takenKeys.delete(key);
      if (this.#waiting.length) this.#beginSoon();
    }
  }

  async #store(group: readonly KeyedPiece[], keys: readonly WriteKey[]): Promise<(() => void)[]> {
    for (let attempt = 1; ; attempt++) {
      // From the commit on, nobody knows whether the group is stored when the connection is lost.
      let isCommitting = false;
      try {
        return await this.#db.transaction().execute(async (trx) => {
          if (keys.length) await lock(trx, keys);
          const settlers = await runPieces(trx, group);
          isCommitting = true;
          return settlers;
        });
      } catch (error) {
        const mayRepeat = isConflict(error) || (error instanceof DatabaseUnavailableError && !isCommitting);
        if (!mayRepeat || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
