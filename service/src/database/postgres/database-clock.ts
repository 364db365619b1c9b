import {sql} from 'kysely';
import type {Clock} from '../../clock.js';
import type {Database} from '../schema.js';

/** How often the clock is compared with the server's. */
const INTERVAL_MS = 30_000;

/**
 * The wall clock of the database server, which all processes share: the clocks of their computers may differ by hours. Between
 * two comparisons it goes on by this process's monotonic clock.
 */
export class DatabaseClock {
  readonly #db: Database;
  /** The server's time when the monotonic clock was 0. */
  #base = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor(db: Database) {
    this.#db = db;
    // While the server does not answer, the clock goes on.
    this.#timer = setInterval(() => void this.#compare().catch(() => undefined), INTERVAL_MS);
    this.#timer.unref();
  }

  static async start(db: Database): Promise<DatabaseClock> {
    const clock = new DatabaseClock(db);
    try {
      await clock.#compare();
      return clock;
    } catch (error) {
      clock.stop();
      throw error;
    }
  }

  readonly now: Clock = () => Math.floor(this.#base + performance.now());

  stop(): void {
    clearInterval(this.#timer);
  }

  async #compare(): Promise<void> {
    const askedAt = performance.now();
    const {rows} = await sql<{time: number}>`
      select extract(epoch from clock_timestamp()) * 1000 as time`.execute(this.#db);
    // The server has read its clock at some moment in between.
    if (rows[0]) this.#base = rows[0].time - (askedAt + performance.now()) / 2;
  }
}
