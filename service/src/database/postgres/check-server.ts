import {sql} from 'kysely';
import {lock, tryLock} from './advisory-locks.js';
import {isLockTimeout} from './statement-error.js';
import type {Database} from '../schema.js';

const OLDEST_VERSION = 15;

/** What must hold of a server. */
export interface ServerFacts {
  /** The version as `server_version_num` has it: 150018 for 15.18. */
  readonly version: number;
  readonly encoding: string;
  readonly isReadOnly: boolean;
  /** The schema in which tables are made; null when the first one of the search path is missing. */
  readonly schema: string | null;
  readonly mayMakeTables: boolean;
}

/** A server on which the service cannot run. The message is one sentence that says what to do. */
export class UnusableServerError extends Error {
  override readonly name = 'UnusableServerError';
}

/** Checks a server before the first use. Throws an `UnusableServerError`. */
export async function checkServer(db: Database): Promise<void> {
  const problem = problemOf(await readFacts(db)) ?? ((await doLocksHold(db)) ? undefined : NO_LOCKS);
  if (problem !== undefined) throw new UnusableServerError(problem);
}

/** Explains why a server cannot be used; `undefined` when it can. */
export function problemOf({version, encoding, isReadOnly, schema, mayMakeTables}: ServerFacts): string | undefined {
  if (version < OLDEST_VERSION * 10_000) {
    return `the server is PostgreSQL ${Math.floor(version / 10_000)}; use version ${OLDEST_VERSION} or newer`;
  }
  if (encoding !== 'UTF8') return `the database has the encoding ${encoding}; make it with encoding UTF8`;
  if (isReadOnly) return 'the database is read-only, as a copy of another server is; name the primary server';
  if (schema === null) return 'the search path of this user names no schema that exists; make one for this user';
  if (mayMakeTables) return undefined;
  return `this user may not make tables in the schema ${JSON.stringify(schema)}; grant it, or make this user the owner of the database`;
}

const NO_LOCKS =
  'advisory locks do not hold here, so two processes could store one user twice; use PostgreSQL itself, behind PgBouncer with pool_mode = transaction or session';

async function readFacts(db: Database): Promise<ServerFacts> {
  const {rows} = await sql<ServerFacts>`
    select current_setting('server_version_num')::integer as version,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as "isReadOnly",
      current_schema() as schema,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayMakeTables"`.execute(db);
  return rows[0] as ServerFacts;
}

/** Whether a second transaction must wait for an advisory lock of the first one. Some engines and poolers only pretend. */
async function doLocksHold(db: Database): Promise<boolean> {
  const name = `check:${crypto.randomUUID()}`;
  return db.transaction().execute(async (first) => {
    await lock(first, [name]);
    return db.transaction().execute(async (second) => {
      if (await tryLock(second, name)) return false;
      await sql`set local lock_timeout = '10ms'`.execute(second);
      try {
        await lock(second, [name]);
        return false;
      } catch (error) {
        if (!isLockTimeout(error)) throw error;
        return true;
      }
    });
  });
}
