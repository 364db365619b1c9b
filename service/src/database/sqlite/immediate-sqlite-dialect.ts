import {CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver} from 'kysely';
import type {DatabaseConnection, DialectAdapter, Driver, SqliteDialectConfig} from 'kysely';

/**
 * Kysely's SQLite dialect, but a transaction takes the write lock when it begins. Otherwise a transaction that reads
 * before it writes would fail when another process writes in between, and could not wait.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** Runs all migrations in one transaction, so that two processes that start at once do not both migrate. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
