import type {DatabaseTransaction} from '../database/schema.js';

/** Removes conversations of a domain with all that belongs to them. Clients that know them are told to forget them when they sync. */
export async function removeConversations(
  trx: DatabaseTransaction,
  domain: string,
  ids: readonly string[],
): Promise<void> {
  if (!ids.length) return;
  for (const table of ['entries', 'notes', 'beginnings'] as const) {
    await trx.deleteFrom(table).where('domain', '=', domain).where('conversation_id', 'in', ids).execute();
  }
  await trx.deleteFrom('conversations').where('domain', '=', domain).where('id', 'in', ids).execute();
}
