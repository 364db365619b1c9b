import {findUnsent, toContent, type Uploader} from './attachment-rows.js';
import {fieldError} from '../errors.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {Attachment} from 'helpshift-chat/protocol';

/**
 * Returns what a log holds of a file that its uploader sends. Throws `not_found` when there is no such file, also for a file of somebody else;
 * `conflict` when it is not complete, is sent already, or was uploaded for another conversation.
 */
export async function takeFile(
  trx: DatabaseTransaction,
  uploader: Uploader & {readonly domain: string},
  id: string,
  field: string,
  conversationId: string | null = null,
): Promise<Attachment> {
  const row = await findUnsent(trx, uploader, id);
  if (!row) {
    if (await isSent(trx, uploader, id)) throw fieldError('conflict', field, 'the file is sent already');
    throw fieldError('not_found', field, 'there is no such file of this sender; upload it first');
  }
  if (row.state !== 'complete') throw fieldError('conflict', field, 'the file is not complete; upload the rest first');
  if (row.conversation_id !== conversationId) {
    throw fieldError('conflict', field, 'the file was uploaded for another conversation');
  }
  return toContent(row);
}

/** Puts a file into a conversation, in the transaction that stores its entry. */
export async function markSent(
  trx: DatabaseTransaction,
  domain: string,
  id: string,
  conversationId: string,
): Promise<void> {
  const sent = await trx
    .updateTable('attachments')
    .set({state: 'sent', conversation_id: conversationId})
    .where('domain', '=', domain)
    .where('id', '=', id)
    .where('state', '=', 'complete')
    .returning('id')
    .execute();
  if (!sent.length) throw fieldError('conflict', 'fileId', 'the file was removed, or is sent already');
}

async function isSent(
  trx: DatabaseTransaction,
  {kind, id: uploader, domain}: Uploader & {readonly domain: string},
  id: string,
) {
  const row = await trx
    .selectFrom('attachments')
    .select('id')
    .where('domain', '=', domain)
    .where('id', '=', id)
    .where('uploader_kind', '=', kind)
    .where('uploader_id', '=', uploader)
    .executeTakeFirst();
  return row !== undefined;
}
