import {setTimeout as pause} from 'node:timers/promises';
import {sql} from 'kysely';
import pg from 'pg';
import {ConfigError} from '../../config.js';
import type {Carrier, CarrierListener} from '../carrier.js';
import type {PostgresConfig} from '../../config.js';
import type {Database} from '../../database/schema.js';
import type {FastifyBaseLogger} from 'fastify';

export interface NotifyOptions {
  readonly database: PostgresConfig;
  /** The database that `database.url` names. */
  readonly db: Database;
  /** Tells this installation from others in the same database. */
  readonly channel: string;
  readonly log: FastifyBaseLogger;
}

const CONNECT_LIMIT_MS = 5_000;
// A connection that does not answer for so long counts as lost.
const QUERY_LIMIT_MS = 2_000;
const HEARTBEAT_INTERVAL_MS = 1_000;
const RECONNECT_WAITS_MS = [50, 200, 500, 1_000, 2_000];
/** How long the first notification may take. */
const FIRST_LIMIT_MS = 2_000;

/**
 * Sends and listens by PostgreSQL's `NOTIFY` and `LISTEN`, on a connection of its own. Rejects with a `ConfigError`, also when
 * no notification arrives. After a loss it connects again, until it is closed.
 */
export async function openNotifyCarrier({database, db, channel, log}: NotifyOptions): Promise<Carrier> {
  const carrier = new NotifyCarrier(database.listenUrl, `helpshift_chat_${channel}`, log);
  const variable = database.listenUrl === database.url ? 'DATABASE_URL' : 'DATABASE_LISTEN_URL';
  try {
    await carrier.connect().catch((error: unknown) => {
      throw new ConfigError(variable, `no connection can be made that listens for notifications${codeOf(error)}`);
    });
    if (!(await carrier.hears(db))) {
      const problem = 'notifications do not arrive, as behind PgBouncer in transaction mode';
      throw new ConfigError(variable, `${problem}; set DATABASE_LISTEN_URL to an address past it, or set NATS_URL`);
    }
  } catch (error) {
    await carrier.close();
    throw error;
  }
  return carrier;
}

/** The error's code, as PostgreSQL or the operating system names it. A message could hold an address. */
function codeOf(error: unknown): string {
  const code = (error as {readonly code?: unknown} | null)?.code;
  return typeof code === 'string' && /^\w+$/.test(code) ? ` (${code})` : '';
}

class NotifyCarrier implements Carrier {
  readonly #url: string;
  readonly #channel: string;
  readonly #log: FastifyBaseLogger;
  /** Undefined while the connection is lost. */
  #client: pg.Client | undefined;
  #listener: CarrierListener | undefined;
  #onFirst: (() => void) | undefined;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #closed = new AbortController();

  constructor(url: string, channel: string, log: FastifyBaseLogger) {
    this.#url = url;
    this.#channel = channel;
    this.#log = log;
    // Its failure ends the connection, as an event tells.
    const beat = (): unknown => this.#client?.query('select 1').catch(() => undefined);
    this.#heartbeat = setInterval(beat, HEARTBEAT_INTERVAL_MS);
    this.#heartbeat.unref();
  }

  /** Connects and listens. Rejects with an error of the driver. */
  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'helpshift-chat wake-ups',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
      query_timeout: QUERY_LIMIT_MS,
      // In this mode a query without an answer ends the connection.
      pipeline: true,
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    let own: number | undefined;
    client.on('notification', ({channel, payload = '', processId}) => {
      // PostgreSQL sends it to its sender, too.
      if (channel === this.#channel && processId !== own) this.#hear(payload);
    });
    try {
      await client.connect();
      const {rows} = await client.query<{pid: number}>('select pg_backend_pid() as pid');
      own = rows[0]?.pid;
      await client.query(`listen "${this.#channel}"`);
      this.#closed.signal.throwIfAborted();
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#client = client;
  }

  /** Whether a notification of another connection arrives. */
  async hears(db: Database): Promise<boolean> {
    const heard = new Promise<boolean>((resolve) => (this.#onFirst = () => resolve(true)));
    // This connection is idle. The pooler uses another one for it, so the notification does not arrive.
    await sql`select pg_notify(${this.#channel}, '')`.execute(db);
    const limit = new AbortController();
    const late = pause(FIRST_LIMIT_MS, false, {signal: limit.signal}).catch(() => false);
    try {
      return await Promise.race([heard, late]);
    } finally {
      limit.abort();
      this.#onFirst = undefined;
    }
  }

  async send(message: Uint8Array): Promise<boolean> {
    try {
      const payload = Buffer.from(message).toString('base64');
      await this.#client?.query('select pg_notify($1, $2)', [this.#channel, payload]);
      return this.#client !== undefined;
    } catch {
      return false; // The connection is lost, as an event tells.
    }
  }

  listen(listener: CarrierListener): void {
    this.#listener = listener;
    if (!this.#client) listener.disconnected();
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#closed.abort();
    await this.#client?.end();
  }

  #hear(payload: string): void {
    this.#onFirst?.();
    if (payload !== '') this.#listener?.message(Buffer.from(payload, 'base64'));
  }

  #lose(client: pg.Client): void {
    if (client !== this.#client || this.#closed.signal.aborted) return;
    this.#client = undefined;
    this.#log.warn('the listening connection is lost; changes of other processes are read until it is back');
    this.#listener?.disconnected();
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const wait = RECONNECT_WAITS_MS[Math.min(attempt, RECONNECT_WAITS_MS.length - 1)];
      try {
        await pause(wait, undefined, {signal: this.#closed.signal, ref: false});
      } catch {
        return; // The carrier is closed.
      }
      if (
        await this.connect().then(
          () => true,
          () => false,
        )
      )
        break;
    }
    this.#log.info('the listening connection is back');
    this.#listener?.connected();
  }
}
