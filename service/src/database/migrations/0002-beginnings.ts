import {textType} from './column-types.js';
import type {Kysely} from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('beginnings')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('conversation_id', text, (column) => column.notNull())
    .addColumn('content', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('beginnings_key', ['domain', 'conversation_id'])
    .addForeignKeyConstraint('beginnings_conversation', ['domain', 'conversation_id'], 'conversations', [
      'domain',
      'id',
    ])
    .execute();
}
