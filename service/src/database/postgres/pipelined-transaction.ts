import {DummyDriver, Transaction} from 'kysely';
import type {DatabaseConnection, Dialect} from 'kysely';
import type {Database, DatabaseTransaction, Tables} from '../schema.js';

/**
 * Runs `work` on a connection of its own with a transaction object, which sends each statement at once. Kysely's own one waits
 * for the answer to the statement before. `work` sends begin, commit and rollback.
 */
export function withPipeline<T>(
  db: Database,
  dialect: Dialect,
  work: (trx: DatabaseTransaction, connection: DatabaseConnection) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection((connection) => {
    const props = {
      config: {dialect},
      dialect,
      // A transaction does not use it.
      driver: new DummyDriver(),
      executor: executor.withConnectionProvider({provideConnection: (consumer) => consumer(connection)}),
    };
    return work(new Transaction<Tables>(props), connection);
  });
}
