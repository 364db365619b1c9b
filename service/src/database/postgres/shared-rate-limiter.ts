import {CompiledQuery} from 'kysely';
import {RateLimiterPostgres, RateLimiterRes} from 'rate-limiter-flexible';
import {sha256} from '../../digest.js';
import {RateLimiter} from '../../rate-limiter.js';
import {DatabaseUnavailableError} from '../errors.js';
import type {Clock, Clocks, MonotonicClock} from '../../clock.js';
import type {Rate} from '../../limits.js';
import type {Limiter} from '../../rate-limiter.js';
import type {Database} from '../schema.js';

/**
 * A rate limiter that counts in the database, for all processes. It counts in windows: `burst` requests in the time in which
 * `perSecond` gives so many. A key is stored as its digest. While the database does not answer, each process counts alone.
 */
export class SharedRateLimiter implements Limiter {
  readonly #shared: RateLimiterPostgres;
  readonly #own: RateLimiter;
  readonly #monotonic: MonotonicClock;
  /** Until when a key is refused. A flood of requests with one key must not reach the database. */
  readonly #refusedUntil = new Map<string, number>();

  constructor(db: Database, name: string, rate: Rate, {clock, monotonic}: Clocks) {
    this.#own = new RateLimiter(rate, monotonic);
    this.#monotonic = monotonic;
    this.#shared = new RateLimiterPostgres({
      storeClient: new Client(db, clock),
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points: rate.burst,
      duration: Math.ceil(rate.burst / rate.perSecond),
    });
  }

  async take(key: string): Promise<number> {
    const digest = sha256(key);
    const waitMs = (this.#refusedUntil.get(digest) ?? 0) - this.#monotonic();
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    const ownWaitSeconds = this.#own.take(digest);
    try {
      await this.#shared.consume(digest);
      return 0;
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.#refuse(digest, error.msBeforeNext);
      if (error instanceof DatabaseUnavailableError) return ownWaitSeconds;
      throw error;
    }
  }

  async giveBack(key: string): Promise<void> {
    const digest = sha256(key);
    this.#own.giveBack(digest);
    try {
      await this.#shared.reward(digest);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
    }
  }

  #refuse(digest: string, waitMs: number): number {
    this.#refusedUntil.set(digest, this.#monotonic() + waitMs);
    setTimeout(() => this.#refusedUntil.delete(digest), waitMs).unref();
    // Never 0, which means that the request is accepted.
    return Math.max(1, Math.ceil(waitMs / 1000));
  }
}

/** What the library queries of a PostgreSQL client. `name` would name a prepared statement, which a pooler may not know. */
interface UpsertQuery {
  readonly name: string;
  readonly text: string;
  readonly values: readonly [key: string, points: number, expire: number, now: number];
}

/** The client of the library, which knows the clock of this computer alone: its times become those of the shared clock, and back. */
class Client {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async query({text, values: [key, points, expire, now]}: UpsertQuery): Promise<{rows: unknown[]}> {
    const ahead = this.#clock() - now;
    const query = CompiledQuery.raw(text, [key, points, expire + ahead, now + ahead]);
    const {rows} = await this.#db.executeQuery<{points: number; expire: number}>(query);
    return {rows: rows.map((row) => ({...row, expire: row.expire - ahead}))};
  }
}
