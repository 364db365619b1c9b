import {CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver} from 'kysely';
import type {GuardedDatabase} from './guarded-database.js';
import type {DatabaseConnection, DialectAdapter, Driver, SqliteDatabase} from 'kysely';

interface ImmediateSqliteConfig {
  readonly database: SqliteDatabase;
  readonly guarded: Pick<GuardedDatabase, 'hasRolledBack'>;
}

/**
 * Kysely's SQLite dialect, but a transaction takes the write lock when it begins. Otherwise a transaction that reads
 * before it writes would fail when another process writes in between, and could not wait.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ImmediateSqliteConfig;

  constructor(config: ImmediateSqliteConfig) {
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
  readonly #guarded: ImmediateSqliteConfig['guarded'];

  constructor(config: ImmediateSqliteConfig) {
    super(config);
    this.#guarded = config.guarded;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // The error of a second rollback would hide the reason.
    if (!this.#guarded.hasRolledBack()) await super.rollbackTransaction(connection);
  }
}

/** Runs all migrations in one transaction, so that two processes that start at once do not both migrate. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
