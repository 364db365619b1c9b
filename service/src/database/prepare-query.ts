import {sql} from 'kysely';
import type {CompiledQuery, RawBuilder} from 'kysely';
import type {Database} from './schema.js';

/** Where a query will have the value of this name. */
export type Param<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/**
 * A query that is asked again and again, as with each message. Building one and compiling it to SQL costs more than
 * SQLite needs to answer, so it is done once, for the first database that is asked: a process has one engine.
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
