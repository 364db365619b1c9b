/**
 * Everything that comes from outside is `unknown` until one of these says otherwise. They never throw: `undefined`
 * means "not ours". Unknown extra fields are ignored, so that an older element understands a newer service.
 */
import type {
  AppSettings,
  Conversation,
  ConversationsResponse,
  ErrorResponse,
  Message,
  MessagesResponse,
  MessageSender,
  SendMessageResponse,
  ServiceFrame,
  SessionResponse,
} from './wire.js';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads each item; one that is not ours spoils the list, because a gap must not pass unseen. */
function parseList<T>(value: unknown, parseItem: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parseItem);
  return items.includes(undefined) ? undefined : (items as T[]);
}

export function parseAppSettings(value: unknown): AppSettings | undefined {
  if (!isFields(value) || typeof value['greeting'] !== 'string' || !isFields(value['identityBot'])) return undefined;
  const {name, email} = value['identityBot'];
  return {greeting: value['greeting'], identityBot: {name: name === true, email: email === true}};
}

export function parseSession(value: unknown): SessionResponse | undefined {
  if (!isFields(value) || !isFields(value['user'])) return undefined;
  const {sessionToken, expiresInMs, unreadCount, hasConversation, user} = value;
  const {kind, verified} = user as Fields;
  if (typeof sessionToken !== 'string' || !sessionToken || !isCount(expiresInMs) || !isCount(unreadCount)) {
    return undefined;
  }
  if ((kind !== 'anonymous' && kind !== 'logged-in') || typeof verified !== 'boolean') return undefined;
  return {sessionToken, expiresInMs, unreadCount, hasConversation: hasConversation === true, user: {kind, verified}};
}

export function parseConversation(value: unknown): Conversation | undefined {
  if (!isFields(value)) return undefined;
  const {id, status, lastSequence, readSequence, createdAt} = value;
  if (typeof id !== 'string' || (status !== 'open' && status !== 'resolved')) return undefined;
  if (!isCount(lastSequence) || !isCount(readSequence) || !isCount(createdAt)) return undefined;
  return {id, status, lastSequence, readSequence, createdAt};
}

export function parseConversations(value: unknown): ConversationsResponse | undefined {
  const conversations = isFields(value) && parseList(value['conversations'], parseConversation);
  return conversations ? {conversations} : undefined;
}

function parseSender(value: unknown): MessageSender | undefined {
  if (!isFields(value)) return undefined;
  if (value['kind'] === 'user') return {kind: 'user'};
  if (value['kind'] === 'agent' && typeof value['name'] === 'string') return {kind: 'agent', name: value['name']};
  return undefined;
}

export function parseMessage(value: unknown): Message | undefined {
  if (!isFields(value)) return undefined;
  const {id, conversationId, sequence, text, createdAt} = value;
  const sender = parseSender(value['sender']);
  if (typeof id !== 'string' || typeof conversationId !== 'string' || typeof text !== 'string') return undefined;
  if (!sender || !isCount(sequence) || !isCount(createdAt)) return undefined;
  return {id, conversationId, sequence, sender, text, createdAt};
}

export function parseMessages(value: unknown): MessagesResponse | undefined {
  const messages = isFields(value) && parseList(value['messages'], parseMessage);
  return messages ? {messages} : undefined;
}

export function parseSentMessage(value: unknown): SendMessageResponse | undefined {
  if (!isFields(value)) return undefined;
  const message = parseMessage(value['message']);
  const conversation = parseConversation(value['conversation']);
  return message && conversation && {message, conversation};
}

/** Reads one frame from the service. Noise, and frames of a newer service, are `undefined`. */
export function parseServiceFrame(data: unknown): ServiceFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(String(data));
  } catch {
    return undefined; // Not JSON, so not ours.
  }
  if (!isFields(value)) return undefined;
  const {type, conversationId, lastSequence} = value;
  if (type === 'ready' || type === 'pong') return {type};
  if (type === 'conversation-changed' && typeof conversationId === 'string' && isCount(lastSequence)) {
    return {type, conversationId, lastSequence};
  }
  return undefined;
}

/** Reads the one shape of error. A code this version does not know stays a string, so it can be reported. */
export function parseError(value: unknown): {code: string; message: string; field?: string} | undefined {
  if (!isFields(value) || !isFields(value['error'])) return undefined;
  const {code, message, field} = value['error'] as Partial<ErrorResponse['error']>;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return typeof field === 'string' ? {code, message, field} : {code, message};
}
