import {ANY_ORIGIN} from '../../contract/app-origin.js';
import {LISTED_ORIGINS_LIFE_MS} from '../limits.js';
import {listApps} from './apps.js';
import type {MonotonicClock} from '../clock.js';
import type {Database} from '../database/schema.js';

/**
 * The origins that apps list. They are read again after `LISTED_ORIGINS_LIFE_MS`, because another process can change them, and for
 * an origin that is not among them: an administrator may have added it just now.
 */
export class ListedOrigins {
  readonly #db: Database;
  readonly #monotonic: MonotonicClock;
  #known: ReadonlySet<string> = new Set();
  #readAt = -Infinity;
  #lastRead: Promise<void> = Promise.resolve();
  #nextRead: Promise<void> | undefined;

  constructor(db: Database, monotonic: MonotonicClock) {
    this.#db = db;
    this.#monotonic = monotonic;
  }

  /** Whether at least one app can be used on a page of this origin. */
  async has(origin: string): Promise<boolean> {
    const isFresh = this.#monotonic() - this.#readAt < LISTED_ORIGINS_LIFE_MS;
    if (!isFresh || !this.#lists(origin)) await this.#readAgain();
    return this.#lists(origin);
  }

  #lists(origin: string): boolean {
    return this.#known.has(origin) || this.#known.has(ANY_ORIGIN);
  }

  /** Reads after now: a read that has begun may have missed a change. All who wait meanwhile share the next one. */
  #readAgain(): Promise<void> {
    this.#nextRead ??= this.#lastRead.then(() => {
      this.#nextRead = undefined;
      const read = this.#read();
      this.#lastRead = read.catch(() => {});
      return read;
    });
    return this.#nextRead;
  }

  async #read(): Promise<void> {
    const now = this.#monotonic();
    this.#known = new Set((await listApps(this.#db)).flatMap((app) => app.origins));
    this.#readAt = now;
  }
}
