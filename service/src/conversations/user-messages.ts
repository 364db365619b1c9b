import {randomUUID} from 'node:crypto';
import {appendEntry, appendToOpen} from './append.js';
import {findEntryOf} from './entries.js';
import {HEAD_COLUMNS, toHead} from './heads.js';
import {ServiceError} from '../errors.js';
import {insertAnonymousUser} from '../identity/anonymous-users.js';
import type {Appended, NextTimes} from './append.js';
import type {NewEntry} from './entries.js';
import type {HeadRow} from './heads.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {ConversationChange} from '../live/wake-ups.js';
import type {Entry, SyncedConversation} from 'helpshift-chat/protocol';

/** A message that a user sent, after all checks. */
export interface UserMessage {
  readonly id: string;
  readonly text: string;
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

/** What the storing of messages has led to. */
export interface StoredMessages {
  /** The conversations that the messages are in, with the messages' entries and those that the service appended. */
  readonly conversations: readonly SyncedConversation[];
  /** The changes for the live connections; none when all messages were stored before. */
  readonly changes: readonly ConversationChange[];
}

/**
 * Stores messages of a valid session, in order: in the user's open conversation, or in a new one. Throws `AlreadyStored` when
 * one of them is stored; then the transaction must fail, and `storeMessagesAgain` can follow in another one.
 */
export async function storeMessages(
  trx: DatabaseTransaction,
  session: Session,
  messages: readonly UserMessage[],
  nextTimes: NextTimes,
): Promise<StoredMessages> {
  const result = new Result(session);
  for (const message of messages) await storeMessage(trx, session, message, nextTimes, result);
  return result;
}

/**
 * The same for messages of which some may be stored: those change nothing. Throws `conflict` when another text is stored with
 * the id of one.
 */
export async function storeMessagesAgain(
  trx: DatabaseTransaction,
  session: Session,
  messages: readonly UserMessage[],
  nextTimes: NextTimes,
): Promise<StoredMessages> {
  const result = new Result(session);
  for (const [index, message] of messages.entries()) {
    const stored = await findEntryOf(trx, session.domain, session.ownerId, message.id);
    if (!stored) {
      await storeMessage(trx, session, message, nextTimes, result);
      continue;
    }
    const {content} = stored.item;
    if (content.kind !== 'text' || content.text !== message.text) throw conflictOfId(`messages.${index}.id`);
    result.addStored(await findHead(trx, session, stored.conversationId), stored.item);
  }
  return result;
}

/** The error for an id with which its author has stored something else. */
export function conflictOfId(field: string): ServiceError {
  return new ServiceError('conflict', `${field}: something else is stored with this id; make a new id`, field);
}

async function storeMessage(
  trx: DatabaseTransaction,
  session: Session,
  {id, text, contact}: UserMessage,
  nextTimes: NextTimes,
  result: Result,
): Promise<void> {
  const author = {kind: 'user'} as const;
  const entry: NewEntry = {id, author, authorId: session.ownerId, content: {kind: 'text', text}};
  let appended = await appendToOpen(trx, session, entry, nextTimes());
  if (!appended) {
    await beginConversation(trx, session, contact, nextTimes, result);
    appended = await appendToOpen(trx, session, entry, nextTimes());
  }
  if (!appended) throw new Error('a conversation that was just begun is missing');
  result.addNew(appended);
}

/** Inserts a conversation without entries, and ends the one before it. */
async function beginConversation(
  trx: DatabaseTransaction,
  session: Session,
  contact: UserMessage['contact'],
  nextTimes: NextTimes,
  result: Result,
): Promise<void> {
  const {domain, ownerId} = session;
  const times = nextTimes();
  const last = await trx
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last && session.kind === 'anonymous') await insertAnonymousUser(trx, session, times.time);
  if (last && last.status !== 'ended') {
    const end: NewEntry = {id: randomUUID(), author: {kind: 'system'}, authorId: 'system', content: {kind: 'ended'}};
    result.addNew(await appendEntry(trx, {domain, id: last.id}, last.status, end, times));
  }
  await trx
    .insertInto('conversations')
    .values({
      domain,
      id: randomUUID(),
      platform_id: session.platformId,
      owner_id: ownerId,
      ordinal: (last?.ordinal ?? 0) + 1,
      status: 'open',
      verified: session.verified ? 1 : 0,
      version: 0,
      last_number: 0,
      last_id: '',
      last_note: 0,
      user_read: 0,
      user_unread: 0,
      agent_read: 0,
      activity: times.stamp,
      waiting_since: null,
      preview_author: 'user',
      preview_text: '',
      preview_time: times.time,
      contact_name: session.fullPrivacy ? null : contact.name,
      contact_email: session.fullPrivacy ? null : contact.email,
    })
    .execute();
}

async function findHead(trx: DatabaseTransaction, {domain, ownerId}: Session, id: string): Promise<HeadRow> {
  return trx
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** Collects what a transaction stores. */
class Result implements StoredMessages {
  readonly #session: Session;
  readonly #conversations = new Map<string, {head: HeadRow; entries: Entry[]}>();
  readonly #changes = new Map<string, ConversationChange>();

  constructor(session: Session) {
    this.#session = session;
  }

  addNew({head, entry}: Appended): void {
    const {domain, ownerId} = this.#session;
    const {id} = head;
    if (!this.#changes.has(id)) {
      this.#changes.set(id, {domain, ownerId, id, entry: entry.number, audience: 'everybody'});
    }
    this.addStored(head, entry);
  }

  addStored(head: HeadRow, entry: Entry): void {
    const entries = this.#conversations.get(head.id)?.entries ?? [];
    entries.push(entry);
    this.#conversations.set(head.id, {head, entries});
  }

  get conversations(): readonly SyncedConversation[] {
    return [...this.#conversations.values()].map(({head, entries}) => ({...toHead(head), entries}));
  }

  get changes(): readonly ConversationChange[] {
    return [...this.#changes.values()];
  }
}
