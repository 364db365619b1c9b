import {PostgresAdapter, sql} from 'kysely';
import type {Kysely, RawBuilder} from 'kysely';

/**
 * The type of a text column. PostgreSQL compares texts by the rules of a language, which change with the operating system and
 * then break indexes. The service needs one order of bytes, as SQLite has it.
 */
export function textType(db: Kysely<unknown>): 'text' | RawBuilder<unknown> {
  return db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : 'text';
}
