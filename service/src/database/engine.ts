import type {Database, DatabaseTransaction} from './schema.js';

/**
 * A database engine, as the service uses it. `sqlite/` is the embedded one. An engine for PostgreSQL will be
 * `postgres/` beside it, chosen by `DATABASE_URL`, with the same tables.
 */
export interface DatabaseEngine {
  readonly name: 'sqlite' | 'postgres';
  /** For reads, and for a single statement that writes. */
  readonly db: Database;
  /**
   * Runs `work` in a transaction. Resolves after the commit has reached the disk. Rejects with the error of `work`;
   * then nothing is stored. `work` must wait for the database alone.
   *
   * Transactions that resolve a user or number a message never run at the same time. SQLite has one writer; PostgreSQL
   * will take advisory locks on the identifiers and the conversation.
   */
  write<T>(work: (trx: DatabaseTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The part of an engine that most of the service uses. */
export type Store = Pick<DatabaseEngine, 'db' | 'write'>;
