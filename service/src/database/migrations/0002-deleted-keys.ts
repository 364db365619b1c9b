import type {Kysely} from 'kysely';

/** Keeps the rows of deleted keys, so that the diagnosis of a token can name the deleted key that made it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('secret_keys').addColumn('deleted_at', 'bigint').execute();
}
