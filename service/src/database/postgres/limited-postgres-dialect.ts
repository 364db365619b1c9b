import {CompiledQuery, PostgresAdapter, PostgresDialect, PostgresDriver} from 'kysely';
import type {DatabaseConnection, DialectAdapter, Driver, PostgresDialectConfig} from 'kysely';

/** How long one statement of a transaction may take, the wait for a lock included. */
const STATEMENT_LIMIT_MS = 10_000;

/** How long a transaction may do nothing: a process that was paused must not keep its locks. */
const IDLE_LIMIT_MS = 5_000;

/** Begins a transaction with its limits: `local`, because behind a pooler the connection may next be another program's. */
export const BEGIN = CompiledQuery.raw(
  `begin; set local statement_timeout = ${STATEMENT_LIMIT_MS}; set local idle_in_transaction_session_timeout = ${IDLE_LIMIT_MS}`,
);

/** Kysely's PostgreSQL dialect, but a transaction has time limits. */
export class LimitedPostgresDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new LimitedPostgresDriver(this.#config);
  }
}

class LimitedPostgresDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(BEGIN);
  }
}

/** The same without limits, for migrations. Their lock is taken by `migratePostgres`. */
export class UnlimitedPostgresDialect extends PostgresDialect {
  override createAdapter(): DialectAdapter {
    return new UnlockedPostgresAdapter();
  }
}

/** Takes no lock: Kysely's own one belongs to a connection, and a pooler may give each transaction another one. */
class UnlockedPostgresAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {
    // See above.
  }

  override async releaseMigrationLock(): Promise<void> {
    // See above.
  }
}
