import {Kysely, sql} from 'kysely';
import {MoveError} from './errors.js';
import {countRows} from './rows.js';
import {MOVED_TABLES} from './moved-tables.js';
import {lock} from '../postgres/advisory-locks.js';
import {checkServer} from '../postgres/check-server.js';
import {openPool} from '../postgres/guarded-pool.js';
import {UnlimitedPostgresDialect} from '../postgres/limited-postgres-dialect.js';
import {migratePostgres} from '../postgres/migrate-postgres.js';
import {isLockTimeout} from '../postgres/statement-error.js';
import type {Database, DatabaseTransaction, Tables} from '../schema.js';

/** A statement of a move takes less than a second. A server that is silent for longer is gone. */
const STATEMENT_LIMIT_MS = 60_000;

/** How long to wait for another move. The server ends one whose process was killed at once. */
const OTHER_MOVE_LIMIT_MS = 2_000;

/**
 * Opens a PostgreSQL database for a move, and brings its tables up to date. Rejects with an error that `startProblem` explains,
 * or with a `ForeignTablesError`.
 */
export async function openMoveTarget(url: string): Promise<Database> {
  // One connection for the lock, one for the rows, and one more for the check of the server's locks.
  const pool = openPool({url, size: 3, statementLimitMs: STATEMENT_LIMIT_MS});
  const db = new Kysely<Tables>({dialect: new UnlimitedPostgresDialect({pool})});
  try {
    await checkServer(db);
    await migratePostgres(url);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Runs `work` unless another move is running. Then it rejects with a `MoveError`. */
export async function withMoveLock<T>(db: Database, work: () => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await takeMoveLock(trx);
    return work();
  });
}

/** The lock lasts as long as the transaction, which does nothing else. */
async function takeMoveLock(trx: DatabaseTransaction): Promise<void> {
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
  await sql`set local lock_timeout = ${sql.lit(OTHER_MOVE_LIMIT_MS)}`.execute(trx);
  try {
    await lock(trx, ['move']);
  } catch (error) {
    throw isLockTimeout(error) ? new MoveError('another move into this database is running') : error;
  }
}

/** Whether no table has a row that a move would copy. */
export async function isEmpty(db: Database): Promise<boolean> {
  for (const table of MOVED_TABLES) if (await countRows(db, table)) return false;
  return true;
}
