import {DummyDriver, Transaction} from 'kysely';
import {BatchingConnection} from './batching-connection.js';
import type {Dialect} from 'kysely';
import type {Database, DatabaseTransaction, Tables} from '../schema.js';

/**
 * Runs `work` on a connection of its own with a transaction object, which sends each statement at once. Kysely's own one waits
 * for the answer to the statement before. `work` sends begin, commit and rollback.
 *
 * @param mayBatch - Whether calls of one prepared query may become one statement.
 */
export function withPipeline<T>(
  db: Database,
  dialect: Dialect,
  mayBatch: boolean,
  work: (trx: DatabaseTransaction, connection: BatchingConnection) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection((own) => {
    const connection = new BatchingConnection(db, own, mayBatch);
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
