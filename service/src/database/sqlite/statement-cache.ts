import type {SqliteDatabase, SqliteStatement} from 'kysely';

/** The service has some fifty different statements. */
const STATEMENT_LIMIT = 200;

/** Prepares each statement once; that is two thirds of the time of a small query. */
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
        statement = withCachedReader(database.prepare(sql));
        if (statements.size >= STATEMENT_LIMIT) statements.clear();
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** Kysely asks each time whether a statement answers with rows, and the library asks SQLite. */
function withCachedReader(statement: SqliteStatement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(parameters),
    run: (parameters) => statement.run(parameters),
    iterate: (parameters) => statement.iterate(parameters),
  };
}
