import pg from 'pg';
import {explainError, isConflict} from './statement-error.js';
import {DatabaseUnavailableError} from '../errors.js';
import type {PostgresPool, PostgresPoolClient} from 'kysely';

/** How long a new connection, or a free one of the pool, may take. */
const CONNECT_LIMIT_MS = 5_000;

/** How long an idle connection stays open. */
const IDLE_LIMIT_MS = 60_000;

/** How old a connection gets. After a change of the primary server, all connections lead to the new one within this time. */
const LIFE_LIMIT_S = 30 * 60;

/** How often a statement that is no part of a transaction is sent when it conflicts with others, such as a change of the tables. */
const TRIES = 4;

const BEGINS_TRANSACTION = /^(?:begin|start transaction)\b/i;
const ENDS_TRANSACTION = /^(?:commit|rollback)\b/i;

export interface PoolSettings {
  readonly url: string;
  readonly size: number;
  /** How long a statement may take before its connection is closed. Absent: as long as it needs. */
  readonly statementLimitMs?: number;
}

/** Opens a pool of connections. Its errors hold no values of statements. A connection that failed is not used again. */
export function openPool({url, size, statementLimitMs}: PoolSettings): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'helpshift-chat',
    max: size,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    idleTimeoutMillis: IDLE_LIMIT_MS,
    maxLifetimeSeconds: LIFE_LIMIT_S,
    keepAlive: true,
    // An idle connection is no reason for a process to go on.
    allowExitOnIdle: true,
    // Statements go out without a wait for the answers to those before them.
    pipeline: true,
    types: {getTypeParser},
    ...(statementLimitMs !== undefined && {query_timeout: statementLimitMs}),
  });
  // An idle connection was lost. The pool has removed it.
  pool.on('error', ignore);
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw explainError(error);
      });
      const guarded = clients.get(client) ?? guard(client);
      clients.set(client, guarded);
      return guarded;
    },
    end: () => pool.end(),
  };
}

function guard(client: pg.PoolClient): PostgresPoolClient {
  let isLost = false;
  let mustClose = false;
  // It was lost while it was used, perhaps between two statements.
  client.on('error', () => (isLost = true));
  let isInTransaction = false;
  const ask = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (isLost) throw new DatabaseUnavailableError('PostgreSQL has closed the connection', {mayBeDone: false});
    try {
      return await client.query(text, values.map(storable));
    } catch (error) {
      const explained = explainError(error);
      if (explained instanceof DatabaseUnavailableError) mustClose = true;
      throw explained;
    }
  };
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (BEGINS_TRANSACTION.test(text)) isInTransaction = true;
    else if (ENDS_TRANSACTION.test(text)) isInTransaction = false;
    // A transaction begins again as a whole. A statement alone has done nothing when it is refused for a conflict.
    for (let tries = isInTransaction ? 1 : TRIES; ; tries--) {
      try {
        return await ask(text, values);
      } catch (error) {
        if (tries <= 1 || !isConflict(error)) throw error;
      }
    }
  };
  return {query, release: () => client.release(isLost || mustClose)} as PostgresPoolClient;
}

/** A text of PostgreSQL holds no NUL. As a part of what a program asks for, it finds nothing. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

const NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** Reads every number as a number: counts and times are below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return NUMBERS.has(oid) ? Number : (pg.types.getTypeParser(oid, format) as (value: string) => unknown);
}

function ignore(): void {
  // See the comment where it is used.
}
