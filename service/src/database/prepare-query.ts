import {sql} from 'kysely';
import type {Compilable, CompiledQuery, DialectAdapter, RawBuilder} from 'kysely';
import type {Database} from './schema.js';

/** Returns a placeholder for the value with this name. */
export type Param<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/** Builds a query with placeholders. An insert names each value as its column. */
type Build<Values, Row> = (db: Database, param: Param<Values>) => Compilable<Row>;

/** One call of a prepared query. An engine can see which calls are of the same query, and may run them as one statement. */
export interface PreparedCall<Row = unknown> extends CompiledQuery<Row> {
  readonly build: Build<Record<string, unknown>, Row>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Prepares a query that runs often, as for each message. Kysely needs more time to build and compile a query than
 * SQLite needs to answer it. The query is compiled once for each database, because each engine has an SQL of its own.
 */
export function prepareQuery<Values extends object, Row>(
  build: Build<Values, Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  // By adapter: a database and its transactions have the same one.
  const queries = new WeakMap<DialectAdapter, CompiledQuery<Row>>();
  return async (db, values) => {
    const {adapter} = db.getExecutor();
    let query = queries.get(adapter);
    if (!query) {
      query = build(db, (name) => sql`${new Placeholder(name)}`).compile();
      queries.set(adapter, query);
    }
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? Reflect.get(values, value.name) : value,
    );
    const call = {...query, parameters, build, values} as unknown as PreparedCall<Row>;
    const {rows} = await db.executeQuery<Row>(call);
    return rows;
  };
}

class Placeholder {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}
