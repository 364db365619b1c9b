import {randomUUID} from 'node:crypto';
import {isAnswer, nextStatus} from 'helpshift-chat/protocol';
import {insertEntry} from './entries.js';
import {HEAD_COLUMNS, IS_OPEN} from './heads.js';
import {previewText} from './text.js';
import {prepareQuery} from '../database/prepare-query.js';
import type {ConversationKey, NewEntry} from './entries.js';
import type {HeadRow} from './heads.js';
import type {Param} from '../database/prepare-query.js';
import type {DatabaseTransaction, Flag, Tables} from '../database/schema.js';
import type {Author, Content, ConversationStatus, Entry} from 'helpshift-chat/protocol';
import type {Expression, ExpressionBuilder} from 'kysely';

/** The times of one entry. */
export interface EntryTimes {
  /** By the computer's clock: what people see. */
  readonly time: number;
  /** By an `OrderedClock`: what decides an order. */
  readonly stamp: number;
}

/** Gives the times of the next entry. */
export type NextTimes = () => EntryTimes;

/** An entry and the head after it. */
export interface Appended {
  readonly head: HeadRow;
  readonly entry: Entry;
}

/** Thrown when the author has stored an entry with this id before. The transaction fails with it. */
export class AlreadyStored extends Error {}

/** How an entry changes its conversation's row. */
interface RowChange {
  readonly entryId: string;
  readonly stamp: number;
  readonly status: ConversationStatus;
  readonly isAnswer: Flag;
  readonly byUser: Flag;
  readonly byAgent: Flag;
  /** 1 when the user waits for an answer after this entry. */
  readonly waits: Flag;
  /** 0 makes the conversation unverified for ever. */
  readonly verified: Flag;
  /** All three are null when the entry is no message. */
  readonly previewAuthor: Author['kind'] | null;
  readonly previewText: string | null;
  readonly previewTime: number | null;
}

/**
 * The values of a row after one more entry. The author's read mark moves with the entry only when they had seen all entries
 * before it: the entry may have waited on its way.
 */
function changesOfRow(eb: ExpressionBuilder<Tables, 'conversations'>, param: Param<RowChange>) {
  const next = eb('last_number', '+', eb.lit(1));
  const readBy = (column: 'user_read' | 'agent_read', isAuthor: 'byUser' | 'byAgent') =>
    eb
      .case()
      .when(eb.and([eb(param(isAuthor), '=', eb.lit(1)), eb(column, '=', eb.ref('last_number'))]))
      .then(next)
      .else(eb.ref(column))
      .end();
  return {
    last_number: next,
    last_id: param('entryId'),
    version: nextVersion(eb, param('stamp')),
    status: param('status'),
    verified: eb('verified', '*', param('verified')),
    user_read: readBy('user_read', 'byUser'),
    agent_read: readBy('agent_read', 'byAgent'),
    user_unread: eb('user_unread', '+', param('isAnswer')),
    activity: param('stamp'),
    waiting_since: eb
      .case()
      .when(eb(param('waits'), '=', eb.lit(1)))
      .then(eb.fn.coalesce('waiting_since', param('stamp')))
      .else(null)
      .end(),
    preview_author: eb.fn.coalesce(param('previewAuthor'), 'preview_author'),
    preview_text: eb.fn.coalesce(param('previewText'), 'preview_text'),
    preview_time: eb.fn.coalesce(param('previewTime'), 'preview_time'),
  };
}

/** The version of a row after a change: it grows also when the clock of another process was ahead. */
export function nextVersion(eb: ExpressionBuilder<Tables, 'conversations'>, stamp: Expression<number>) {
  return eb
    .case()
    .when('version', '<', stamp)
    .then(stamp)
    .else(eb('version', '+', eb.lit(1)))
    .end();
}

const countEntry = prepareQuery((db, param: Param<RowChange & ConversationKey>) =>
  db
    .updateTable('conversations')
    .set((eb) => changesOfRow(eb, param))
    .where('domain', '=', param('domain'))
    .where('id', '=', param('id'))
    .returning(HEAD_COLUMNS),
);

/** Counts an entry in the user's open conversation; no row when none is open. */
const countEntryInOpen = prepareQuery((db, param: Param<RowChange & {domain: string; ownerId: string}>) =>
  db
    .updateTable('conversations')
    .set((eb) => changesOfRow(eb, param))
    .where('domain', '=', param('domain'))
    .where('owner_id', '=', param('ownerId'))
    .where(IS_OPEN)
    .returning(HEAD_COLUMNS),
);

/**
 * Appends an entry to a conversation with this status. `isVerified`: false for what a user writes in an unverified session. Throws
 * `AlreadyStored`.
 */
export async function appendEntry(
  trx: DatabaseTransaction,
  key: ConversationKey,
  status: ConversationStatus,
  entry: NewEntry,
  times: EntryTimes,
  isVerified = true,
): Promise<Appended> {
  const [head] = await countEntry(trx, {...key, ...changeBy(entry, status, isVerified, times)});
  if (!head) throw new Error('the conversation of a new entry is missing');
  return {head, entry: await insertCounted(trx, key.domain, head, entry, times)};
}

/** Ends a conversation with this status, by the service's own rules. */
export function appendEnd(
  trx: DatabaseTransaction,
  key: ConversationKey,
  status: ConversationStatus,
  times: EntryTimes,
): Promise<Appended> {
  const end: NewEntry = {id: randomUUID(), author: {kind: 'system'}, authorId: 'system', content: {kind: 'ended'}};
  return appendEntry(trx, key, status, end, times);
}

/** Appends a user's entry to their open conversation. Throws `AlreadyStored`. @returns `undefined` when none is open. */
export async function appendToOpen(
  trx: DatabaseTransaction,
  owner: {readonly domain: string; readonly ownerId: string; readonly verified: boolean},
  entry: NewEntry,
  times: EntryTimes,
): Promise<Appended | undefined> {
  const {domain, ownerId, verified} = owner;
  const [head] = await countEntryInOpen(trx, {domain, ownerId, ...changeBy(entry, 'open', verified, times)});
  return head && {head, entry: await insertCounted(trx, domain, head, entry, times)};
}

async function insertCounted(
  trx: DatabaseTransaction,
  domain: string,
  head: HeadRow,
  entry: NewEntry,
  {time}: EntryTimes,
): Promise<Entry> {
  const inserted = await insertEntry(trx, {domain, id: head.id}, head.last_number, entry, time);
  if (!inserted) throw new AlreadyStored();
  return inserted;
}

/** What the inbox's list shows of an entry; null of one that is no message. */
function previewOf(content: Content): string | null {
  if (content.kind === 'attachment') return content.name;
  return 'text' in content ? content.text : null;
}

function changeBy(
  entry: NewEntry,
  status: ConversationStatus,
  isVerified: boolean,
  {time, stamp}: EntryTimes,
): RowChange {
  const {author, content} = entry;
  const text = previewOf(content);
  return {
    entryId: entry.id,
    stamp,
    status: nextStatus(status, entry),
    isAnswer: isAnswer(entry) ? 1 : 0,
    byUser: author.kind === 'user' ? 1 : 0,
    byAgent: author.kind === 'agent' ? 1 : 0,
    waits: author.kind === 'user' && text !== null ? 1 : 0,
    verified: isVerified ? 1 : 0,
    previewAuthor: text === null ? null : author.kind,
    previewText: text === null ? null : previewText(text),
    previewTime: text === null ? null : time,
  };
}
