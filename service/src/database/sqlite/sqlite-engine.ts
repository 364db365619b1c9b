import LibsqlDatabase from 'libsql';
import {Kysely} from 'kysely';
import {DatabaseFiles} from './database-files.js';
import {GroupCommit} from './group-commit.js';
import {GuardedDatabase} from './guarded-database.js';
import {ImmediateSqliteDialect} from './immediate-sqlite-dialect.js';
import {withStatementCache} from './statement-cache.js';
import {RateLimiter} from '../../rate-limiter.js';
import {NO_METERS} from '../../metrics/meters.js';
import type {DatabaseEngine, EngineMeters} from '../engine.js';
import type {Tables} from '../schema.js';

/** How long a process waits while another process writes to the file. */
const BUSY_LIMIT_MS = 5_000;

/**
 * Opens the database in a file, and makes the file when it is missing. Throws when the file cannot be opened or is no
 * database.
 */
export function openSqlite(file: string, meters: EngineMeters = NO_METERS): DatabaseEngine {
  const database = openFile(file);
  const guarded = prepareFile(database, file);
  const db = new Kysely<Tables>({
    dialect: new ImmediateSqliteDialect({database: withStatementCache(guarded), guarded}),
  });
  const groupCommit = new GroupCommit(db, meters);
  return {
    name: 'sqlite',
    db,
    // SQLite has one writer, so it needs no keys.
    write: (_keys, work) => groupCommit.write(work),
    // Only one service runs on the file.
    runAlone: async (_job, work) => groupCommit.write(work).then(() => true),
    sharedLimiter: (_name, rate, {monotonic}) => new RateLimiter(rate, monotonic),
    clock: Date.now,
    lost: guarded.lost,
    close: () => db.destroy(),
  };
}

function prepareFile(database: LibsqlDatabase.Database, file: string): GuardedDatabase {
  try {
    for (const setting of [
      `busy_timeout = ${BUSY_LIMIT_MS}`,
      'journal_mode = wal',
      'synchronous = full',
      'foreign_keys = on',
    ]) {
      database.pragma(setting);
    }
    // The first read makes the files beside the database.
    database.prepare('select count(*) from sqlite_schema').all([]);
    return new GuardedDatabase(database, file, new DatabaseFiles(file));
  } catch (error) {
    database.close();
    throw error;
  }
}

function openFile(file: string): LibsqlDatabase.Database {
  try {
    return new LibsqlDatabase(file);
  } catch (error) {
    // The library's message is a number.
    throw new Error('the file of the database cannot be opened or made', {cause: error});
  }
}
