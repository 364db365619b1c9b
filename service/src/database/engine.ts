import type {Clock, Clocks} from '../clock.js';
import type {DatabaseLostError} from './errors.js';
import type {Rate} from '../limits.js';
import type {Meters} from '../metrics/meters.js';
import type {Limiter} from '../rate-limiter.js';
import type {Database, DatabaseTransaction} from './schema.js';

/**
 * Names something that two transactions must not begin at the same time, such as the user with one `userId`. It holds
 * digests, never identifiers. `identity/write-keys.ts` makes most of the keys.
 */
export type WriteKey = `${'app' | 'user' | 'email' | 'owner' | 'agent' | 'first-start' | 'installation'}:${string}`;

/** A database engine, as the service uses it. Counts and times are numbers, whatever the engine's driver returns. */
export interface DatabaseEngine {
  readonly name: 'sqlite' | 'postgres';
  /** For reads, and for a single statement that writes. */
  readonly db: Database;
  /**
   * Runs `work` in a transaction. Resolves after the commit has reached the disk. Rejects with the error of `work`;
   * then nothing is stored. `work` must wait for the database alone. It may run more than once: an engine begins again
   * when its transaction could not go on beside another one.
   *
   * @param keys - What `work` looks for and may make when it is missing, and what it reads to decide about a change. No
   * two transactions with a common key run at the same time, so each sees all that the other has stored. `[]` where the
   * engine's row locks are enough: `work` changes rows by their ids, without a decision about what it has read.
   * SQLite has one writer and ignores the keys. An engine with many writers takes a lock for each key before `work` begins;
   * their order has no meaning.
   */
  write<T>(keys: readonly WriteKey[], work: (trx: DatabaseTransaction) => Promise<T>): Promise<T>;
  /**
   * Runs a job of the whole installation in a transaction, unless another process runs it at this moment.
   *
   * @returns Whether it ran.
   */
  runAlone(job: string, work: (trx: DatabaseTransaction) => Promise<void>): Promise<boolean>;
  /**
   * Makes a rate limiter that all processes on this database share. An engine that one process uses counts in memory.
   *
   * @param name - Separates its keys from those of other limiters.
   * @param rate - Finite.
   */
  sharedLimiter(name: string, rate: Rate, clocks: Clocks): Limiter;
  /** The wall clock of all processes on this database: their own clocks may differ by hours. */
  readonly clock: Clock;
  /**
   * Resolves when the database was deleted, replaced or damaged, and this process must end. Never for a database server: that may come
   * back.
   */
  readonly lost: Promise<DatabaseLostError>;
  close(): Promise<void>;
}

/** What an engine measures. */
export type EngineMeters = Pick<Meters, 'committed' | 'refused' | 'watch'>;

/** The part of an engine that most of the service uses. */
export type Store = Pick<DatabaseEngine, 'db' | 'write'>;
