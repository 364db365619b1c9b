import {ENTRY_PAGE_LIMIT, ENTRY_PAGE_LIMIT_BYTES, SYNC_CONVERSATIONS_LIMIT} from 'helpshift-chat/protocol';
import {AlreadyStored, nextVersion} from './append.js';
import {bytesOfAll, findEntryId, listEntries} from './entries.js';
import {HEAD_COLUMNS, toHead} from './heads.js';
import {storeMessages, storeMessagesAgain} from './user-messages.js';
import {prepareQuery} from '../database/prepare-query.js';
import {ANSWER_ENTRIES_LIMIT_BYTES} from '../limits.js';
import {ownerWriteKey} from '../identity/write-keys.js';
import type {HeadRow} from './heads.js';
import type {BeginningHook, StoredMessages, UserEntry} from './user-messages.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {Meters} from '../metrics/meters.js';
import type {WakeUps} from '../live/wake-ups.js';
import type {
  Entry,
  EntryPage,
  KnownConversation,
  ReadMark,
  SyncedConversation,
  SyncRequest,
  SyncResponse,
} from 'helpshift-chat/protocol';

export interface ConversationsParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Gives the times that decide an order: an `OrderedClock`. */
  readonly orderedClock: Clock;
  readonly wakeUps: WakeUps;
  readonly meters: Pick<Meters, 'stored'>;
}

/** A user, as the owner of conversations. */
export type Owner = Pick<Session, 'domain' | 'ownerId'>;

/** A session that may have ended. */
export interface UncheckedSession {
  readonly owner: Owner;
  /** Returns the session inside a transaction. Throws `unauthorized` when it has ended. */
  readonly check: (trx: Database) => Promise<Session>;
}

/** What the caller adds to the storing of messages. It may be called again, when the transaction runs again. */
export interface SendHooks extends BeginningHook {
  /** Runs after all are stored, in the same transaction. */
  readonly end?: ((trx: DatabaseTransaction) => Promise<void>) | undefined;
}

/**
 * The operations of a user on their own conversations. Each query names the session's user, so that the conversation of
 * another user is like one that never existed.
 */
export class UserConversations {
  readonly #parts: ConversationsParts;

  constructor(parts: ConversationsParts) {
    this.#parts = parts;
  }

