import type {ConversationKey} from './entries.js';
import type {DatabaseTransaction} from '../database/schema.js';

/** Removes a conversation with all that belongs to it. Clients that know it are told to forget it when they sync. */
export async function removeConversation(trx: DatabaseTransaction, {domain, id}: ConversationKey): Promise<void> {
  for (const table of ['entries', 'notes', 'beginnings'] as const) {
    await trx.deleteFrom(table).where('domain', '=', domain).where('conversation_id', '=', id).execute();
  }
  await trx.deleteFrom('conversations').where('domain', '=', domain).where('id', '=', id).execute();
}
