import {Kysely} from 'kysely';
import {lock} from './advisory-locks.js';
import {openPool} from './guarded-pool.js';
import {UnlimitedPostgresDialect} from './limited-postgres-dialect.js';
import {migrate} from '../migrations/index.js';
import type {Tables} from '../schema.js';

/**
 * Brings the tables up to date. When several processes start together, one migrates and the others wait for it. A migration may
 * take as long as it needs.
 */
export async function migratePostgres(url: string): Promise<void> {
  // Two connections: one keeps the lock, in a transaction, because a pooler may give each transaction another connection.
  const db = new Kysely<Tables>({dialect: new UnlimitedPostgresDialect({pool: openPool({url, size: 2})})});
  try {
    await db.transaction().execute(async (trx) => {
      await lock(trx, ['migrations']);
      await migrate(db);
    });
  } finally {
    await db.destroy();
  }
}
