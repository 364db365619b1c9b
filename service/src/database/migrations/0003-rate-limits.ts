import {textType} from './column-types.js';
import type {Kysely} from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The library that fills it does not name the columns, so their order counts.
  await db.schema
    .createTable('rate_limits')
    .addColumn('key', textType(db), (column) => column.primaryKey())
    .addColumn('points', 'integer', (column) => column.notNull())
    .addColumn('expire', 'bigint', (column) => column.notNull())
    .execute();
}
