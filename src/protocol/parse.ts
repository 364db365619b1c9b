/**
 * Parsers for the service's answers, which are `unknown` until they are parsed. A parser never throws, and returns
 * `undefined` for a wrong value. It accepts unknown extra fields, so that an older element understands a newer service.
 */
import {type Check, isCount, isListOf, isOneOf, isShape, isString, parser} from './parse-fields.js';
import type {
  Conversation,
  ConversationsResponse,
  Message,
  MessageSender,
  MessagesResponse,
  SendMessageResponse,
  ServiceFrame,
} from './wire.js';

const isConversation = isShape<Conversation>({
  id: isString,
  status: isOneOf('open', 'resolved'),
  lastSequence: isCount,
  readSequence: isCount,
  createdAt: isCount,
});

const isUser = isShape<{kind: 'user'}>({kind: isOneOf('user')});
const isAgent = isShape<{kind: 'agent'; name: string}>({kind: isOneOf('agent'), name: isString});
const isSender: Check<MessageSender> = (value) => isUser(value) || isAgent(value);

const isMessage = isShape<Message>({
  id: isString,
  conversationId: isString,
  sequence: isCount,
  sender: isSender,
  text: isString,
  createdAt: isCount,
});

const isSignal = isShape<{type: 'ready' | 'pong'}>({type: isOneOf('ready', 'pong')});
const isConversationChanged = isShape<Extract<ServiceFrame, {type: 'conversation-changed'}>>({
  type: isOneOf('conversation-changed'),
  conversationId: isString,
  lastSequence: isCount,
});

export const parseConversation = parser(isConversation);
export const parseConversations = parser(isShape<ConversationsResponse>({conversations: isListOf(isConversation)}));
export const parseMessage = parser(isMessage);
export const parseMessages = parser(isShape<MessagesResponse>({messages: isListOf(isMessage)}));
export const parseSentMessage = parser(
  isShape<SendMessageResponse>({message: isMessage, conversation: isConversation}),
);

const parseFrame = parser((value): value is ServiceFrame => isSignal(value) || isConversationChanged(value));

/** Parses a frame of the service; `undefined` for anything else, and for frames of a newer service. */
export function parseServiceFrame(data: unknown): ServiceFrame | undefined {
  try {
    return parseFrame(JSON.parse(String(data)));
  } catch {
    return undefined; // Not JSON, so no frame of the service.
  }
}
