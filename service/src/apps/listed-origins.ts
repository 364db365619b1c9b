import {ANY_ORIGIN} from '../../contract/app-origin.js';
import {LISTED_ORIGINS_LIFE_MS} from '../limits.js';
import {listApps} from './apps.js';
import type {MonotonicClock} from '../clock.js';
import type {Database} from '../database/schema.js';

/** The origins that apps list. They are read again after `LISTED_ORIGINS_LIFE_MS`: another process can change them. */
export class ListedOrigins {
  readonly #db: Database;
  readonly #monotonic: MonotonicClock;
  #readAt = 0;
  #origins: Promise<ReadonlySet<string>> | undefined;

  constructor(db: Database, monotonic: MonotonicClock) {
    this.#db = db;
    this.#monotonic = monotonic;
  }

  /** Whether at least one app can be used on a page of this origin. */
  async has(origin: string): Promise<boolean> {
    const now = this.#monotonic();
    if (!this.#origins || now - this.#readAt >= LISTED_ORIGINS_LIFE_MS) {
      this.#readAt = now;
      this.#origins = this.#read();
    }
    const origins = await this.#origins;
    return origins.has(origin) || origins.has(ANY_ORIGIN);
  }

  async #read(): Promise<ReadonlySet<string>> {
    try {
      return new Set((await listApps(this.#db)).flatMap((app) => app.origins));
    } catch (error) {
      this.#origins = undefined;
      throw error;
    }
  }
}
