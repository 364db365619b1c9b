import {CompiledQuery} from 'kysely';
import {requireRoom} from '../waiting-writes.js';
import type {EngineMeters} from '../engine.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** The most writes in one group. The event loop waits while a group is stored. */
const GROUP_LIMIT = 64;

const SAVEPOINT = CompiledQuery.raw('savepoint piece');
const ROLLBACK = CompiledQuery.raw('rollback to piece');
const RELEASE = CompiledQuery.raw('release piece');

/**
 * Runs one piece of work. It returns a function that settles the caller's promise after the commit. A piece of work
 * alone in its group needs no savepoint: its failure rolls back the transaction.
 */
type Job = (trx: DatabaseTransaction, isAlone: boolean) => Promise<() => void>;

/**
 * Commits all writes of one turn of the event loop together, because most of the time of a small commit is the wait for
 * the disk. Each piece of work still succeeds or fails alone.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #meters: EngineMeters;
  readonly #waiting: {readonly job: Job; readonly reject: (error: unknown) => void}[] = [];

  constructor(db: Database, meters: EngineMeters) {
    this.#db = db;
    this.#meters = meters;
    meters.watch('waiting-writes', () => this.#waiting.length);
  }

  write<T>(work: (trx: DatabaseTransaction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const job: Job = async (trx, isAlone) => {
        if (isAlone) {
          const value = await work(trx);
          return () => resolve(value);
        }
        await trx.executeQuery(SAVEPOINT);
        const outcome = work(trx);
        const isDone = await outcome.then(
          () => true,
          () => false,
        );
        if (!isDone) await trx.executeQuery(ROLLBACK);
        await trx.executeQuery(RELEASE);
        return () => resolve(outcome);
      };
      requireRoom(this.#waiting.length, this.#meters);
      this.#waiting.push({job, reject});
      if (this.#waiting.length === 1) this.#commitSoon();
    });
  }

  #commitSoon(): void {
    setImmediate(() => void this.#commit());
  }

  async #commit(): Promise<void> {
    const group = this.#waiting.splice(0, GROUP_LIMIT);
    if (this.#waiting.length) this.#commitSoon();
    const startedAt = performance.now();
    const measure = (isDone: boolean): void =>
      this.#meters.committed({writes: group.length, isDone}, (performance.now() - startedAt) / 1000);
    try {
      const answers = await this.#db.transaction().execute(async (trx) => {
        const outcomes: (() => void)[] = [];
        for (const {job} of group) outcomes.push(await job(trx, group.length === 1));
        return outcomes;
      });
      measure(true);
      for (const answer of answers) answer();
    } catch (error) {
      measure(false);
      // The transaction has failed, so nothing of the group is stored.
      for (const {reject} of group) reject(error);
    }
  }
}