  get #db(): Database {
    return this.#parts.store.db;
  }

  /** Whether the user has any conversation. */
  async hasAny({domain, ownerId}: Owner): Promise<boolean> {
    return (await selectNewest(this.#db, {domain, ownerId, before: Number.MAX_SAFE_INTEGER, limit: 1})).length > 0;
  }

  /** Whether the user has a conversation that their next message goes on with. */
  async hasOpen(owner: Owner): Promise<boolean> {
    return (await this.findOngoing(owner)) !== undefined;
  }

  /** The id of the conversation that the user's next message goes on with. */
  async findOngoing({domain, ownerId}: Owner): Promise<string | undefined> {
    const [newest] = await selectNewest(this.#db, {domain, ownerId, before: Number.MAX_SAFE_INTEGER, limit: 1});
    return newest?.status === 'open' || newest?.status === 'resolved' ? newest.id : undefined;
  }

  /** The newest version of all of the user's conversations; 0 without any. */
  async newestVersion({domain, ownerId}: Owner): Promise<number> {
    const [row] = await selectNewestVersion(this.#db, {domain, ownerId});
    return row?.version ?? 0;
  }

  /** Takes the read marks, then answers what the request asks for, without a wait. */
  async sync(session: Session, {known = [], page, read = []}: SyncRequest): Promise<SyncResponse> {
    for (const mark of read) await this.#markRead(session, mark);
    // Before the conversations are read: a change in between makes a client that compares versions ask once more.
    const version = await this.newestVersion(session);
    if (page?.before) return {conversations: await this.#readBefore(session, page.before)};
    const changes = await this.#readChanges(session, known);
    if (!page) return {...changes, version};
    const newest = await this.#readBefore(session, undefined);
    return {...changes, conversations: withPage(changes.conversations, newest), version};
  }

  /** Reads a conversation's head, and its entries from a number on: the newest part of them when they are many. */
  async readFrom(
    {domain, ownerId}: Owner,
    id: string,
    from: number | undefined,
  ): Promise<SyncedConversation | undefined> {
    const [head] = await selectOwned(this.#db, {domain, ownerId, id});
    if (!head) return undefined;
    const entries = from === undefined ? [] : await listNews(this.#db, domain, head, from - 1);
    return {...toHead(head), entries};
  }

  /**
   * Stores messages and answers in order, all of them or none; nothing for a session that has ended. Resolves after the
   * commit. Throws `conflict`.
   */
  async send(
    {owner, check}: UncheckedSession,
    messages: readonly UserEntry[],
    {end, mayBegin}: SendHooks = {},
  ): Promise<StoredMessages> {
    const {store, clock, orderedClock, wakeUps, meters} = this.#parts;
    const rules = {nextTimes: () => ({time: clock(), stamp: orderedClock()}), mayBegin};
    const storeBy = (rule: typeof storeMessages): Promise<StoredMessages> =>
      // The messages may begin the user's first open conversation.
      store.write([ownerWriteKey(owner)], async (trx) => {
        const stored = await rule(trx, await check(trx), messages, rules);
        await end?.(trx);
        return stored;
      });
    const stored = await storeBy(storeMessages).catch((error: unknown) => {
      // A message is sent again when its answer got lost. That is rare, so only then each is looked for first.
      if (error instanceof AlreadyStored) return storeBy(storeMessagesAgain);
      throw error;
    });
    for (const change of stored.changes) wakeUps.publish(change);
    meters.stored('user', stored.added);
    return stored;
  }

  async #markRead({domain, ownerId}: Owner, {id, number}: ReadMark): Promise<void> {
    const {store, orderedClock, wakeUps} = this.#parts;
    const [head] = await selectOwned(this.#db, {domain, ownerId, id});
    if (!head || Math.min(number, head.last_number) <= head.user_read) return;
    const seen = Math.min(number, head.last_number);
    await store.write([], async (trx) => {
      const stamp = orderedClock();
      await trx
        .updateTable('conversations')
        .set((eb) => ({
          user_read: seen,
          user_unread: countAnswersAfter(trx, domain, id, seen),
          version: nextVersion(eb, eb.val(stamp)),
        }))
        .where('domain', '=', domain)
        .where('id', '=', id)
        .where('user_read', '<', seen)
        .execute();
    });
    wakeUps.publish({domain, ownerId, id, audience: 'everybody'});
  }

  /** Answers about the newest conversations and the known ones what the client does not know. */
  async #readChanges(
    session: Session,
    known: readonly KnownConversation[],
  ): Promise<Pick<SyncResponse, 'conversations' | 'restart'>> {
    const {domain, ownerId} = session;
    const knownById = new Map(known.map((one) => [one.id, one]));
    const heads = new Map<string, HeadRow>();
    const newest = {domain, ownerId, before: Number.MAX_SAFE_INTEGER, limit: SYNC_CONVERSATIONS_LIMIT};
    for (const head of await selectNewest(this.#db, newest)) heads.set(head.id, head);
    for (const id of knownById.keys()) {
      if (heads.has(id)) continue;
      const [head] = await selectOwned(this.#db, {domain, ownerId, id});
      if (head) heads.set(id, head);
    }
    const restart = [...knownById.keys()].filter((id) => !heads.has(id));
    const conversations: SyncedConversation[] = [];
    let room = ANSWER_ENTRIES_LIMIT_BYTES;
    // The newest first: they have the room.
    for (const head of [...heads.values()].sort((a, b) => b.ordinal - a.ordinal)) {
      const one = knownById.get(head.id);
      if (one && isCurrent(one, head)) continue;
      const fits = one === undefined || (room > 0 && (await this.#fits(domain, one, head)));
      if (!fits) restart.push(head.id);
      const entries = one && fits ? await listNews(this.#db, domain, head, one.number) : [];
      room -= bytesOfAll(entries);
      conversations.unshift({...toHead(head), entries});
    }
    return restart.length ? {conversations, restart} : {conversations};
  }

  /** Whether the service's log holds what the client knows: a restored backup may be older. */
  async #fits(domain: string, known: KnownConversation, head: HeadRow): Promise<boolean> {
    if (known.number > head.last_number || known.version > head.version) return false;
    return (await findEntryId(this.#db, {domain, id: head.id}, known.number)) === known.entryId;
  }

  /** Reads a page back: entries before a position, and of the user's earlier conversations while there is room. */
  async #readBefore(session: Session, before: EntryPage['before']): Promise<SyncedConversation[]> {
    const {domain, ownerId} = session;
    const found: SyncedConversation[] = [];
    let position: {readonly ordinal: number; readonly number: number | undefined} | undefined = {
      ordinal: Number.MAX_SAFE_INTEGER,
      number: undefined,
    };
    if (before) {
      const [head] = await selectOwned(this.#db, {domain, ownerId, id: before.id});
      position = head && {ordinal: head.ordinal + 1, number: before.number};
    }
    let [room, roomBytes] = [ENTRY_PAGE_LIMIT, ENTRY_PAGE_LIMIT_BYTES];
    while (position && room > 0 && roomBytes > 0) {
      const [head]: HeadRow[] = await selectNewest(this.#db, {domain, ownerId, before: position.ordinal, limit: 1});
      if (!head) break;
      const before = Math.min(position.number ?? Infinity, head.last_number + 1);
      const range = {before, limit: room, limitBytes: roomBytes};
      const entries = await listEntries(this.#db, {domain, id: head.id}, range);
      room -= entries.length;
      roomBytes -= bytesOfAll(entries);
      if (entries.length) found.unshift({...toHead(head), entries});
      // A page that ends inside a conversation is full.
      position = (entries[0]?.number ?? 1) === 1 ? {ordinal: head.ordinal, number: undefined} : undefined;
    }
    return found;
  }
}

/** Reads the entries after a number, up to the head's newest: a later one belongs to another head. */
function listNews(db: Database, domain: string, {id, last_number: last}: HeadRow, after: number): Promise<Entry[]> {
  return listEntries(db, {domain, id}, {after, before: last + 1});
}

function isCurrent(known: KnownConversation, head: HeadRow): boolean {
  return known.version === head.version && known.number === head.last_number && known.entryId === head.last_id;
}

/** Adds the newest page. Both lists of entries end with the newest one, so the longer one holds the other. */
function withPage(
  changes: readonly SyncedConversation[],
  page: readonly SyncedConversation[],
): readonly SyncedConversation[] {
  const byId = new Map(changes.map((one) => [one.id, one]));
  for (const one of page) {
    const changed = byId.get(one.id);
    if (!changed || changed.entries.length < one.entries.length) byId.set(one.id, one);
  }
  return [...byId.values()].sort((a, b) => a.ordinal - b.ordinal);
}

const selectOwned = prepareQuery((db, param: Param<Owner & {id: string}>) =>
  db
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', param('domain'))
    .where('id', '=', param('id'))
    .where('owner_id', '=', param('ownerId')),
);

/** The user's newest conversations before an ordinal, newest first. */
const selectNewest = prepareQuery((db, param: Param<Owner & {before: number; limit: number}>) =>
  db
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', param('domain'))
    .where('owner_id', '=', param('ownerId'))
    .where('ordinal', '<', param('before'))
    .orderBy('ordinal', 'desc')
    .limit(param('limit')),
);

const selectNewestVersion = prepareQuery((db, param: Param<Owner>) =>
  db
    .selectFrom('conversations')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('domain', '=', param('domain'))
    .where('owner_id', '=', param('ownerId')),
);

function countAnswersAfter(db: Database, domain: string, conversationId: string, number: number) {
  return db
    .selectFrom('entries')
    .select((eb) => eb.fn.countAll<number>().as('answers'))
    .where('domain', '=', domain)
    .where('conversation_id', '=', conversationId)
    .where('number', '>', number)
    .where('author_kind', 'in', ['agent', 'bot'])
    .where('kind', 'in', ['text', 'card']);
}
