import {DatabaseLostError, DatabaseUnavailableError} from './errors.js';
import type {FastifyBaseLogger} from 'fastify';

/** How often the log says that an outage goes on, and how many failures there were. */
const COUNT_INTERVAL_MS = 60_000;

/**
 * Tells the log of an outage of the database: the reason of its first failure, then a count each minute, and one line when it is over.
 * Each request fails meanwhile, and the log may be on the same disk.
 */
export class Outage {
  readonly #log: FastifyBaseLogger;
  readonly #countIntervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(log: FastifyBaseLogger, countIntervalMs = COUNT_INTERVAL_MS) {
    this.#log = log;
    this.#countIntervalMs = countIntervalMs;
  }

  get isGoingOn(): boolean {
    return this.#timer !== undefined;
  }

  /** Tells the log of a failed piece of work. `message`: what failed, unless the database is the reason. */
  report(error: unknown, message: string): void {
    if (error instanceof DatabaseUnavailableError) this.failed(error);
    else this.#log.error({err: error}, message);
  }

  failed(error: unknown): void {
    // The process ends because of it, and tells it then.
    if (error instanceof DatabaseLostError) return;
    this.#failures++;
    if (this.#timer) return;
    this.#log.error({err: error}, 'the database is unavailable');
    this.#timer = setInterval(() => this.#count('the database is still unavailable'), this.#countIntervalMs).unref();
  }

  /** The database works again. */
  end(): void {
    if (!this.#timer) return;
    this.stop();
    this.#count('the database works again');
  }

  /** Tells nothing more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #count(message: string): void {
    this.#log.warn({failures: this.#failures}, message);
    this.#failures = 0;
  }
}
