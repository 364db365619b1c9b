import {StatementError} from './statement-error.js';
import {UnusableServerError} from './check-server.js';
import {DatabaseUnavailableError} from '../errors.js';

/** What to do about errors that a server answers at the start, by SQLSTATE. */
const PROBLEMS: Readonly<Record<string, string>> = {
  '08P01': 'a pooler refuses transactions; use PgBouncer with pool_mode = transaction or session',
  '28000':
    'the server does not let this user in from here; check the user, TLS (sslmode), and pg_hba.conf of the server',
  '28P01': 'the server refuses the user or the password; check both',
  '3D000': 'the server has no database with this name; make it with createdb',
  '42501': 'this user lacks a right on the database; make this user its owner',
  '53300':
    'the server takes no more connections; raise its max_connections, or lower DATABASE_POOL_SIZE of all processes',
};

/** What the driver says when it has none. */
const NO_PASSWORD = /client password must be a string/;

/** Explains why the service cannot start on a server, without the user and password of the URL; `undefined` for a fault of the service. */
export function startProblem(error: unknown, url: string): string | undefined {
  if (error instanceof UnusableServerError) return error.message;
  const cause = error instanceof DatabaseUnavailableError && error.cause ? error.cause : error;
  if (cause instanceof StatementError) return PROBLEMS[cause.code] ?? cause.message;
  // The driver reads the files that the address names: `sslrootcert`, `sslcert`, `sslkey`.
  const {path, code} = cause as NodeJS.ErrnoException;
  if (path !== undefined) return `the file ${JSON.stringify(path)}, which the address names, cannot be read (${code})`;
  if (!(cause instanceof DatabaseUnavailableError)) return undefined;
  if (NO_PASSWORD.test(cause.message))
    return 'the server asks for a password; set PGPASSWORD, or put it into the address';
  const {host} = new URL(url);
  return `no server answers at ${host || 'the default address'}; check host and port, and that the server runs (${cause.message})`;
}
