import type {AgentConversation} from '../../src/agent-wire.js';
import type {ConversationStatus, InboxState, KnownConversation} from './state.js';

type Conversations = InboxState['conversations'];

/** Whether `next` is older than `known`: it was asked for earlier, or knows fewer messages. */
function isOutdated(known: KnownConversation | undefined, next: KnownConversation): boolean {
  if (!known) return false;
  return next.asOf < known.asOf || next.conversation.lastSequence < known.conversation.lastSequence;
}

/** Adds what the service said about one conversation. The number of the last read message never becomes smaller. */
export function withConversation(conversations: Conversations, next: KnownConversation): Conversations {
  const {conversation, asOf} = next;
  const known = conversations.get(conversation.id);
  if (isOutdated(known, next)) return conversations;
  const agentReadSequence = Math.max(conversation.agentReadSequence, known?.conversation.agentReadSequence ?? 0);
  return new Map(conversations).set(conversation.id, {conversation: {...conversation, agentReadSequence}, asOf});
}

/** Adds a whole list. A known conversation of this status is dropped when a later request's list does not hold it. */
export function withList(
  conversations: Conversations,
  status: ConversationStatus,
  list: readonly AgentConversation[],
  asOf: number,
  keptId: string | undefined,
): Conversations {
  const listed = new Set(list.map(({id}) => id));
  const kept = [...conversations].filter(
    ([id, known]) => known.conversation.status !== status || known.asOf > asOf || listed.has(id) || id === keptId,
  );
  let result: Conversations = new Map(kept);
  for (const conversation of list) result = withConversation(result, {conversation, asOf});
  return result;
}

/** Marks all messages up to this number as seen by an agent. */
export function withRead(conversations: Conversations, id: string, sequence: number): Conversations {
  const known = conversations.get(id);
  if (!known || known.conversation.agentReadSequence >= sequence) return conversations;
  return new Map(conversations).set(id, {
    ...known,
    conversation: {...known.conversation, agentReadSequence: sequence},
  });
}

/** The conversations of the chosen filter, newest activity first. */
export function listedConversations({conversations, filter}: InboxState): readonly AgentConversation[] {
  return [...conversations.values()]
    .map(({conversation}) => conversation)
    .filter(({status}) => status === filter)
    .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
}

/** Whether the user has written something that no agent has seen. */
export function isUnread({lastSequence, agentReadSequence, preview}: AgentConversation): boolean {
  return lastSequence > agentReadSequence && preview.senderKind === 'user';
}

/** How many open conversations wait for an agent to read them. */
export function unreadCount({conversations}: InboxState): number {
  let count = 0;
  for (const {conversation} of conversations.values()) {
    if (conversation.status === 'open' && isUnread(conversation)) count += 1;
  }
  return count;
}

/** A conversation with the number of messages that are new in it. */
export interface NewMessages {
  readonly conversation: AgentConversation;
  readonly count: number;
}

/** Where users have written since `previous`, apart from the conversation that is open. */
export function newMessages(previous: InboxState, next: InboxState): readonly NewMessages[] {
  if (previous.conversations === next.conversations || previous.lists.open !== 'ready') return [];
  return [...next.conversations.values()]
    .filter(({conversation}) => conversation.id !== next.openId && isUnread(conversation))
    .map(({conversation}) => {
      const {id, lastSequence, agentReadSequence} = conversation;
      const known = previous.conversations.get(id)?.conversation.lastSequence ?? 0;
      return {conversation, count: lastSequence - Math.max(known, agentReadSequence)};
    })
    .filter(({count}) => count > 0);
}
