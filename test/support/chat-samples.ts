/** Small conversations and messages, as the service would send them. */
import type {Conversation, Message, MessageSender} from '../../src/protocol/wire.js';

export const USER: MessageSender = {kind: 'user'};
export const RAE: MessageSender = {kind: 'agent', name: 'Rae'};

export function sampleConversation(change: Partial<Conversation> = {}): Conversation {
  return {id: 'c1', status: 'open', lastSequence: 0, readSequence: 0, createdAt: 1000, ...change};
}

/** By default the id is built from conversation and sequence. */
export function sampleMessage(change: Partial<Message> & {sequence: number}): Message {
  const conversationId = change.conversationId ?? 'c1';
  return {
    id: `${conversationId}-${change.sequence}`,
    conversationId,
    sender: USER,
    text: `message ${change.sequence}`,
    createdAt: 1000 + change.sequence,
    ...change,
  };
}
