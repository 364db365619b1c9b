import {Kysely} from 'kysely';
import {tryLock} from './advisory-locks.js';
import {checkServer} from './check-server.js';
import {DatabaseClock} from './database-clock.js';
import {GroupCommit} from './group-commit.js';
import {requireFinishedMove} from './finished-move.js';
import {openPool} from './guarded-pool.js';
import {LimitedPostgresDialect} from './limited-postgres-dialect.js';
import {migratePostgres} from './migrate-postgres.js';
import {hasAllMigrations} from '../migrations/index.js';
import {SharedRateLimiter} from './shared-rate-limiter.js';
import {NO_METERS} from '../../metrics/meters.js';
import type {DatabaseEngine, EngineMeters} from '../engine.js';
import type {PostgresConfig} from '../../config.js';
import type {Tables} from '../schema.js';

/** Longer than the server's own limit, which keeps the connection. */
const STATEMENT_LIMIT_MS = 15_000;

/**
 * Opens a PostgreSQL database, checks the server, and brings the tables up to date. Rejects with an error that `startProblem`
 * explains, or with a `ForeignTablesError`.
 */
export async function openPostgres(
  {url, poolSize}: PostgresConfig,
  meters: EngineMeters = NO_METERS,
): Promise<DatabaseEngine> {
  const pool = openPool({url, size: poolSize, statementLimitMs: STATEMENT_LIMIT_MS});
  const dialect = new LimitedPostgresDialect({pool});
  const db = new Kysely<Tables>({dialect});
  try {
    await checkServer(db);
    // Most starts find the tables of their version, and need no lock.
    if (!(await hasAllMigrations(db))) await migratePostgres(url);
    await requireFinishedMove(db);
    const clock = await DatabaseClock.start(db);
    // Half of the connections stay free for reads.
    const groupCommit = new GroupCommit({db, dialect, groupsAtOnce: Math.floor(poolSize / 2), meters});
    return {
      name: 'postgres',
      db,
      write: (keys, work) => groupCommit.write(keys, work),
      runAlone: (job, work) =>
        db.transaction().execute(async (trx) => {
          const isAlone = await tryLock(trx, `job:${job}`);
          if (isAlone) await work(trx);
          return isAlone;
        }),
      sharedLimiter: (name, rate, clocks) => new SharedRateLimiter(db, name, rate, clocks),
      clock: clock.now,
      lost: new Promise(() => undefined),
      close: async () => {
        clock.stop();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
