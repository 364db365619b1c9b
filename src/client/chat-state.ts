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
  const counts = next.runs.map((run) => unreadIn(run, seenNumber(next, run.head)));
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

/** The entry with this id, if it is held, and the head of its conversation. */
export function findEntry(
  {runs}: ChatState,
  id: string,
): (Pick<Run, 'head'> & {readonly entry: ReadEntry}) | undefined {
  for (const {head, entries} of runs) {
    const entry = entries.findLast((entry) => entry.id === id);
    if (entry) return {head, entry};
  }
  return undefined;
}

/** The user has seen the log up to this entry: what stands above it counts, too. */
export function withSeen(state: ChatState, entryId: string): ChatState {
  const found = findEntry(state, entryId);
  if (!found) return state;
  const seen = new Map(state.seen);
  for (const {head} of state.runs) {
    if (head.ordinal < found.head.ordinal) seen.set(head.id, head.lastNumber);
  }
  const {id} = found.head;
  return changed(state, {seen: seen.set(id, Math.max(found.entry.number, seen.get(id) ?? 0))});
}

/** The number of the newest entry of a conversation that the user has seen, here or elsewhere. */
export function seenNumber({seen}: Pick<ChatState, 'seen'>, {id, readNumber}: Run['head']): number {
  return Math.max(readNumber, seen.get(id) ?? 0);
}

/** What the user has seen, and the service does not know yet. */
export function readMarks(state: ChatState): readonly ReadMark[] {
  return state.runs.flatMap(({head}) => {
    const number = seenNumber(state, head);
    return number > head.readNumber ? [{id: head.id, number}] : [];
  });
}

/** Whether an agent has seen the user's message with this id. */
export function isSeenByAgents(state: ChatState, id: string): boolean {
  const {head, entry} = findEntry(state, id) ?? {};
  return !!entry && entry.number <= (head?.agentReadNumber ?? 0);
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
  const [oldest] = unbroken(runs);
  if (!oldest) return undefined;
  const number = firstNumber(oldest);
  const {id, ordinal} = oldest.head;
  return number === 1 && ordinal === 1 ? undefined : {id, number};
}

/** The newest entries that are held without a gap, at most `limit`, oldest first. */
export function newestEntries({runs}: ChatState, limit: number): readonly ReadEntry[] {
  const entries = unbroken(runs).flatMap((run) => run.entries);
  return entries.slice(Math.max(entries.length - limit, 0));
}

/** The first answer that the user has not seen, of those that are held without a gap; `undefined` when all are seen. */
export function firstUnread(state: ChatState): {readonly id: string; readonly isFirstOfAll: boolean} | undefined {
  const {runs, unreadCount} = state;
  const unread = unbroken(runs).flatMap(({head, entries}) => {
    const seen = seenNumber(state, head);
    return entries.filter((entry) => entry.number > seen && (isAnswer(entry) || entry.content.kind === 'unknown'));
  });
  const [first] = unread;
  return first && unreadCount ? {id: first.id, isFirstOfAll: unread.length >= unreadCount} : undefined;
}

/** The newest conversations, whose entries are held without a gap. */
function unbroken(runs: readonly Run[]): readonly Run[] {
  const oldest = runs.findLastIndex(
    (run, index) => firstNumber(run) > 1 || runs[index - 1]?.head.ordinal !== run.head.ordinal - 1,
  );
  return runs.slice(Math.max(oldest, 0));
}

function unreadIn(run: Run, seen: number): number {
  const {head, entries} = run;
  if (seen >= head.lastNumber) return 0;
  const unseen = seen + 1 - firstNumber(run);
  // What was not held when it was seen is unknown here.
  if (seen <= head.readNumber || unseen < 0) return head.unreadCount;
  return entries.slice(unseen).filter(isAnswer).length;
}
