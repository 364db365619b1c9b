import {Kysely, sql} from 'kysely';
import {MoveError, NOT_EMPTY} from './errors.js';
import {readMoveNote} from './move-note.js';
import {MOVED_TABLES} from './moved-tables.js';
import {lastKey} from './rows.js';
import {lock} from '../postgres/advisory-locks.js';
import {checkServer} from '../postgres/check-server.js';
import {openPool} from '../postgres/guarded-pool.js';
import {UnlimitedPostgresDialect} from '../postgres/limited-postgres-dialect.js';
import {migratePostgres} from '../postgres/migrate-postgres.js';
import {isLockTimeout} from '../postgres/statement-error.js';
import type {MoveNote} from './plan-move.js';
import type {Database, DatabaseTransaction, Tables} from '../schema.js';

/** A statement of a move takes less than a second. A server that is silent for longer is gone. */
const STATEMENT_LIMIT_MS = 60_000;

/** How long a move waits for another one to end. The server ends the transaction of a killed process at once. */
const OTHER_MOVE_LIMIT_MS = 2_000;

/**
 * Opens a PostgreSQL database for a move, and brings its tables up to date. Rejects with an error that `startProblem` explains,
 * with a `MoveError`, or with a `ForeignTablesError`.
 */
export async function openMoveTarget(url: string): Promise<Database> {
  // One connection for the lock, one for the rows, and one more for the check of the server's locks.
  const pool = openPool({url, size: 3, statementLimitMs: STATEMENT_LIMIT_MS});
  const db = new Kysely<Tables>({dialect: new UnlimitedPostgresDialect({pool})});
  try {
    await checkServer(db);
    const {note, isEmpty} = await readTargetState(db);
    // Before the migrations: the tables may be those of an older service that runs.
    if (!note && !isEmpty) throw new MoveError(NOT_EMPTY);
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

/** What a target holds of an installation or of a move. */
export interface TargetState {
  readonly note: MoveNote | undefined;
  /** Whether no table has a row that a move would copy. */
  readonly isEmpty: boolean;
}

/** Reads the state of a target. Its tables may be those of an older version, or of another program, which `migrate` refuses. */
export async function readTargetState(db: Database): Promise<TargetState> {
  if (!(await hasTable(db, 'installation'))) return {note: undefined, isEmpty: true};
  const note = await readMoveNote(db);
  if (note) return {note, isEmpty: false};
  for (const table of MOVED_TABLES) {
    if ((await hasTable(db, table.name)) && (await lastKey(db, table))) return {note, isEmpty: false};
  }
  return {note, isEmpty: true};
}

async function hasTable(db: Database, name: string): Promise<boolean> {
  const {rows} = await sql<{isThere: boolean}>`select to_regclass(${name}) is not null as "isThere"`.execute(db);
  return rows[0]?.isThere === true;
}
