import type {Database, DatabaseTransaction} from './schema.js';

/**
 * What the service asks of a database engine; only the command picks one. `sqlite/` is the embedded one. An engine for
 * PostgreSQL will be `postgres/` beside it, chosen by `DATABASE_URL`, with the same tables.
 */
export interface DatabaseEngine {
  readonly name: 'sqlite' | 'postgres';
  /** For reading, and for a single statement that writes. */
  readonly db: Database;
  /**
   * Runs what must happen together or not at all. Answers when the commit has reached the disk; rejects with what
   * `work` threw, and then nothing of it is stored. `work` speaks to the database alone: it must not wait for anything
   * else.
   *
   * Nobody resolves a user or numbers a message at the same time. Here there is one writer; PostgreSQL will take
   * advisory locks on the identifiers and the conversation.
   */
  write<T>(work: (trx: DatabaseTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What most of the service needs of it. */
export type Store = Pick<DatabaseEngine, 'db' | 'write'>;
