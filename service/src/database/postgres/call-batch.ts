import {InsertQueryNode, SelectQueryNode, UpdateQueryNode, sql} from 'kysely';
import type {CompiledQuery, InsertQueryBuilder, OperationNodeSource, RawBuilder, UpdateQueryBuilder} from 'kysely';
import type {PreparedCall} from '../prepare-query.js';
import type {Database, Tables} from '../schema.js';

type Row = Readonly<Record<string, unknown>>;
type Values = PreparedCall['values'];
type Build = PreparedCall['build'];

/** Which call a row belongs to, from 1. */
const POSITION = 'batch_position';

/** Several calls of one prepared query as one statement. */
export interface CallBatch {
  readonly query: CompiledQuery<Row>;
  /** Gives each call its rows, in the order of the calls. */
  readonly share: (rows: readonly Row[]) => Row[][];
  /** Whether a call without a row must run again: two calls may have wanted to change the same row. */
  readonly mayHide: boolean;
}

/**
 * Makes one statement of calls of one query, so that the server plans it once. The values of the calls are arrays, which are joined
 * with the tables. All calls must be for one domain: a distributed database keeps its rows on one server. Returns `undefined` where
 * that cannot be done.
 */
export function batchCalls(db: Database, build: Build, calls: readonly Values[]): CallBatch | undefined {
  const form = findForm(db, build, calls);
  if (!form) return undefined;
  const {query, keyColumns, mayHide} = form;
  const parameters = query.parameters.map((value) => (value instanceof Parameter ? value.of(calls) : value));
  return {
    query: {...query, parameters},
    share: (rows) => (keyColumns ? shareByKey(rows, calls, keyColumns) : shareByPosition(rows, calls.length)),
    mayHide,
  };
}

/** The statement for calls with certain types of values. */
interface Form {
  readonly query: CompiledQuery<Row>;
  /** The columns that tell the rows of an insert apart. Absent: each row has the position of its call. */
  readonly keyColumns?: readonly string[];
  readonly mayHide: boolean;
}

interface Forms {
  /** The names of the query's values. */
  readonly names: readonly string[];
  readonly byTypes: Map<string, Form | undefined>;
}

const formsOf = new WeakMap<Build, Forms>();

function findForm(db: Database, build: Build, calls: readonly Values[]): Form | undefined {
  let forms = formsOf.get(build);
  if (!forms) formsOf.set(build, (forms = {names: namesOf(db, build), byTypes: new Map()}));
  const {names, byTypes} = forms;
  const types = names.map((name) => typeOf(name, calls));
  const key = types.join();
  if (!byTypes.has(key)) byTypes.set(key, makeForm(db, build, names, types));
  return byTypes.get(key);
}

function namesOf(db: Database, build: Build): string[] {
  const names = new Set<string>();
  build(db, (name) => {
    names.add(name);
    return sql`null`;
  });
  return [...names];
}

/** How the values with one name become a part of the statement: the same for all calls, an array, or the word `null`. */
type ParameterType = 'domain' | 'text[]' | 'bigint[]' | 'null' | 'other';

function typeOf(name: string, calls: readonly Values[]): ParameterType {
  if (name === 'domain') return 'domain';
  let type: ParameterType = 'null';
  for (const values of calls) {
    const value = values[name];
    if (value === null) continue;
    const own = typeof value === 'string' ? 'text[]' : typeof value === 'number' ? 'bigint[]' : 'other';
    if (type !== 'null' && type !== own) return 'other';
    type = own;
  }
  return type;
}

function makeForm(
  db: Database,
  build: Build,
  names: readonly string[],
  types: readonly ParameterType[],
): Form | undefined {
  const typeByName = new Map(names.map((name, index) => [name, types[index] as ParameterType]));
  const arrays = names.filter((name) => typeByName.get(name)?.endsWith('[]'));
  if (!arrays.length || types.includes('other') || !names.includes('domain')) return undefined;

  const columns = sql.join([...arrays.map((name) => sql.id(columnOf(name))), sql.id(POSITION)]);
  const values = sql.join(arrays.map((name) => sql`${new Parameter(name)}::${sql.raw(typeByName.get(name) ?? '')}`));
  const batch = sql`unnest(${values}) with ordinality`.as(sql`batch(${columns})`);
  const param = (name: string): RawBuilder<unknown> => {
    const type = typeByName.get(name);
    if (type === 'domain') return sql`${new Parameter(name)}`;
    return type === 'null' ? sql`null` : sql.ref(`batch.${columnOf(name)}`);
  };
  const query = build(db, param) as unknown as OperationNodeSource;
  const node = query.toOperationNode();
  const position = sql.ref(`batch.${POSITION}`);

  if (SelectQueryNode.is(node)) {
    const select = sql<Row>`select found.*, ${position} from ${batch} cross join lateral ${query} as found`;
    return {query: select.compile(db), mayHide: false};
  }
  if (UpdateQueryNode.is(node)) {
    const update = query as unknown as UpdateQueryBuilder<Tables, 'users', 'users', Row>;
    return {query: update.from(batch).returning(position.as(POSITION)).compile(), mayHide: true};
  }
  const keyColumns = InsertQueryNode.is(node) ? node.onConflict?.columns?.map(({column}) => column.name) : undefined;
  if (!InsertQueryNode.is(node) || !keyColumns) return undefined;
  const inserted = sql.join((node.columns ?? []).map(({column}) => param(column.name)));
  const insert = query as unknown as InsertQueryBuilder<Tables, 'users', Row>;
  const rows = sql<never>`select ${inserted} from ${batch}`;
  const keys = keyColumns.map((column) => sql.ref(column).as(columnOf(column)));
  return {query: insert.expression(rows).returning(keys).compile(), keyColumns, mayHide: false};
}

/** The name of a column for the values with this name. The tables have no such column. */
function columnOf(name: string): string {
  return `batch_${name}`;
}

/** Stands for a parameter of the statement until the values are known. */
class Parameter {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  of(calls: readonly Values[]): unknown {
    return this.#name === 'domain' ? calls[0]?.[this.#name] : calls.map((values) => values[this.#name]);
  }
}

function shareByPosition(rows: readonly Row[], calls: number): Row[][] {
  const shares: Row[][] = Array.from({length: calls}, () => []);
  for (const {[POSITION]: position, ...row} of rows) shares[Number(position) - 1]?.push(row);
  return shares;
}

/** Gives each inserted row to the first call with its key: the row of a second one is not inserted. */
function shareByKey(rows: readonly Row[], calls: readonly Values[], columns: readonly string[]): Row[][] {
  const keyOf = (values: Row, names: readonly string[]): string => JSON.stringify(names.map((name) => values[name]));
  const keys = columns.map(columnOf);
  const byKey = new Map(rows.map((row) => [keyOf(row, keys), row]));
  return calls.map((values) => {
    const key = keyOf(values, columns);
    const row = byKey.get(key);
    byKey.delete(key);
    return row ? [Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name)))] : [];
  });
}
