import type {Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation, AgentConversationUser} from '../../../src/agent-wire.js';

export const ADA: Agent = {id: 'agent-1', email: 'ada@example.com', name: 'Ada', role: 'agent'};

export function makeUser(fields: Partial<AgentConversationUser> = {}): AgentConversationUser {
  return {
    kind: 'logged-in',
    userId: 'captain_planet',
    userIdVerified: true,
    userEmail: 'captain@example.com',
    userEmailVerified: true,
    userName: 'Captain Planet',
    ...fields,
  };
}

/** Nothing of this user is verified. */
export function makeUnverifiedUser(fields: Partial<AgentConversationUser> = {}): AgentConversationUser {
  return makeUser({userIdVerified: false, userEmailVerified: false, ...fields});
}

/** The page has said nothing of this user. */
export const NAMELESS: AgentConversationUser = makeUnverifiedUser({
  kind: 'anonymous',
  userId: null,
  userEmail: null,
  userName: null,
});

export function makeConversation(fields: Partial<AgentConversation> = {}): AgentConversation {
  return {
    id: 'c1',
    domain: 'bar',
    platformId: 'foo',
    status: 'open',
    lastSequence: 1,
    agentReadSequence: 0,
    createdAt: 1000,
    updatedAt: 1000,
    preview: {senderKind: 'user', text: 'Hello'},
    user: makeUser(),
    contact: {name: null, email: null},
    ...fields,
  };
}

export function makeMessage(sequence: number, fields: Partial<Message> = {}): Message {
  return {
    id: `m${sequence}`,
    conversationId: 'c1',
    sequence,
    sender: {kind: 'user'},
    text: `text ${sequence}`,
    createdAt: sequence * 1000,
    ...fields,
  };
}

/** The messages numbered `first` to `last`. */
export function makeMessages(first: number, last: number): Message[] {
  return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => makeMessage(first + index));
}
