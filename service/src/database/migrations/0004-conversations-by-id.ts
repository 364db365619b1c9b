import type {Kysely} from 'kysely';

/** An administrator sees all domains, and names a conversation by its id alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('conversations_by_id').on('conversations').column('id').execute();
}
