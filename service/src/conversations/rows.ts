import type {Tables} from '../database/schema.js';
import type {Conversation, Message} from 'helpshift-chat/protocol';
import type {Selectable} from 'kysely';

export const CONVERSATION_COLUMNS = ['id', 'status', 'last_sequence', 'user_read_sequence', 'created_at'] as const;

export type ConversationRow = Pick<Selectable<Tables['conversations']>, (typeof CONVERSATION_COLUMNS)[number]>;

export function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    status: row.status,
    lastSequence: row.last_sequence,
    readSequence: row.user_read_sequence,
    createdAt: row.created_at,
  };
}

export function toMessage(row: Omit<Selectable<Tables['messages']>, 'domain' | 'sender_id'>): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    sequence: row.sequence,
    sender: row.sender_kind === 'user' ? {kind: 'user'} : {kind: 'agent', name: row.sender_name ?? ''},
    text: row.text,
    createdAt: row.created_at,
  };
}
