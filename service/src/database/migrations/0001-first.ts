import {sql} from 'kysely';
import {textType} from './column-types.js';
import type {Kysely} from 'kysely';

// Untyped: a migration works on the tables of its time, and `schema.ts` has the tables of today.
type AnyDatabase = Kysely<unknown>;

export async function up(db: AnyDatabase): Promise<void> {
  await createInstallation(db);
  await createApps(db);
  await createUsers(db);
  await createSessions(db);
  await createConversations(db);
  await createAgents(db);
}

async function createInstallation(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('installation')
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('value', text, (column) => column.notNull())
    .execute();
}

async function createApps(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('apps')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('platform_id', text, (column) => column.notNull())
    .addColumn('settings', text, (column) => column.notNull())
    .addColumn('epoch', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('apps_key', ['domain', 'platform_id'])
    .execute();

  await db.schema
    .createTable('secret_keys')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('platform_id', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('secret', text)
    .addColumn('secret_digest', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .addPrimaryKeyConstraint('secret_keys_key', ['domain', 'platform_id', 'id'])
    .addForeignKeyConstraint('secret_keys_app', ['domain', 'platform_id'], 'apps', ['domain', 'platform_id'])
    .execute();
}

async function createUsers(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('users')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('platform_id', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('user_id', text)
    .addColumn('user_id_digest', text)
    .addColumn('user_id_proof', 'integer', (column) => column.notNull())
    .addColumn('user_email', text)
    .addColumn('user_email_digest', text)
    .addColumn('user_email_proof', 'integer', (column) => column.notNull())
    .addColumn('user_name', text)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addPrimaryKeyConstraint('users_key', ['domain', 'id'])
    .addForeignKeyConstraint('users_app', ['domain', 'platform_id'], 'apps', ['domain', 'platform_id'])
    .addCheckConstraint(
      'users_digests',
      sql`(user_id_digest is null) = (user_id is null) and (user_email_digest is null or user_email is not null)`,
    )
    .execute();
  await db.schema
    .createIndex('users_by_user_id')
    .unique()
    .on('users')
    .columns(['domain', 'platform_id', 'user_id_digest'])
    .where(sql.ref('user_id_digest'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('users_by_email')
    .on('users')
    .columns(['domain', 'platform_id', 'user_email_digest', 'last_seen_at'])
    .where(sql.ref('user_email_digest'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('users_by_email_alone')
    .unique()
    .on('users')
    .columns(['domain', 'platform_id', 'user_email_digest'])
    .where(sql<boolean>`user_email_digest is not null and user_id_digest is null`)
    .execute();
}

async function createSessions(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('ended_sessions')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('ended_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ended_sessions_key', ['domain', 'id'])
    .execute();
  await db.schema.createIndex('ended_sessions_by_time').on('ended_sessions').columns(['domain', 'ended_at']).execute();
}

async function createConversations(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('conversations')
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('platform_id', text, (column) => column.notNull())
    .addColumn('owner_id', text, (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('verified', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('last_number', 'bigint', (column) => column.notNull())
    .addColumn('last_id', text, (column) => column.notNull())
    .addColumn('last_note', 'bigint', (column) => column.notNull())
    .addColumn('user_read', 'bigint', (column) => column.notNull())
    .addColumn('user_unread', 'bigint', (column) => column.notNull())
    .addColumn('agent_read', 'bigint', (column) => column.notNull())
    .addColumn('activity', 'bigint', (column) => column.notNull())
    .addColumn('waiting_since', 'bigint')
    .addColumn('preview_author', text, (column) => column.notNull())
    .addColumn('preview_text', text, (column) => column.notNull())
    .addColumn('preview_time', 'bigint', (column) => column.notNull())
    .addColumn('contact_name', text)
    .addColumn('contact_email', text)
    .addPrimaryKeyConstraint('conversations_key', ['domain', 'id'])
    .addUniqueConstraint('conversations_by_owner', ['domain', 'owner_id', 'ordinal'])
    .addForeignKeyConstraint('conversations_owner', ['domain', 'owner_id'], 'users', ['domain', 'id'])
    .execute();
  await db.schema
    .createIndex('conversations_open')
    .unique()
    .on('conversations')
    .columns(['domain', 'owner_id'])
    .where(sql<boolean>`status = 'open'`)
    .execute();
  await createListIndexes(db);
  await createEntries(db);
}

/** The lists of the inbox. Those of an administrator go over all domains. */
async function createListIndexes(db: AnyDatabase): Promise<void> {
  const lists = {
    waiting: {column: 'waiting_since', condition: sql<boolean>`waiting_since is not null`},
    open: {column: 'activity', condition: sql<boolean>`status = 'open'`},
    closed: {column: 'activity', condition: sql<boolean>`status <> 'open'`},
  };
  for (const [name, {column, condition}] of Object.entries(lists)) {
    await db.schema
      .createIndex(`conversations_list_${name}`)
      .on('conversations')
      .columns(['domain', column, 'id'])
      .where(condition)
      .execute();
    await db.schema
      .createIndex(`conversations_list_${name}_of_all`)
      .on('conversations')
      .columns([column, 'id'])
      .where(condition)
      .execute();
  }
}

/** The log of a conversation, and its second log, which only agents see. */
async function createEntries(db: AnyDatabase): Promise<void> {
  await logTable(db, 'entries').execute();
  await logTable(db, 'notes')
    .addColumn('after', 'bigint', (column) => column.notNull())
    .execute();
}

function logTable(db: AnyDatabase, name: string) {
  const text = textType(db);
  return db.schema
    .createTable(name)
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('conversation_id', text, (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('author_kind', text, (column) => column.notNull())
    .addColumn('author_id', text, (column) => column.notNull())
    .addColumn('author_name', text)
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('content', text, (column) => column.notNull())
    .addColumn('time', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint(`${name}_key`, ['domain', 'conversation_id', 'number'])
    .addUniqueConstraint(`${name}_by_author`, ['domain', 'author_id', 'id'])
    .addForeignKeyConstraint(`${name}_conversation`, ['domain', 'conversation_id'], 'conversations', ['domain', 'id']);
}

async function createAgents(db: AnyDatabase): Promise<void> {
  const text = textType(db);
  await db.schema
    .createTable('agents')
    .addColumn('email_key', text, (column) => column.primaryKey())
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('email', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('role', text, (column) => column.notNull())
    .addColumn('domain', text)
    .addColumn('password_hash', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('agent_sessions')
    .addColumn('token_hash', text, (column) => column.primaryKey())
    .addColumn('agent_id', text, (column) => column.notNull().references('agents.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('agent_sessions_by_agent').on('agent_sessions').column('agent_id').execute();
}
