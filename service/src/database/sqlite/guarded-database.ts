import {damagedFile} from './database-files.js';
import {explainSqliteError, isDamage} from './explain-sqlite-error.js';
import {DatabaseLostError} from '../errors.js';
import type LibsqlDatabase from 'libsql';
import type {DatabaseFiles} from './database-files.js';
import type {SqliteDatabase, SqliteStatement} from 'kysely';

/** How often the files are looked at, also while nothing is stored. */
const LOOK_INTERVAL_MS = 1_000;

/** Statements after which nothing is acknowledged. */
const ACKNOWLEDGES_NOTHING = /^\s*(?:select|pragma|begin|savepoint|release|rollback)/i;

/**
 * A database that tells the truth about its disk: what is stored is acknowledged only when its files are still there. From the
 * first `DatabaseLostError` on, every statement throws it. Other errors of the disk become a `DatabaseUnavailableError`.
 */
export class GuardedDatabase implements SqliteDatabase {
  /** Resolves when the database is lost for good. */
  readonly lost: Promise<DatabaseLostError>;
  readonly #database: LibsqlDatabase.Database;
  readonly #file: string;
  readonly #files: DatabaseFiles;
  readonly #timer: NodeJS.Timeout;
  /** The error with which SQLite has ended a transaction that was not rolled back yet. */
  #endedBy: Error | undefined;
  #loss: DatabaseLostError | undefined;
  #tellLoss: (loss: DatabaseLostError) => void = () => undefined;

  constructor(database: LibsqlDatabase.Database, file: string, files: DatabaseFiles) {
    this.#database = database;
    this.#file = file;
    this.#files = files;
    this.lost = new Promise((resolve) => (this.#tellLoss = resolve));
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS).unref();
  }

  /**
   * Must be called before a rollback. @returns Whether SQLite has rolled back the transaction by itself, as it does when the disk is
   * full.
   */
  hasRolledBack(): boolean {
    const hasRolledBack = this.#endedBy !== undefined;
    this.#endedBy = undefined;
    return hasRolledBack;
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.#guard(() => this.#database.prepare(sql));
    const acknowledgesNothing = ACKNOWLEDGES_NOTHING.test(sql);
    const execute = <T>(run: () => T): T =>
      this.#inTransaction(() => {
        const result = run();
        if (!acknowledgesNothing && !this.#database.inTransaction) this.#files.check(this.#bytesOf);
        return result;
      });
    return {
      // Kysely reads it for each execution, and the library would ask SQLite each time.
      reader: statement.reader,
      all: (parameters) => execute(() => statement.all(parameters)),
      run: (parameters) => execute(() => statement.run(parameters)),
      iterate: (parameters) => this.#guard(() => statement.iterate(parameters)),
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#database.close();
  }

  /** Runs a statement, unless SQLite has ended its transaction: then it would be stored without the statements before it. */
  #inTransaction<T>(run: () => T): T {
    if (this.#endedBy) throw this.#endedBy;
    const wasInTransaction = this.#database.inTransaction;
    try {
      return this.#guard(run);
    } catch (error) {
      if (wasInTransaction && !this.#database.inTransaction) this.#endedBy = error as Error;
      throw error;
    }
  }

  #look(): void {
    try {
      this.#guard(() => this.#files.check(this.#bytesOf));
    } catch {
      // `lost` tells it.
    }
  }

  #guard<T>(run: () => T): T {
    if (this.#loss) throw this.#loss;
    try {
      return run();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    const loss = this.#findLoss(error);
    if (!loss) return explainSqliteError(error);
    clearInterval(this.#timer);
    this.#loss = loss;
    this.#tellLoss(loss);
    return loss;
  }

  /** Whatever the library says, the reason may be that a file is not there any more. */
  #findLoss(error: unknown): DatabaseLostError | undefined {
    if (error instanceof DatabaseLostError) return error;
    try {
      this.#files.check(this.#bytesOf);
    } catch (loss) {
      if (loss instanceof DatabaseLostError) return loss;
    }
    return isDamage(error) ? damagedFile(this.#file, error) : undefined;
  }

  readonly #bytesOf = (): number => {
    const [row] = this.#database
      .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
      .all([]) as [{bytes: number}];
    return row.bytes;
  };
}
