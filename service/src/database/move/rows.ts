import {sql} from 'kysely';
import {NOTE_NAME} from './move-note.js';
import type {MovedTable} from './moved-tables.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** A row of any table: its texts and numbers by the names of the columns. */
export type Row = Readonly<Record<string, string | number | null>>;

/** The values of a primary key. */
export type Key = readonly (string | number | null)[];

/** Returns the primary key of a row. */
export function keyOf({key}: MovedTable, row: Row): Key {
  return key.map((column) => row[column] ?? null);
}

/** Reads the next rows after a key, in the order of the primary key, which is one of bytes on every engine. */
export async function readPage(db: Database, table: MovedTable, after: Key | undefined): Promise<readonly Row[]> {
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const rest = after ? sql`and (${key}) > (${sql.join(after)})` : sql``;
  const {rows} = await sql<Row>`
    select * from ${sql.table(table.name)} where ${isMoved(table)} ${rest} order by ${key} limit ${table.pageRows}`.execute(
    db,
  );
  return rows;
}

/** Returns the greatest primary key of a table: where an unfinished copy goes on. */
export async function lastKey(db: Database, table: MovedTable): Promise<Key | undefined> {
  const key = sql.join(table.key.map((column) => sql`${sql.ref(column)} desc`));
  const {rows} = await sql<Row>`
    select * from ${sql.table(table.name)} where ${isMoved(table)} order by ${key} limit 1`.execute(db);
  return rows[0] && keyOf(table, rows[0]);
}

export async function countRows(db: Database, table: MovedTable): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*) as count from ${sql.table(table.name)} where ${isMoved(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Inserts rows with one statement of PostgreSQL. Their texts have no NUL, because SQLite's library ends a text there. */
export async function insertPage(trx: DatabaseTransaction, {name}: MovedTable, rows: readonly Row[]): Promise<void> {
  const table = sql.table(name);
  await sql`
    insert into ${table} select * from json_populate_recordset(null::${table}, ${JSON.stringify(rows)}::json)`.execute(
    trx,
  );
}

function isMoved({name}: MovedTable) {
  return name === 'installation' ? sql`name <> ${NOTE_NAME}` : sql`true`;
}
