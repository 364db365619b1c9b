import {mayFollow} from 'helpshift-chat/protocol';
import type {AgentHead} from '../api/parse-agent.js';
import type {InboxState, WritingKind} from './state.js';

type Heads = InboxState['heads'];

/** Adds what the service said about one conversation. An older version changes nothing. */
export function withHead(heads: Heads, head: AgentHead): Heads {
  const known = heads.get(head.id);
  return known && known.version >= head.version ? heads : new Map(heads).set(head.id, head);
}

/** Whether the user waits for an answer, and has written something that no agent has seen. */
export function isUnread({waitingSince, lastNumber, readNumber}: AgentHead): boolean {
  return waitingSince !== null && lastNumber > readNumber;
}

/** Whether the conversation cannot be answered any more. A status that is not known here is left to the service. */
export function isOver({status}: Pick<AgentHead, 'status'>): boolean {
  return status !== 'unknown' && !mayFollow(status, 'agent', {kind: 'text'});
}

/** Whether files can be added to what the agent writes. A status that is not known here is left to the service. */
export function takesFiles(status: AgentHead['status'], mode: WritingKind): boolean {
  return mode === 'text' && (status === 'open' || status === 'unknown');
}

/** How many open conversations wait for an agent to read them. */
export function unreadCount({heads}: InboxState): number {
  let count = 0;
  for (const head of heads.values()) if (head.status === 'open' && isUnread(head)) count += 1;
  return count;
}

/** A conversation with the number of messages that are new in it. */
export interface NewMessages {
  readonly head: AgentHead;
  readonly count: number;
}

/** Where users have written since `previous`, apart from the conversation that is open. */
export function newMessages(previous: InboxState, next: InboxState): readonly NewMessages[] {
  if (previous.heads === next.heads || previous.lists.open.status !== 'ready') return [];
  return [...next.heads.values()]
    .filter((head) => head.id !== next.openId && isUnread(head))
    .map((head) => {
      const {id, lastNumber, readNumber} = head;
      const known = previous.heads.get(id)?.lastNumber ?? 0;
      return {head, count: lastNumber - Math.max(known, readNumber)};
    })
    .filter(({count}) => count > 0);
}
