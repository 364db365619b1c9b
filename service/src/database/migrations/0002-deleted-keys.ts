import type {Kysely} from 'kysely';

/** A deleted key keeps its row, so that a token made with it can be told from one made with no key at all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('secret_keys').addColumn('deleted_at', 'bigint').execute();
}
