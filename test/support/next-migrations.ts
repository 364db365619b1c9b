/** What the migrations of a next version may do while this version goes on beside it. */
import {type Kysely, type Migration, sql} from 'kysely';

export const NEXT_MIGRATIONS: Readonly<Record<string, Migration>> = {
  /** New tables and columns, and an index on what is there. */
  '9001-expand': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('next')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .execute();
      for (const table of ['users', 'agent_sessions', 'conversations', 'entries'])
        await db.schema.alterTable(table).addColumn('next', 'text').execute();
      await sql`update entries set next = 'filled'`.execute(db);
      await db.schema.createIndex('entries_next').on('entries').columns(['domain', 'next']).execute();
    },
  },
  /** What is no longer needed goes. */
  '9002-contract': {
    async up(db: Kysely<unknown>) {
      await db.schema.dropIndex('users_anonymous').execute();
    },
  },
};
