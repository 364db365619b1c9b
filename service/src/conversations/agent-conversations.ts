import {selectAgentHeads, toAgentConversation} from './agent-heads.js';
import {readAgentList} from './agent-list.js';
import {appendAgentEntry, appendFile, appendNote, changeOf, findStored} from './agent-entries.js';
import {nextVersion} from './append.js';
import {findBeginning} from './beginnings.js';
import {bytesOfAll, findEntryId, findNoteId, listEntries, listNotes} from './entries.js';
import {conflictOfId} from './user-messages.js';
import {ServiceError} from '../errors.js';
import {ANSWER_ENTRIES_LIMIT_BYTES} from '../limits.js';
import {ownerWriteKey} from '../identity/write-keys.js';
import type {AgentHeadRow} from './agent-heads.js';
import type {NextTimes} from './append.js';
import type {ConversationsParts} from './user-conversations.js';
import type {
  AgentEntryRequest,
  AgentSyncRequest,
  AgentSyncResponse,
  KnownAgentConversation,
  NoteContent,
  SyncedAgentConversation,
} from '../../contract/conversations.js';
import type {AppKey} from '../apps/apps.js';
import type {Database} from '../database/schema.js';
import type {LoggedInAgent} from '../agents/agents.js';
import type {ConversationChange} from '../live/wake-ups.js';
import type {Content, Entry, ReadMark} from 'helpshift-chat/protocol';

/** The operations of agents on the conversations of the domain that they see. */
export class AgentConversations {
  readonly #parts: ConversationsParts;

  constructor(parts: ConversationsParts) {
    this.#parts = parts;
  }

