import {randomUUID} from 'node:crypto';
import {AlreadyStored, appendEnd, appendEntry, appendToOpen} from './append.js';
import {insertBeginning} from './beginnings.js';
import {findEntryOf} from './entries.js';
import {HEAD_COLUMNS, toHead} from './heads.js';
import {appendAnswer} from './user-answers.js';
import {findApp} from '../apps/apps.js';
import {markSent, takeFile} from '../attachments/sent-files.js';
import {fieldError, ServiceError} from '../errors.js';
import {insertAnonymousUser} from '../identity/anonymous-users.js';
import {addChange} from '../live/wake-ups.js';
import type {Appended, EntryTimes, NextTimes} from './append.js';
import type {NewEntry, Stored} from './entries.js';
import type {HeadRow} from './heads.js';
import type {ConversationBeginning} from '../../contract/conversations.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {Uploader} from '../attachments/attachment-rows.js';
import type {Session} from '../identity/session-token.js';
import type {ConversationChange, PendingChanges} from '../live/wake-ups.js';
import type {Content, Entry, NewAnswer, SyncedConversation} from 'helpshift-chat/protocol';

/** A message that a user sent, after all checks. */
export interface UserMessage {
  readonly id: string;
  readonly text: string;
  /** Used only when the message begins a conversation. */
  readonly beginning: UserBeginning;
}

/** A file that a user sends, after all checks of its form. */
export interface UserAttachment {
  readonly id: string;
  readonly fileId: string;
  /** Used only when the file begins a conversation. */
  readonly beginning: UserBeginning;
}

/** What a conversation begins with, after all checks but that of the tags. */
export interface UserBeginning extends ConversationBeginning {
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

/** What a user writes: a message, a file, or an answer to what the chat asks. */
export type UserEntry = UserMessage | UserAttachment | NewAnswer;

/** Decides whether a conversation may begin. */
export interface BeginningHook {
  /** Called before a conversation is stored. Throws to refuse it, and all that is stored with it. */
  readonly mayBegin?: (() => void) | undefined;
}

/** What the storing of messages depends on. */
export interface StoringRules extends BeginningHook {
  readonly nextTimes: NextTimes;
}

/** What the storing of messages has led to. */
export interface StoredMessages {
  /** The conversations that the messages are in, with the messages' entries and those that the service appended, in order. */
  readonly conversations: readonly SyncedConversation[];
  /**
   * The changes for the live connections. Also those of messages that were stored before: the process that stored them may have
   * ended, or lost its database, before it told anybody.
   */
  readonly changes: readonly ConversationChange[];
  /** How many entries were stored now; 0 when all messages were stored before. */
  readonly added: number;
}

/**
 * Stores messages of a valid session, in order: in the user's conversation that is open or resolved, or in a new one. Stores
 * answers among them in their conversations. Throws `AlreadyStored` when one of them is stored; then the transaction must fail,
 * and `storeMessagesAgain` can follow in another one. Throws `conflict` when an answer cannot follow.
 */
export async function storeMessages(
  trx: DatabaseTransaction,
  session: Session,
  messages: readonly UserEntry[],
  rules: StoringRules,
): Promise<StoredMessages> {
  const result = new Result(session);
  for (const [index, message] of messages.entries()) await storeOne(trx, session, message, index, rules, result);
  return result;
}

/**
 * The same for messages of which some may be stored: those change nothing. Throws `conflict` when something else is stored
 * with the id of one.
 */
export async function storeMessagesAgain(
  trx: DatabaseTransaction,
  session: Session,
  messages: readonly UserEntry[],
  rules: StoringRules,
): Promise<StoredMessages> {
  const result = new Result(session);
  for (const [index, message] of messages.entries()) {
    const stored = await findEntryOf(trx, session.domain, session.ownerId, message.id);
    if (!stored) {
      await storeOne(trx, session, message, index, rules, result);
      continue;
    }
    if (!isSame(stored, message)) throw conflictOfId(`messages.${index}.id`);
    result.addStored(await findHead(trx, session, stored.conversationId), stored.item);
  }
  return result;
}

/** The error for an id with which its author has stored something else. */
export function conflictOfId(field: string): ServiceError {
  return fieldError('conflict', field, 'something else is stored with this id; make a new id');
}

function isSame({conversationId, item: {content}}: Stored<Entry>, message: UserEntry): boolean {
  if ('text' in message) return content.kind === 'text' && content.text === message.text;
  if ('fileId' in message) return content.kind === 'attachment' && content.fileId === message.fileId;
  return conversationId === message.conversationId && JSON.stringify(content) === JSON.stringify(message.content);
}

async function storeOne(
  trx: DatabaseTransaction,
  session: Session,
  message: UserEntry,
  index: number,
  rules: StoringRules,
  result: Result,
): Promise<void> {
  if ('text' in message) {
    await storeMessage(trx, session, message, {kind: 'text', text: message.text}, rules, result);
  } else if ('fileId' in message) {
    // Before the rules: a file that is sent cannot be sent once more.
    if (await findEntryOf(trx, session.domain, session.ownerId, message.id)) throw new AlreadyStored();
    const content = await takeFile(trx, ownFiles(session), message.fileId, `messages.${index}.fileId`);
    const conversationId = await storeMessage(trx, session, message, content, rules, result);
    await markSent(trx, session.domain, content.fileId, conversationId);
  } else result.addNew(await appendAnswer(trx, session, message, `messages.${index}`, rules.nextTimes()));
}

async function storeMessage(
  trx: DatabaseTransaction,
  session: Session,
  {id, beginning}: UserMessage | UserAttachment,
  content: Content,
  rules: StoringRules,
  result: Result,
): Promise<string> {
  const author = {kind: 'user'} as const;
  const entry: NewEntry = {id, author, authorId: session.ownerId, content};
  let appended = await appendToOpen(trx, session, entry, rules.nextTimes());
  if (!appended) {
    await openConversation(trx, session, beginning, rules, result);
    appended = await appendToOpen(trx, session, entry, rules.nextTimes());
  }
  if (!appended) throw new Error('a conversation that was just opened is missing');
  result.addNew(appended);
  return appended.head.id;
}

/** Whose files a session can send. Throws `forbidden` with full privacy, which has no attachments at all. */
function ownFiles({domain, ownerId: id, fullPrivacy}: Session): Uploader & {readonly domain: string} {
  if (fullPrivacy) throw new ServiceError('forbidden', 'With full privacy there are no attachments.');
  return {kind: 'user', id, domain};
}

/** Reopens the user's newest conversation if it is resolved, else begins another one. */
async function openConversation(
  trx: DatabaseTransaction,
  session: Session,
  beginning: UserBeginning,
  rules: StoringRules,
  result: Result,
): Promise<void> {
  const {domain, ownerId, verified} = session;
  const last = await trx
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.status === 'resolved') {
    const author = {kind: 'user'} as const;
    const reopened: NewEntry = {id: randomUUID(), author, authorId: ownerId, content: {kind: 'reopened'}};
    result.addNew(await appendEntry(trx, {domain, id: last.id}, last.status, reopened, rules.nextTimes(), verified));
    return;
  }
  rules.mayBegin?.();
  // An earlier version left a rejected conversation as it was.
  if (last?.status === 'rejected') {
    result.addNew(await appendEnd(trx, {domain, id: last.id}, last.status, rules.nextTimes()));
  }
  await beginConversation(trx, session, beginning, (last?.ordinal ?? 0) + 1, rules.nextTimes());
}

