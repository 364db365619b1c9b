import {MESSAGE_PAGE_LIMIT} from 'helpshift-chat/protocol';
import {CONVERSATION_COLUMNS, toConversation, toMessage} from './rows.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {Conversation, Message, MessageSender} from 'helpshift-chat/protocol';

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
 * Adds a message as the next one of its conversation. The caller's transaction keeps others from numbering at the same
 * time. Its sender has seen it, but not what they had not seen before: it may have waited in an outbox.
 *
 * @param verified - Whether a user's session was verified. Once one was not, the conversation stays unverified.
 */
export async function insertMessage(
  trx: DatabaseTransaction,
  {domain, id}: ConversationKey,
  message: NewMessage,
  now: number,
  verified = true,
): Promise<{message: Message; conversation: Conversation}> {
  const readSequence = message.sender.kind === 'user' ? 'user_read_sequence' : 'agent_read_sequence';
  const conversation = await trx
    .updateTable('conversations')
    .set((eb) => ({
      last_sequence: eb('last_sequence', '+', 1),
      [readSequence]: eb
        .case()
        .when(readSequence, '=', eb.ref('last_sequence'))
        .then(eb('last_sequence', '+', 1))
        .else(eb.ref(readSequence))
        .end(),
      updated_at: now,
      ...(!verified && {verified: 0}),
    }))
    .where('domain', '=', domain)
    .where('id', '=', id)
    .returning(CONVERSATION_COLUMNS)
    .executeTakeFirstOrThrow();
  const row = {
    domain,
    conversation_id: id,
    sequence: conversation.last_sequence,
    id: message.id,
    sender_kind: message.sender.kind,
    sender_id: message.senderId,
    sender_name: message.sender.kind === 'agent' ? message.sender.name : null,
    text: message.text,
    created_at: now,
  };
  await trx.insertInto('messages').values(row).execute();
  return {message: toMessage(row), conversation: toConversation(conversation)};
}
