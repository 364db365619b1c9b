/**
 * Parsers for the service's answers about conversations, which are `unknown` until they are parsed. A parser never throws, and
 * returns `undefined` for a wrong value. It accepts unknown extra fields, and makes `unknown` of a value that only a newer
 * service knows, so that an older client goes on.
 */
import type {
  Attachment,
  Author,
  CardAction,
  Content,
  ConversationStatus,
  Rating,
  ReadConversation,
  ReadEntry,
  Unknown,
} from './log.js';
import {type Check, isCount, isOneOf, isShape, isString, parseJson, parser} from './parse-fields.js';

/** A conversation as a client reads it: a head and entries, in the order of their numbers, each number once. */
export interface ReadSynced extends ReadConversation {
  readonly entries: readonly ReadEntry[];
}

/** `SyncResponse` and `SendMessagesResponse` as a client reads them. */
export interface ReadSync {
  readonly conversations: readonly ReadSynced[];
  readonly restart: readonly string[];
  /** `undefined` in an answer that says nothing of it. */
  readonly version: number | undefined;
}

/** A frame of the service as a client reads it. `unknown`: a newer service sent it. */
export type ReadFrame =
  | {readonly type: 'ready'; readonly version: number | undefined; readonly isThere: boolean}
  | {readonly type: 'pong'; readonly version: number | undefined}
  | {readonly type: 'presence'; readonly isThere: boolean}
  | {readonly type: 'typing'; readonly name: string}
  | {readonly type: 'changed'; readonly conversation: ReadSynced}
  | {readonly type: 'unknown'};

const UNKNOWN: Unknown = {kind: 'unknown'};

const isAgent = isShape<{kind: 'agent'; name: string}>({kind: isOneOf('agent'), name: isString});
const isOther = isShape<{kind: 'user' | 'bot' | 'system'}>({kind: isOneOf('user', 'bot', 'system')});
const isAuthor: Check<Author> = (value) => isAgent(value) || isOther(value);

const isText = isShape<{kind: 'text'; text: string}>({kind: isOneOf('text'), text: isString});
const isChange = isShape<{kind: 'resolved' | 'rejected' | 'reopened' | 'ended'}>({
  kind: isOneOf('resolved', 'rejected', 'reopened', 'ended'),
});
const isRating = isShape<Rating>({kind: isOneOf('rated'), rating: isCount, feedback: isString});
const isCard = isShape<{kind: 'card'; text: string}>({kind: isOneOf('card'), text: isString});
const isAttachment = isShape<Pick<Attachment, 'kind' | 'fileId' | 'name' | 'mediaType' | 'bytes'>>({
  kind: isOneOf('attachment'),
  fileId: isString,
  name: isString,
  mediaType: isString,
  bytes: isCount,
});
const isSize = isShape<Required<Pick<Attachment, 'width' | 'height'>>>({width: isCount, height: isCount});
const isAction = isShape<CardAction>({kind: isOneOf('link', 'call'), label: isString, target: isString});

const isStatus = isOneOf<ConversationStatus>('open', 'resolved', 'rejected', 'ended');

const isNumbered = isShape<Pick<ReadEntry, 'number' | 'id' | 'time'>>({number: isCount, id: isString, time: isCount});

const isHead = isShape<Omit<ReadConversation, 'status' | 'agentReadNumber'>>({
  id: isString,
  ordinal: isCount,
  version: isCount,
  lastNumber: isCount,
  lastId: isString,
  readNumber: isCount,
  unreadCount: isCount,
});

/** Parses a list item by item. Drops what is no item. */
export function parseEach<T>(list: unknown, parse: (item: unknown) => T | undefined): readonly T[] {
  return Array.isArray(list) ? list.map(parse).filter((item) => item !== undefined) : [];
}

function parseContent(value: unknown): Content | undefined {
  if (isCard(value)) return {...value, actions: parseEach((value as {actions?: unknown}).actions, parser(isAction))};
  if (isAttachment(value)) return isSize(value) || !('width' in value || 'height' in value) ? value : undefined;
  return isText(value) || isChange(value) || isRating(value) ? value : undefined;
}

export function parseEntry(value: unknown): ReadEntry | undefined {
  if (!isNumbered(value)) return undefined;
  const {author, content} = value as {author?: unknown; content?: unknown};
  return {...value, author: isAuthor(author) ? author : UNKNOWN, content: parseContent(content) ?? UNKNOWN};
}

/** Parses entries. They come in order, and of two with one number the first stays. */
export function parseEntries(list: unknown): readonly ReadEntry[] {
  const byNumber = new Map<number, ReadEntry>();
  for (const entry of parseEach(list, parseEntry)) {
    if (!byNumber.has(entry.number)) byNumber.set(entry.number, entry);
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

export function parseSynced(value: unknown): ReadSynced | undefined {
  if (!isHead(value)) return undefined;
  const {status, entries, agentReadNumber} = value as {status?: unknown; entries?: unknown; agentReadNumber?: unknown};
  return {
    ...value,
    status: isStatus(status) ? status : 'unknown',
    agentReadNumber: isCount(agentReadNumber) ? agentReadNumber : undefined,
    entries: parseEntries(entries),
  };
}

/** Parses `SyncResponse` and `SendMessagesResponse`. */
export function parseSync(value: unknown): ReadSync | undefined {
  const {conversations, restart, version} = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(conversations)) return undefined;
  return {
    conversations: parseEach(conversations, parseSynced),
    restart: parseEach(restart, (id) => (isString(id) ? id : undefined)),
    version: isCount(version) ? version : undefined,
  };
}

/** Parses a frame. A text that is no frame at all counts as an unknown frame. */
export function parseServiceFrame(data: unknown): ReadFrame {
  const value = parseJson(data);
  const {type, conversation, version: told, isThere: there, name} = (value ?? {}) as Record<string, unknown>;
  const version = isCount(told) ? told : undefined;
  const isThere = there === true;
  if (type === 'ready') return {type, version, isThere};
  if (type === 'pong') return {type, version};
  if (type === 'presence') return {type, isThere};
  if (type === 'typing' && isString(name)) return {type, name};
  const synced = type === 'changed' ? parseSynced(conversation) : undefined;
  return synced ? {type: 'changed', conversation: synced} : {type: 'unknown'};
}
