import {MESSAGE_PAGE_LIMIT} from 'helpshift-chat/protocol';
import {toMessage} from './rows.js';
import type {Database, DatabaseTransaction, Flag} from '../database/schema.js';
import type {Message, MessageSender} from 'helpshift-chat/protocol';

/** Where a conversation is; the caller has made sure that it may be read. */
export interface ConversationKey {
  readonly domain: string;
  readonly id: string;
}

/** The messages that follow number `after`, in order, at most one page. */
export async function listMessages(db: Database, {domain, id}: ConversationKey, after: number): Promise<Message[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('domain', '=', domain)
    .where('conversation_id', '=', id)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(MESSAGE_PAGE_LIMIT)
    .execute();
  return rows.map(toMessage);
}

/** The message that this sender has stored with this id before. */
export async function findSentMessage(
  trx: DatabaseTransaction,
  domain: string,
  senderId: string,
  id: string,
): Promise<Message | undefined> {
  const row = await trx
    .selectFrom('messages')
    .selectAll()
    .where('domain', '=', domain)
    .where('sender_id', '=', senderId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toMessage(row);
}

export interface NewMessage {
  readonly id: string;
  readonly text: string;
  readonly sender: MessageSender;
  readonly senderId: string;
}

/**
 * Adds a message as the next one of its conversation. Its sender has seen everything before it, and it. The caller's
 * transaction keeps others from numbering at the same time.
 *
 * @param verified - Whether a user's session was verified. Once one was not, the conversation stays unverified.
 */
export async function insertMessage(
  trx: DatabaseTransaction,
  {domain, id}: ConversationKey,
  message: NewMessage,
  now: number,
  verified = true,
): Promise<Message> {
  const byUser = message.sender.kind === 'user';
  const {last_sequence: sequence} = await trx
    .updateTable('conversations')
    .set((eb) => ({
      last_sequence: eb('last_sequence', '+', 1),
      [byUser ? 'user_read_sequence' : 'agent_read_sequence']: eb('last_sequence', '+', 1),
      updated_at: now,
      ...(!verified && {verified: 0 as Flag}),
    }))
    .where('domain', '=', domain)
    .where('id', '=', id)
    .returning('last_sequence')
    .executeTakeFirstOrThrow();
  const row = {
    domain,
    conversation_id: id,
    sequence,
    id: message.id,
    sender_kind: message.sender.kind,
    sender_id: message.senderId,
    sender_name: message.sender.kind === 'agent' ? message.sender.name : null,
    text: message.text,
    created_at: now,
  };
  await trx.insertInto('messages').values(row).execute();
  return toMessage(row);
}
