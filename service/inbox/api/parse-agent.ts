/** Parsers for the service's answers to agents. They never throw, and go on with a newer service as `read` does. */
import {parseEntries, parseJson, type ReadEntry} from 'helpshift-chat/protocol';
import {
  type AgentConversation,
  type AgentListPage,
  AgentRejectResponse,
  AgentSyncResponse,
  type ConversationBeginning,
  type Note,
  SyncedAgentConversation,
} from '../../contract/conversations.js';
import {AgentFrame as Frame} from '../../contract/live.js';
import {read, type Read} from '../../contract/read.js';
import {Agent, type AgentSession, AgentSessionsResponse} from '../../contract/session.js';

/** The head of a conversation, as this page knows it. */
export type AgentHead = Read<typeof AgentConversation>;

/** A note, as this page knows it. */
export type ReadNote = Read<typeof Note>;

/** What a conversation began with, as this page knows it. */
export type ReadBeginning = Read<typeof ConversationBeginning>;

/** A head with entries and notes. */
export interface SyncedHead {
  readonly head: AgentHead;
  readonly entries: readonly ReadEntry[];
  readonly notes: readonly ReadNote[];
  /** Only in a page of the newest entries. */
  readonly beginning?: ReadBeginning;
}

export interface ListPage {
  readonly heads: readonly AgentHead[];
  /** How many conversations of the page this version cannot read. */
  readonly unreadable: number;
  /** Where the next page begins; `undefined` on the last page. */
  readonly next: string | undefined;
  readonly tag: string;
}

/** `AgentSyncResponse`, as this page knows it. A conversation that cannot be read is left out. */
export interface AgentSync {
  readonly conversations: readonly SyncedHead[];
  readonly restart: readonly string[];
  readonly list: ListPage | undefined;
}

/** A frame. `unknown`: a newer service sent it, or a conversation in it cannot be read. */
export type AgentFrame =
  | {readonly type: 'ready' | 'pong' | 'look' | 'unknown'}
  | {readonly type: 'typing'; readonly id: string}
  | {readonly type: 'changed'; readonly conversation: SyncedHead};

export function parseAgent(value: unknown): Agent | undefined {
  return read(Agent, value);
}

/** Parses a conversation: a head with entries and notes. */
export function parseSyncedHead(value: unknown): SyncedHead | undefined {
  const synced = read(SyncedAgentConversation, value);
  return synced && splitSynced(synced);
}

/** Parses what was rejected. The page counts what is missing in it as not rejected. */
export function parseRejected(value: unknown): readonly SyncedHead[] | undefined {
  return read(AgentRejectResponse, value)?.conversations.map(splitSynced);
}

export function parseSessions(value: unknown): readonly AgentSession[] | undefined {
  return read(AgentSessionsResponse, value)?.sessions;
}

function splitSynced({entries, notes, beginning, ...head}: Read<typeof SyncedAgentConversation>): SyncedHead {
  return {
    head,
    // The protocol's parser puts entries in order, as in the element.
    entries: parseEntries(entries),
    notes: [...notes].sort((a, b) => a.number - b.number),
    ...(beginning && {beginning}),
  };
}

export function parseAgentSync(value: unknown): AgentSync | undefined {
  const answer = read(AgentSyncResponse, value);
  if (!answer) return undefined;
  const {conversations, restart = [], list} = answer;
  const sent = (value as AgentSyncResponse).list;
  return {conversations: conversations.map(splitSynced), restart, list: list && sent && toListPage(list, sent)};
}

function toListPage(page: Read<typeof AgentListPage>, sent: AgentListPage): ListPage {
  const {conversations: heads, next, tag} = page;
  return {heads, unreadable: sent.conversations.length - heads.length, next, tag};
}

/** Parses a frame. A text that is no frame at all counts as an unknown frame. */
export function parseAgentFrame(data: unknown): AgentFrame {
  const frame = read(Frame, parseJson(data));
  if (frame?.type !== 'changed') return frame ?? {type: 'unknown'};
  return {type: 'changed', conversation: splitSynced(frame.conversation)};
}

/** Whether something in it can only be shown by a newer version of this page. */
export function holdsUnknown({head, entries, notes}: SyncedHead): boolean {
  return (
    isUnknownHead(head) ||
    [...entries, ...notes].some(({author, content}) => author.kind === 'unknown' || content.kind === 'unknown')
  );
}

export function isUnknownHead({status, preview}: AgentHead): boolean {
  return status === 'unknown' || preview.author === 'unknown';
}
