import type {Contact, Conversation, Message} from '../protocol/wire.js';

/** A message that the service has not stored yet. */
export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
  /** `waiting`: it will be sent. `failed`: the service refused it; only the user can have it tried again. */
  readonly status: 'waiting' | 'failed';
  readonly contact?: Contact;
}

/** The whole state of one user's chat. Frozen: a change makes a new state. */
export interface ChatState {
  /** `loading` until the conversations have been read once; `failed` when the service will not give them. */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly connection: 'connecting' | 'online' | 'offline';
  /** Oldest first. */
  readonly conversations: readonly Conversation[];
  /** By conversation: all from number 1 on, in order and without a gap, so the length is the newest number here. */
  readonly messages: ReadonlyMap<string, readonly Message[]>;
  /** In the order in which they were written. */
  readonly outbox: readonly OutgoingMessage[];
  /** Messages from agents that this user has not seen. Follows from the two above. */
  readonly unreadCount: number;
}

export type ChatAction =
  | {readonly type: 'conversations-read'; readonly conversations: readonly Conversation[]}
  | {readonly type: 'messages-read'; readonly messages: readonly Message[]}
  | {readonly type: 'phase-changed'; readonly phase: ChatState['phase']}
  | {readonly type: 'connection-changed'; readonly connection: ChatState['connection']}
  | {readonly type: 'message-written'; readonly message: OutgoingMessage}
  | {readonly type: 'message-marked'; readonly id: string; readonly status: OutgoingMessage['status']}
  | {readonly type: 'messages-seen'; readonly conversationId: string; readonly sequence: number};

export const EMPTY_CHAT: ChatState = Object.freeze({
  phase: 'loading',
  connection: 'connecting',
  conversations: [],
  messages: new Map(),
  outbox: [],
  unreadCount: 0,
});

/** The state that follows. Pure. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'conversations-read':
      return freeze(state, {conversations: action.conversations.reduce(withConversation, state.conversations)});
    case 'messages-read':
      return withMessages(state, action.messages);
    case 'phase-changed':
      return freeze(state, {phase: action.phase});
    case 'connection-changed':
      return freeze(state, {connection: action.connection});
    case 'message-written':
      return freeze(state, {outbox: [...state.outbox, action.message]});
    case 'message-marked':
      return freeze(state, {
        outbox: state.outbox.map((message) =>
          message.id === action.id ? {...message, status: action.status} : message,
        ),
      });
    case 'messages-seen':
      return freeze(state, {
        conversations: state.conversations.map((conversation) =>
          conversation.id === action.conversationId && conversation.readSequence < action.sequence
            ? {...conversation, readSequence: action.sequence}
            : conversation,
        ),
      });
    default:
      return action satisfies never;
  }
}

/** The number of the newest message that is here; 0 for none. */
export function lastKnownSequence({messages}: ChatState, conversationId: string): number {
  return messages.get(conversationId)?.length ?? 0;
}

/** The conversation that the next message goes to. */
export function openConversation({conversations}: ChatState): Conversation | undefined {
  return conversations.find(({status}) => status === 'open');
}

function freeze(state: ChatState, change: Partial<Omit<ChatState, 'unreadCount'>>): ChatState {
  const next = {...state, ...change};
  return Object.freeze({...next, unreadCount: countUnread(next)});
}

function countUnread({conversations, messages}: ChatState): number {
  let count = 0;
  for (const {id, readSequence} of conversations) {
    for (const {sender} of messages.get(id)?.slice(readSequence) ?? []) if (sender.kind === 'agent') count++;
  }
  return count;
}

function withConversation(conversations: readonly Conversation[], newer: Conversation): readonly Conversation[] {
  const older = conversations.find(({id}) => id === newer.id);
  if (!older) return [...conversations, newer].sort((a, b) => a.createdAt - b.createdAt);
  // Answers may overtake each other: what has been read is never unread again.
  const readSequence = Math.max(older.readSequence, newer.readSequence);
  const lastSequence = Math.max(older.lastSequence, newer.lastSequence);
  return conversations.map((one) => (one === older ? {...newer, readSequence, lastSequence} : one));
}

function withMessages(state: ChatState, newer: readonly Message[]): ChatState {
  const messages = new Map(state.messages);
  for (const message of [...newer].sort((a, b) => a.sequence - b.sequence)) {
    const known = messages.get(message.conversationId) ?? [];
    // A message after a gap is left out. The read that fills the gap brings it again.
    if (message.sequence === known.length + 1) messages.set(message.conversationId, [...known, message]);
  }
  const arrived = new Set(
    newer
      .filter(({conversationId, sequence}) => sequence <= (messages.get(conversationId)?.length ?? 0))
      .map(({id}) => id),
  );
  return freeze(state, {messages, outbox: state.outbox.filter(({id}) => !arrived.has(id))});
}
