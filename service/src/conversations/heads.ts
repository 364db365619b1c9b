import {sql} from 'kysely';
import type {Tables} from '../database/schema.js';
import type {Conversation} from 'helpshift-chat/protocol';
import type {Selectable} from 'kysely';

/** The columns of a conversation's head, as its user sees it. */
export const HEAD_COLUMNS = [
  'id',
  'ordinal',
  'version',
  'status',
  'last_number',
  'last_id',
  'user_read',
  'user_unread',
  'agent_read',
] as const;

/** Literal, so that a partial index can be used. */
export const IS_OPEN = sql<boolean>`status = 'open'`;
export const IS_CLOSED = sql<boolean>`status <> 'open'`;

export type HeadRow = Pick<Selectable<Tables['conversations']>, (typeof HEAD_COLUMNS)[number]>;

export function toHead(row: HeadRow): Conversation {
  return {
    id: row.id,
    ordinal: row.ordinal,
    version: row.version,
    status: row.status,
    lastNumber: row.last_number,
    lastId: row.last_id,
    readNumber: row.user_read,
    unreadCount: row.user_unread,
    agentReadNumber: row.agent_read,
  };
}
