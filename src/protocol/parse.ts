/**
 * Everything that comes from outside is `unknown` until one of these says otherwise. They never throw: `undefined`
 * means "not ours". Unknown extra fields are let through, so that an older element understands a newer service.
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

/** Reads one frame from the service. Noise, and frames of a newer service, are `undefined`. */
export function parseServiceFrame(data: unknown): ServiceFrame | undefined {
  try {
    return parseFrame(JSON.parse(String(data)));
  } catch {
    return undefined; // Not JSON, so not ours.
  }
}
