import {randomBytes} from 'node:crypto';
import {sql} from 'kysely';
import {DatabaseUnavailableError} from './errors.js';
import {Outage} from './outage.js';
import type {Store} from './engine.js';
import type {FastifyBaseLogger} from 'fastify';

/** How long the database may take to answer a check. Proxies wait some seconds for an answer about the health of a service. */
const ANSWER_LIMIT_MS = 3_000;

/** How often the database is tried during an outage. */
const TRY_INTERVAL_MS = 1_000;

/** The row that is stored to try the database. */
const TRIAL_NAME = 'trial';
const TRIAL_KEY = 'installation:trial';

/** How much is stored to try the database: more than most writes need, so that these do not fail again at once. */
const TRIAL_BYTES = 64 * 1024;

export interface HealthOptions {
  /** Default: `TRY_INTERVAL_MS`. */
  readonly tryIntervalMs?: number;
  /** How often the log counts the failures of an outage. Default: once a minute. */
  readonly countIntervalMs?: number;
}

/** Knows whether the database can be read and written now, and tells the log when that changes. */
export class DatabaseHealth {
  readonly outage: Outage;
  readonly #store: Store;
  readonly #timer: NodeJS.Timeout;
  #isWritable = true;
  /** Calls at the same time share one, because a query without an answer keeps a connection. */
  #trial: Promise<void> | undefined;

  constructor(store: Store, log: FastifyBaseLogger, options: HealthOptions = {}) {
    this.#store = store;
    this.outage = new Outage(log, options.countIntervalMs);
    this.#timer = setInterval(() => this.#endOutage(), options.tryIntervalMs ?? TRY_INTERVAL_MS).unref();
  }

  /** The `write` of the store. Remembers whether the last one reached the disk. */
  readonly write: Store['write'] = async (keys, work) => {
    try {
      const value = await this.#store.write(keys, work);
      this.#isWritable = true;
      return value;
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) this.#isWritable = false;
      throw error;
    }
  };

  /** Rejects when the database does not answer in time, or when the last write failed and a new one fails as well. */
  async check(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((_, reject) => {
      const late = new DatabaseUnavailableError('the database does not answer in time', {mayBeDone: false});
      timer = setTimeout(reject, ANSWER_LIMIT_MS, late);
    });
    try {
      await Promise.race([this.#try(), limit]);
    } catch (error) {
      this.outage.failed(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.outage.stop();
  }

  #endOutage(): void {
    if (!this.outage.isGoingOn) return;
    this.#try().then(
      () => this.outage.end(),
      // The log knows it already.
      () => undefined,
    );
  }

  #try(): Promise<void> {
    this.#trial ??= this.#readAndWrite().finally(() => (this.#trial = undefined));
    return this.#trial;
  }

  async #readAndWrite(): Promise<void> {
    await sql`select 1`.execute(this.#store.db);
    if (this.#isWritable) return;
    const value = randomBytes((TRIAL_BYTES * 3) / 4).toString('base64');
    await this.#store.write([TRIAL_KEY], async (trx) => {
      await trx.deleteFrom('installation').where('name', '=', TRIAL_NAME).execute();
      await trx.insertInto('installation').values({name: TRIAL_NAME, value}).execute();
    });
    // In a transaction of its own: SQLite does not write what one transaction makes and removes.
    await this.#store.write([TRIAL_KEY], (trx) =>
      trx.deleteFrom('installation').where('name', '=', TRIAL_NAME).execute(),
    );
    this.#isWritable = true;
  }
}
