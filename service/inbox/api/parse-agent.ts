/**
 * Parsers for the service's answers to agents, by the rules of the protocol's parsers: they never throw, accept unknown extra
 * fields, and make `unknown` of a value that only a newer service knows.
 */
import {
  type Author,
  type Check,
  type ConversationStatus,
  isBoolean,
  isCount,
  isOneOf,
  isShape,
  isString,
  parseEach,
  parseEntries,
  parseEntry,
  parseJson,
  parser,
  type ReadEntry,
  type Unknown,
} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation, AgentConversationUser, Note, NoteContent} from '../../contract/agent-wire.js';

/** The head of a conversation, as this page knows it. */
export interface AgentHead extends Omit<AgentConversation, 'status' | 'preview'> {
  readonly status: ConversationStatus | 'unknown';
  readonly preview: {readonly author: Author['kind'] | 'unknown'; readonly text: string};
}

/** A note, as this page knows it. */
export interface ReadNote extends Omit<Note, 'author' | 'content'> {
  readonly author: ReadEntry['author'];
  readonly content: NoteContent | Unknown;
}

/** A head with entries and notes. */
export interface SyncedHead {
  readonly head: AgentHead;
  readonly entries: readonly ReadEntry[];
  readonly notes: readonly ReadNote[];
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
  {readonly type: 'ready' | 'pong' | 'unknown'} | {readonly type: 'changed'; readonly conversation: SyncedHead};

const isAnything: Check<unknown> = (_value): _value is unknown => true;
const isStringOrNull: Check<string | null> = (value) => value === null || isString(value);
const isCountOrNull: Check<number | null> = (value) => value === null || isCount(value);

const isAgent = isShape<Agent>({
  id: isString,
  email: isString,
  name: isString,
  role: isOneOf('administrator', 'agent'),
});

export const parseAgent = parser(isAgent);

const isUser = isShape<AgentConversationUser>({
  kind: isOneOf('anonymous', 'logged-in'),
  userId: isStringOrNull,
  userIdVerified: isBoolean,
  userEmail: isStringOrNull,
  userEmailVerified: isBoolean,
  userName: isStringOrNull,
});

const isStatus = isOneOf<ConversationStatus>('open', 'resolved', 'rejected', 'ended');
const isAuthorKind = isOneOf<Author['kind']>('user', 'agent', 'bot', 'system');

const isHead = isShape<
  Omit<AgentConversation, 'status' | 'preview'> & {
    status: unknown;
    preview: {author: unknown; text: string};
    entries: unknown;
    notes: unknown;
  }
>({
  id: isString,
  domain: isString,
  platformId: isString,
  version: isCount,
  status: isAnything,
  lastNumber: isCount,
  lastId: isString,
  lastNote: isCount,
  readNumber: isCount,
  waitingSince: isCountOrNull,
  lastTime: isCount,
  activity: isCount,
  preview: isShape({author: isAnything, text: isString}),
  user: isUser,
  contact: isShape({name: isStringOrNull, email: isStringOrNull}),
  entries: isAnything,
  notes: isAnything,
});

/** Parses a conversation: a head with entries and notes. */
export function parseSyncedHead(value: unknown): SyncedHead | undefined {
  if (!isHead(value)) return undefined;
  const {entries, notes, status, preview, ...head} = value;
  const {author, text} = preview;
  return {
    head: {
      ...head,
      status: isStatus(status) ? status : 'unknown',
      preview: {author: isAuthorKind(author) ? author : 'unknown', text},
    },
    entries: parseEntries(entries),
    notes: [...parseEach(notes, parseNote)].sort((a, b) => a.number - b.number),
  };
}

function parseListHead(value: unknown): AgentHead | undefined {
  return parseSyncedHead(isObject(value) ? {...value, entries: [], notes: []} : undefined)?.head;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const hasPlace = isShape<{after: number; content: unknown}>({after: isCount, content: isAnything});
const isNoteContent = isShape<NoteContent>({kind: isOneOf('note'), text: isString});

function parseNote(value: unknown): ReadNote | undefined {
  const entry = parseEntry(value);
  if (!entry || !hasPlace(value)) return undefined;
  const {content, after} = value;
  return {...entry, after, content: isNoteContent(content) ? content : {kind: 'unknown'}};
}

function parseListPage(value: unknown): ListPage | undefined {
  const {conversations, next, tag} = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(conversations) || !isString(tag)) return undefined;
  const heads = parseEach(conversations, parseListHead);
  return {heads, unreadable: conversations.length - heads.length, next: isString(next) ? next : undefined, tag};
}

export function parseAgentSync(value: unknown): AgentSync | undefined {
  const {conversations, restart, list} = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(conversations)) return undefined;
  return {
    conversations: parseEach(conversations, parseSyncedHead),
    restart: parseEach(restart, (id) => (isString(id) ? id : undefined)),
    list: parseListPage(list),
  };
}

const isSignal = isShape<{type: 'ready' | 'pong'}>({type: isOneOf('ready', 'pong')});

/** Parses a frame. A text that is no frame at all counts as an unknown frame. */
export function parseAgentFrame(data: unknown): AgentFrame {
  const value = parseJson(data);
  if (isSignal(value)) return {type: value.type};
  const {type, conversation} = (value ?? {}) as Record<string, unknown>;
  const synced = type === 'changed' ? parseSyncedHead(conversation) : undefined;
  return synced ? {type: 'changed', conversation: synced} : {type: 'unknown'};
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
