import {isAnswer} from '../protocol/conversation-life.js';
import type {ReadEntry} from '../protocol/log.js';
import type {ReadSynced} from '../protocol/parse.js';
import type {Beginning, EntryPage, NewAnswer, ReadMark} from '../protocol/wire.js';
import {firstNumber, joinRun, type Run} from './log.js';
import {type Queue, settled, type Written} from './outgoing.js';

/** What the user wrote here: a message, or an answer that has no text. They keep their order on the way to the service. */
export interface WrittenMessage extends Written {
  readonly beginning?: Beginning;
  readonly answer?: Omit<NewAnswer, 'id'>;
  /** It was written in another tab, which announces it. Default: false */
  readonly isForeign?: boolean;
}

/** The whole state of one user's chat. Frozen: a change makes a new state. */
export interface ChatState {
  /** `loading` until the heads of the conversations are known; `failed` when the service will not give them. */
  readonly phase: 'loading' | 'ready' | 'failed';
  /** Whether the newest entries have been read. A closed panel needs the heads alone. */
  readonly hasPage: boolean;
  /** `offline`: requests fail. */
  readonly connection: 'connecting' | 'online' | 'offline';
  /** The user's conversations, in their order. */
  readonly runs: readonly Run[];
  /** What was written here and is not among the entries yet. */
  readonly queue: Queue<WrittenMessage>;
  /** The text that the user has not sent, as it was kept when this chat began. */
  readonly draft: string;
  /** Whether what is written outlives the page. */
  readonly isKept: boolean;
  /** By conversation: the newest entry that was seen here. The service may not know it yet. */
  readonly seen: ReadonlyMap<string, number>;
  /** The agent who types now. */
  readonly typing: string | undefined;
  /** Whether an agent looks at the inbox now. */
  readonly isThere: boolean;
  /** The answers that the user has not seen. Follows from the above. */
  readonly unreadCount: number;
}

/** A place in the user's log: what lies before this number of the conversation, and in earlier conversations. */
export type Position = NonNullable<EntryPage['before']>;

export const EMPTY_CHAT: ChatState = Object.freeze({
  phase: 'loading',
  hasPage: false,
  connection: 'connecting',
  runs: [],
  queue: [],
  draft: '',
  isKept: true,
  seen: new Map(),
  typing: undefined,
  isThere: false,
  unreadCount: 0,
});

/** The state with these changes. */
export function changed(state: ChatState, change: Partial<Omit<ChatState, 'unreadCount'>>): ChatState {
  const next = {...state, ...change};
  const counts = next.runs.map((run) => unreadIn(run, next.seen.get(run.head.id) ?? 0));
  return Object.freeze({...next, unreadCount: counts.reduce((sum, count) => sum + count, 0)});
}

/** A state after an answer. */
export interface Answered {
  readonly state: ChatState;
  /** False when the answer does not fit what is held: the caller has to sync. */
  readonly isCurrent: boolean;
}

/**
 * Takes conversations from an answer. An own message that is among the entries leaves the queue.
 *
 * @param source - As in `joinRun`.
 */
export function withConversations(
  state: ChatState,
  conversations: readonly ReadSynced[],
  source: 'told' | 'synced',
): Answered {
  let isCurrent = true;
  let {queue, typing} = state;
  const runs = new Map(state.runs.map((run) => [run.head.id, run]));
  for (const {entries, ...head} of conversations) {
    const joined = joinRun(runs.get(head.id), head, entries, source);
    isCurrent &&= joined.isCurrent;
    if (joined.run) runs.set(head.id, joined.run);
    queue = settled(queue, joined.run ?? {head, entries: []}, entries);
    // The message is here that was being typed.
    const isTyped = ({author}: ReadEntry) => author.kind === 'agent' && author.name === typing;
    if (source === 'told' && entries.some(isTyped)) typing = undefined;
  }
  const inOrder = [...runs.values()].sort((a, b) => a.head.ordinal - b.head.ordinal);
  return {state: changed(state, {runs: inOrder, queue, typing}), isCurrent};
}

/** Forgets conversations that the service has otherwise, or no longer. */
export function without(state: ChatState, ids: readonly string[]): ChatState {
  return changed(state, {
    runs: state.runs.filter(({head}) => !ids.includes(head.id)),
    seen: new Map([...state.seen].filter(([id]) => !ids.includes(id))),
  });
}

