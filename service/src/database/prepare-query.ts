import {sql} from 'kysely';
import type {CompiledQuery, RawBuilder} from 'kysely';
import type {Database} from './schema.js';

/** Returns a placeholder for the value with this name. */
export type Param<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/**
 * Prepares a query that runs often, as for each message. Kysely needs more time to build and compile a query than
 * SQLite needs to answer it. The query is compiled for the first database that it gets: a process has one engine.
 */
export function prepareQuery<Values extends object, Row>(
  build: (db: Database, param: Param<Values>) => {compile(): CompiledQuery<Row>},
): (db: Database, values: Values) => Promise<Row[]> {
  let query: CompiledQuery<Row> | undefined;
  return async (db, values) => {
    query ??= build(db, (name) => sql`${new Placeholder(name)}`).compile();
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? Reflect.get(values, value.name) : value,
    );
    const {rows} = await db.executeQuery<Row>({...query, parameters});
    return rows;
  };
}

class Placeholder {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}
