/**
 * Everything that comes from outside is `unknown` until one of these says otherwise. They never throw: `undefined`
 * means "not ours". Unknown extra fields are ignored, so that an older element understands a newer service.
 */
import type {
  Conversation,
  ConversationsResponse,
  Message,
  MessagesResponse,
  MessageSender,
  SendMessageResponse,
  ServiceFrame,
} from './wire.js';
import {isCount, isFields} from './parse-fields.js';

/** Reads each item; one that is not ours spoils the list, because a gap must not pass unseen. */
function parseList<T>(value: unknown, parseItem: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parseItem);
  return items.includes(undefined) ? undefined : (items as T[]);
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
