import {MESSAGE_PAGE_LIMIT} from 'helpshift-chat/protocol';
import {toMessage} from './rows.js';
import {prepareQuery} from '../database/prepare-query.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction, MessagesTable, Tables} from '../database/schema.js';
import type {Message, MessageSender} from 'helpshift-chat/protocol';
import type {ExpressionBuilder, Selectable} from 'kysely';

/** The key of a conversation. The caller has checked the right to read it. */
export interface ConversationKey {
  readonly domain: string;
  readonly id: string;
}

/** Lists the messages after number `after`, in order, at most one page. */
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

const findSent = prepareQuery((db, param: Param<{domain: string; senderId: string; id: string}>) =>
  db
    .selectFrom('messages')
    .selectAll()
    .where('domain', '=', param('domain'))
    .where('sender_id', '=', param('senderId'))
    .where('id', '=', param('id')),
);

/** Finds a message that this sender has stored with this id. */
export async function findSentMessage(
  trx: DatabaseTransaction,
  domain: string,
  senderId: string,
  id: string,
): Promise<Message | undefined> {
  const [row] = await findSent(trx, {domain, senderId, id});
  return row && toMessage(row);
}

export interface NewMessage {
  readonly id: string;
  readonly text: string;
  readonly sender: MessageSender;
  readonly senderId: string;
}

type ReadSequence = 'user_read_sequence' | 'agent_read_sequence';

/**
 * The sequences of a conversation after one more message. The sender's read mark moves with the message only when the
 * sender had seen all messages before it: the message may have waited in an outbox.
 */
export function sequencesAfterMessage(eb: ExpressionBuilder<Tables, 'conversations'>, readSequence: ReadSequence) {
  return {
    last_sequence: eb('last_sequence', '+', 1),
    [readSequence]: eb
      .case()
      .when(readSequence, '=', eb.ref('last_sequence'))
      .then(eb('last_sequence', '+', 1))
      .else(eb.ref(readSequence))
      .end(),
  };
}

const insert = prepareQuery((db, param: Param<Selectable<MessagesTable>>) =>
  db.insertInto('messages').values({
    domain: param('domain'),
    conversation_id: param('conversation_id'),
    sequence: param('sequence'),
    id: param('id'),
    sender_kind: param('sender_kind'),
    sender_id: param('sender_id'),
    sender_name: param('sender_name'),
    text: param('text'),
    created_at: param('created_at'),
  }),
);

/**
 * Inserts a message. Its conversation must have counted it in the same transaction, so that no other message gets the
 * same number.
 */
export async function insertMessage(
  trx: DatabaseTransaction,
  {domain, id, lastSequence}: ConversationKey & {readonly lastSequence: number},
  message: NewMessage,
  now: number,
): Promise<Message> {
  const row = {
    domain,
    conversation_id: id,
    sequence: lastSequence,
    id: message.id,
    sender_kind: message.sender.kind,
    sender_id: message.senderId,
    sender_name: message.sender.kind === 'agent' ? message.sender.name : null,
    text: message.text,
    created_at: now,
  };
  await insert(trx, row);
  return toMessage(row);
}
