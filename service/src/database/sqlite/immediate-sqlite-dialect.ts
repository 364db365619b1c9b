import {CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver} from 'kysely';
import type {DatabaseConnection, DialectAdapter, Driver, SqliteDialectConfig} from 'kysely';

/**
 * SQLite as Kysely has it, but a transaction takes the write lock when it begins. One that reads first and writes later
 * would otherwise fail, with no way to wait, when another process has written in between.
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

/** Migrations run in one transaction: two processes that start at once do not both migrate. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