  get #db(): Database {
    return this.#parts.store.db;
  }

  /** Takes the read marks, then answers what the request asks for, without a wait. */
  async sync(agent: LoggedInAgent, request: AgentSyncRequest): Promise<AgentSyncResponse> {
    const {list, known = [], page, read = []} = request;
    for (const mark of read) await this.#markRead(agent, mark);
    if (page?.before !== undefined) return {conversations: [await this.#readPage(agent, page)]};
    const {restart, conversations} = await this.#readChanges(agent, known);
    if (page) addPage(conversations, await this.#readPage(agent, page));
    const listPage = list && (await readAgentList(this.#db, agent, list));
    return {
      conversations: [...conversations.values()],
      ...(restart.length && {restart}),
      ...(listPage && listPage.tag !== list.tag && {list: listPage}),
    };
  }

  /** Reads a conversation for the live connections of agents: its head, and what is new. */
  async readFrom({domain, id, entry, note}: ConversationChange): Promise<SyncedAgentConversation | undefined> {
    const row = await findVisible(this.#db, {domain}, id);
    if (!row) return undefined;
    return {
      ...toAgentConversation(row),
      entries: entry === undefined ? [] : await listNews(this.#db, row, entry - 1),
      notes: note === undefined ? [] : await listNotes(this.#db, row, {after: note - 1}),
    };
  }

  /** Finds a conversation that the agent can answer now. */
  async findOpen(agent: LoggedInAgent, id: string): Promise<ReturnType<typeof ownerOf> | undefined> {
    const row = await findVisible(this.#db, agent, id);
    return row?.status === 'open' ? ownerOf(row) : undefined;
  }

  /**
   * Stores an entry or a note of an agent. Resolves after the commit with the conversation, this entry, and the end where it
   * follows at once. Throws `not_found`; throws `conflict` when the entry cannot follow in this status, or when the agent has
   * stored something else with this id.
   */
  async append(
    agent: LoggedInAgent,
    conversationId: string,
    {id, content}: AgentEntryRequest,
  ): Promise<{readonly conversation: SyncedAgentConversation; readonly isNew: boolean}> {
    const {store, clock, orderedClock, wakeUps, meters} = this.#parts;
    // With the key of the user: they may begin another conversation at the same time.
    const owner = ownerOf(await getVisible(this.#db, agent, conversationId));
    const {row, logs, isNew} = await store.write([ownerWriteKey(owner)], async (trx) => {
      const nextTimes: NextTimes = () => ({time: clock(), stamp: orderedClock()});
      const row = await getVisible(trx, agent, conversationId);
      const author = {kind: 'agent', name: agent.name} as const;
      const entry = {id, author, authorId: agent.id};
      const stored = await findStored(trx, row.domain, agent.id, id);
      if (stored) {
        const isSame = stored.conversationId === row.id && isSameContent(stored.content, content);
        if (!isSame) throw conflictOfId('id');
        return {row, logs: stored.logs, isNew: false};
      }
      const logs =
        content.kind === 'note'
          ? await appendNote(trx, row, {...entry, content}, nextTimes)
          : content.kind === 'attachment'
            ? await appendFile(trx, row, {...entry, fileId: content.fileId}, nextTimes)
            : await appendAgentEntry(trx, row, {...entry, content}, nextTimes);
      return {row: await getVisible(trx, agent, conversationId), logs, isNew: true};
    });
    // Also of what was stored before: the process that stored it may have ended before it told anybody.
    wakeUps.publish({...owner, ...changeOf(logs)});
    if (isNew) meters.stored('agent', 1);
    return {conversation: {...toAgentConversation(row), ...logs}, isNew};
  }

  async #markRead(agent: LoggedInAgent, {id, number}: ReadMark): Promise<void> {
    const {store, orderedClock, wakeUps} = this.#parts;
    const row = await findVisible(this.#db, agent, id);
    if (!row) return;
    const seen = Math.min(number, row.last_number);
    if (seen <= row.agent_read) return;
    await store.write([], async (trx) => {
      const stamp = orderedClock();
      await trx
        .updateTable('conversations')
        .set((eb) => ({agent_read: seen, version: nextVersion(eb, eb.val(stamp))}))
        .where('domain', '=', row.domain)
        .where('id', '=', id)
        .where('agent_read', '<', seen)
        .execute();
    });
    wakeUps.publish({...ownerOf(row), audience: 'everybody'});
  }

  /** Answers about the known conversations what the client does not know. */
  async #readChanges(
    agent: LoggedInAgent,
    known: readonly KnownAgentConversation[],
  ): Promise<{restart: string[]; conversations: Map<string, SyncedAgentConversation>}> {
    const restart: string[] = [];
    const conversations = new Map<string, SyncedAgentConversation>();
    let room = ANSWER_ENTRIES_LIMIT_BYTES;
    for (const one of new Map(known.map((each) => [each.id, each])).values()) {
      const row = await findVisible(this.#db, agent, one.id);
      const fits = row && (await this.#fits(one, row));
      if (row && fits && isCurrent(one, row)) continue;
      const hasNews = fits && room > 0;
      if (!hasNews) restart.push(one.id);
      if (!row) continue;
      const entries = hasNews ? await listNews(this.#db, row, one.number) : [];
      const notes = hasNews ? await listNotes(this.#db, row, {after: one.note}) : [];
      room -= bytesOfAll([...entries, ...notes]);
      conversations.set(one.id, {...toAgentConversation(row), entries, notes});
    }
    return {restart, conversations};
  }

  async #fits(known: KnownAgentConversation, row: AgentHeadRow): Promise<boolean> {
    const {number, entryId, note, noteId, version} = known;
    if (number > row.last_number || note > row.last_note || version > row.version) return false;
    if (note && noteId !== undefined && (await findNoteId(this.#db, row, note)) !== noteId) return false;
    return (await findEntryId(this.#db, row, number)) === entryId;
  }

  async #readPage(
    agent: LoggedInAgent,
    {id, before}: NonNullable<AgentSyncRequest['page']>,
  ): Promise<SyncedAgentConversation> {
    const row = await getVisible(this.#db, agent, id);
    return {
      ...toAgentConversation(row),
      ...(before === undefined && {beginning: await findBeginning(this.#db, row)}),
      entries: await listEntries(this.#db, row, {before: Math.min(before ?? Infinity, row.last_number + 1)}),
      notes: before === undefined ? await listNotes(this.#db, row, {after: 0}) : [],
    };
  }
}

function isSameContent(stored: Content | NoteContent, given: AgentEntryRequest['content']): boolean {
  if (given.kind === 'attachment') return stored.kind === 'attachment' && stored.fileId === given.fileId;
  return JSON.stringify(stored) === JSON.stringify(given);
}

/** Reads the entries after a number, up to the head's newest: a later one belongs to another head. */
function listNews(db: Database, row: AgentHeadRow, after: number): Promise<Entry[]> {
  return listEntries(db, row, {after, before: row.last_number + 1});
}

/** Adds a page. A page with the newest entries holds all that is new. Of any other page only its beginning is new. */
function addPage(conversations: Map<string, SyncedAgentConversation>, page: SyncedAgentConversation): void {
  const changed = conversations.get(page.id);
  const holdsAll = !changed || changed.entries.length < page.entries.length;
  conversations.set(page.id, holdsAll ? page : {...page, ...changed});
}

function isCurrent(known: KnownAgentConversation, row: AgentHeadRow): boolean {
  return known.version === row.version && known.number === row.last_number && known.note === row.last_note;
}

function findVisible(
  db: Database,
  agent: Pick<LoggedInAgent, 'domain'>,
  id: string,
): Promise<AgentHeadRow | undefined> {
  return selectAgentHeads(db, agent).where('c.id', '=', id).executeTakeFirst();
}

/**
 * The app of a conversation that an agent may see, and send files to. Throws `not_found`; throws `forbidden` when the conversation began with
 * full privacy.
 */
export async function appForFiles(db: Database, agent: Pick<LoggedInAgent, 'domain'>, id: string): Promise<AppKey> {
  const {domain, platform_id: platformId, full_privacy: fullPrivacy} = await getVisible(db, agent, id);
  if (fullPrivacy)
    throw new ServiceError('forbidden', 'The user of this conversation has full privacy: it has no attachments.');
  return {domain, platformId};
}

async function getVisible(db: Database, agent: Pick<LoggedInAgent, 'domain'>, id: string): Promise<AgentHeadRow> {
  const row = await findVisible(db, agent, id);
  if (!row) throw new ServiceError('not_found', 'There is no conversation with this id that this agent may see.');
  return row;
}

function ownerOf({domain, owner_id: ownerId, id}: AgentHeadRow): Pick<ConversationChange, 'domain' | 'ownerId' | 'id'> {
  return {domain, ownerId, id};
}
