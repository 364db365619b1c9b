import type {SqliteDatabase, SqliteStatement} from 'kysely';

/** The service has about fifty different statements. */
const STATEMENT_LIMIT = 200;

/** Caches prepared statements. Preparing takes two thirds of the time of a small query. */
export function withStatementCache(database: SqliteDatabase): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare: (sql) => {
      let statement = statements.get(sql);
      if (!statement) {
        statement = database.prepare(sql);
        if (statements.size >= STATEMENT_LIMIT) statements.clear();
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}
