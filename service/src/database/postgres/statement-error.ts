import pg from 'pg';
import {DatabaseUnavailableError} from '../errors.js';

/** A statement that PostgreSQL refused. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  /** The SQLSTATE. */
  readonly code: string;

  constructor({code = '', severity, table, constraint, routine}: pg.DatabaseError) {
    const place = [table, constraint, routine].filter(Boolean).join(', ');
    // Without the server's own message, detail and hint: they quote values, which may be addresses or texts of users.
    super(`PostgreSQL refused a statement: ${severity ?? 'ERROR'} ${code}${place && ` (${place})`}`);
    this.code = code;
  }
}

/** Two transactions were in each other's way. Nothing is stored; the transaction can begin again. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01']);

/**
 * The server goes away or recovers, has no room (disk, memory, connections), refuses this user, has become a read-only copy, cannot read or
 * write its files, or a time limit is over (statement, lock, idle transaction).
 */
const UNAVAILABLE = /^(?:08|28|53|57P|57014|58|55P03|25006|25P0[34]|3D000|XX00[12])/;

/** Whether the transaction can begin again at once, because it conflicted with another one. */
export function isConflict(error: unknown): boolean {
  return error instanceof StatementError && CONFLICTS.has(error.code);
}

/** Whether a statement has waited for a lock for too long. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError && isOf(error.cause, '55P03');
}

/** Whether a statement was refused because another one of its transaction had failed. */
export function isAborted(error: unknown): boolean {
  return isOf(error, '25P02');
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof StatementError && error.code === code;
}

/** Turns what the driver throws into an error that holds no value of a statement. */
export function explainError(error: unknown): StatementError | DatabaseUnavailableError {
  if (!(error instanceof pg.DatabaseError)) {
    // Of the socket, or of the driver: a time limit, a lost connection.
    const {message, code} = error as NodeJS.ErrnoException;
    return new DatabaseUnavailableError(`PostgreSQL does not answer (${message || code})`, {mayBeDone: true});
  }
  const known = new StatementError(error);
  return UNAVAILABLE.test(known.code)
    ? new DatabaseUnavailableError(known.message, {mayBeDone: true, cause: known})
    : known;
}