/** The user has seen the log up to this entry: what stands above it counts, too. */
export function withSeen(state: ChatState, entryId: string): ChatState {
  const seen = new Map(state.seen);
  const last = state.runs.findLast(({head, entries}) => {
    const number = entries.findLast(({id}) => id === entryId)?.number;
    if (number !== undefined) seen.set(head.id, Math.max(number, seen.get(head.id) ?? 0));
    return number !== undefined;
  });
  if (!last) return state;
  for (const {head} of state.runs.slice(0, state.runs.indexOf(last))) seen.set(head.id, head.lastNumber);
  return changed(state, {seen});
}

/** Whether an entry with this id is held. */
export function holdsEntry({runs}: ChatState, id: string): boolean {
  return runs.some(({entries}) => entries.some((entry) => entry.id === id));
}

/** What the user has seen, and the service does not know yet. */
export function readMarks({runs, seen}: ChatState): readonly ReadMark[] {
  return runs.flatMap(({head: {id, readNumber}}) => {
    const number = seen.get(id) ?? 0;
    return number > readNumber ? [{id, number}] : [];
  });
}

/** Whether an agent has seen the user's message with this id. */
export function isSeenByAgents({runs}: ChatState, id: string): boolean {
  return runs.some(({head: {agentReadNumber = 0}, entries}) =>
    entries.some((entry) => entry.id === id && entry.number <= agentReadNumber),
  );
}

/** The user's newest conversation, in which the next message may be stored. */
export function newestConversation(state: ChatState | undefined): Run | undefined {
  return state?.runs.at(-1);
}

/** Whether the conversation that the next message goes to exists: it is open, or the message reopens it. */
export function isOngoing(state: ChatState | undefined): boolean {
  const status = newestConversation(state)?.head.status;
  return status === 'open' || status === 'resolved';
}

/** Whether the newest entries are missing: only the head of the newest conversation is known. */
export function lacksNewest({runs}: ChatState): boolean {
  return runs.at(-1)?.entries.length === 0;
}

/** Where the entries begin that are held without a gap; `undefined` when they begin with the user's first entry. */
export function earlierPosition({runs}: ChatState): Position | undefined {
  const oldest = oldestUnbroken(runs);
  if (!oldest) return undefined;
  const number = firstNumber(oldest);
  const {id, ordinal} = oldest.head;
  return number === 1 && ordinal === 1 ? undefined : {id, number};
}

/** The newest entries that are held without a gap, at most `limit`, oldest first. */
export function newestEntries({runs}: ChatState, limit: number): readonly ReadEntry[] {
  const oldest = oldestUnbroken(runs);
  let entries: readonly ReadEntry[] = [];
  for (const run of runs.slice(oldest && runs.indexOf(oldest)).reverse()) {
    if (entries.length >= limit) break;
    entries = [...run.entries.slice(entries.length - limit), ...entries];
  }
  return entries;
}

/** The first answer that the user has not seen, of those that are held without a gap; `undefined` when all are seen. */
export function firstUnread(state: ChatState): {readonly id: string; readonly isFirstOfAll: boolean} | undefined {
  const {runs, seen, unreadCount} = state;
  const oldest = oldestUnbroken(runs);
  const unread = runs.slice(oldest && runs.indexOf(oldest)).flatMap(({head, entries}) => {
    const mark = Math.max(head.readNumber, seen.get(head.id) ?? 0);
    return entries.filter((entry) => entry.number > mark && (isAnswer(entry) || entry.content.kind === 'unknown'));
  });
  const [first] = unread;
  return first && unreadCount ? {id: first.id, isFirstOfAll: unread.length >= unreadCount} : undefined;
}

/** The conversation in which the entries begin that are held without a gap, up to the newest one. */
function oldestUnbroken(runs: readonly Run[]): Run | undefined {
  return runs.findLast((run, index) => {
    const before = runs[index - 1];
    return firstNumber(run) > 1 || !before || before.head.ordinal !== run.head.ordinal - 1;
  });
}

function unreadIn(run: Run, seen: number): number {
  const {head, entries} = run;
  if (seen >= head.lastNumber) return 0;
  const unseen = seen + 1 - firstNumber(run);
  // What was not held when it was seen is unknown here.
  if (seen <= head.readNumber || unseen < 0) return head.unreadCount;
  return entries.slice(unseen).filter(isAnswer).length;
}