/** Inserts a conversation without entries. */
async function beginConversation(
  trx: DatabaseTransaction,
  session: Session,
  {contact, ...beginning}: UserBeginning,
  ordinal: number,
  times: EntryTimes,
): Promise<void> {
  const {domain, ownerId} = session;
  if (ordinal === 1 && session.kind === 'anonymous') await insertAnonymousUser(trx, session, times.time);
  const id = randomUUID();
  await trx
    .insertInto('conversations')
    .values({
      domain,
      id,
      platform_id: session.platformId,
      owner_id: ownerId,
      ordinal,
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
      full_privacy: session.fullPrivacy ? 1 : 0,
    })
    .execute();
  const app = beginning.tags.length ? await findApp(trx, session) : undefined;
  const tags = beginning.tags.filter((tag) => app?.tags.includes(tag));
  const pageUrl = session.fullPrivacy ? null : beginning.pageUrl;
  await insertBeginning(trx, {domain, id}, {...beginning, tags, pageUrl});
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
  /** By id; the entries by number, because a list may hold a message twice. */
  readonly #conversations = new Map<string, {head: HeadRow; entries: Map<number, Entry>}>();
  readonly #changes: PendingChanges = new Map();
  #added = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  addNew({head, entry}: Appended): void {
    this.#added++;
    this.addStored(head, entry);
  }

  addStored(head: HeadRow, entry: Entry): void {
    const {domain, ownerId} = this.#session;
    addChange(this.#changes, {domain, ownerId, id: head.id, entry: entry.number, audience: 'everybody'});
    const entries = this.#conversations.get(head.id)?.entries ?? new Map<number, Entry>();
    this.#conversations.set(head.id, {head, entries: entries.set(entry.number, entry)});
  }

  get conversations(): readonly SyncedConversation[] {
    const conversations = [...this.#conversations.values()].sort((a, b) => a.head.ordinal - b.head.ordinal);
    return conversations.map(({head, entries}) => ({
      ...toHead(head),
      entries: [...entries.values()].sort((a, b) => a.number - b.number),
    }));
  }

  get changes(): readonly ConversationChange[] {
    return [...this.#changes.values()];
  }

  get added(): number {
    return this.#added;
  }
}
