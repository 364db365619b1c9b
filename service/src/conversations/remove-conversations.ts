import type {DatabaseTransaction} from '../database/schema.js';

/**
 * Removes conversations of a domain with all that belongs to them. Clients that know them are told to forget them when they sync.
 *
 * @returns The ids of their files. The caller removes the bytes after the commit: `AttachmentFiles.removeAll`.
 */
export async function removeConversations(
  trx: DatabaseTransaction,
  domain: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (!ids.length) return [];
  const files = await trx
    .deleteFrom('attachments')
    .where('domain', '=', domain)
    .where('conversation_id', 'in', ids)
    .returning('id')
    .execute();
  for (const table of ['entries', 'notes', 'beginnings'] as const) {
    await trx.deleteFrom(table).where('domain', '=', domain).where('conversation_id', 'in', ids).execute();
  }
  await trx.deleteFrom('conversations').where('domain', '=', domain).where('id', 'in', ids).execute();
  return files.map(({id}) => id);
}
