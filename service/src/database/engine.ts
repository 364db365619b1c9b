import type {Database} from './schema.js';

/**
 * What the service asks of a database engine; only the command picks one. `sqlite/` is the embedded one. An engine for
 * PostgreSQL will be `postgres/` beside it, chosen by `DATABASE_URL`, and must bring: the same migrations, and
 * transactions in which nobody else resolves a user or numbers a message of the same conversation (here one writer at a
 * time is enough; there it takes advisory locks).
 */
export interface DatabaseEngine {
  readonly name: 'sqlite' | 'postgres';
  /** Its transactions see and keep everything or nothing, and a commit has reached the disk when it answers. */
  readonly db: Database;
  close(): Promise<void>;
}
