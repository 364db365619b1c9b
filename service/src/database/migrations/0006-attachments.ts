import {sql} from 'kysely';
import {textType} from './column-types.js';
import type {Kysely} from 'kysely';

/** Files that users and agents send, and the addresses to download them once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('attachments')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('platform_id', text, (column) => column.notNull())
    .addColumn('uploader_kind', text, (column) => column.notNull())
    .addColumn('uploader_id', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('media_type', text, (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('width', 'bigint')
    .addColumn('height', 'bigint')
    .addColumn('conversation_id', text)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('attachments_key', ['domain', 'id'])
    .addForeignKeyConstraint('attachments_conversation', ['domain', 'conversation_id'], 'conversations', [
      'domain',
      'id',
    ])
    .execute();
  // An administrator sees all domains, and names a file by its id alone.
  await db.schema.createIndex('attachments_by_id').on('attachments').column('id').execute();
  await db.schema
    .createIndex('attachments_of_conversation')
    .on('attachments')
    .columns(['domain', 'conversation_id'])
    .where(sql<boolean>`conversation_id is not null`)
    .execute();
  // Few files wait to be sent. They are counted for who uploads, and removed in the order of their beginnings.
  await db.schema
    .createIndex('attachments_unsent')
    .on('attachments')
    .columns(['domain', 'uploader_id'])
    .where(sql<boolean>`state <> 'sent'`)
    .execute();
  await db.schema
    .createIndex('attachments_unsent_by_time')
    .on('attachments')
    .column('created_at')
    .where(sql<boolean>`state <> 'sent'`)
    .execute();

  // With full privacy there are no attachments, those of agents included.
  await db.schema
    .alterTable('conversations')
    .addColumn('full_privacy', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable('downloads')
    .addColumn('token_hash', text, (column) => column.notNull())
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('file_id', text, (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('downloads_key', ['token_hash'])
    .execute();
  await db.schema.createIndex('downloads_by_time').on('downloads').column('expires_at').execute();
}
