import {sql} from 'kysely';
import {textType} from './column-types.js';
import type {Kysely} from 'kysely';

/** The audit log, what agents see of their sessions, and the order in which old records are removed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('audit')
    .addColumn('time', 'bigint', (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('actor', text, (column) => column.notNull())
    .addColumn('domain', text)
    .addColumn('platform_id', text)
    .addColumn('details', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_key', ['time', 'id'])
    .execute();
  // The orders in which the log is read: of a kind, of an app, of both. Most events are about no app.
  await db.schema.createIndex('audit_of_kind').on('audit').columns(['kind', 'time', 'id']).execute();
  for (const [name, columns] of [
    ['audit_of_app', ['domain', 'platform_id', 'time', 'id']],
    ['audit_of_app_and_kind', ['domain', 'platform_id', 'kind', 'time', 'id']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('audit')
      .columns([...columns])
      .where(sql<boolean>`domain is not null`)
      .execute();
  }

  for (const name of ['browser', 'network'])
    await db.schema.alterTable('agent_sessions').addColumn(name, text).execute();

  await db.schema
    .createIndex('users_anonymous')
    .on('users')
    .columns(['domain', 'platform_id', 'created_at'])
    .where(sql<boolean>`kind = 'anonymous'`)
    .execute();
}
