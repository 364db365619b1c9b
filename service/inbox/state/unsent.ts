/** What the agent has written and the service has not stored. All functions are pure. */
import {type Outgoing, withKept} from 'helpshift-chat/client';
import type {KeptMessage} from '../outbox/agent-outbox.js';
import type {AgentHead} from '../api/parse-agent.js';
import {isOver} from './conversations.js';
import {EMPTY_THREAD, type Draft, type InboxState, type Notice, type Thread, type WritingKind} from './state.js';
import {hasUploads} from './uploads.js';

/**
 * What has become of an answer or a note. `waiting`: the service cannot be reached. `failed`: another try may succeed. `over`: it
 * cannot be sent any more.
 */
export type AnswerState = 'stored' | 'waiting' | 'sending' | 'failed' | 'over';

/** What the list says of a conversation in which the agent has not sent something. */
export type UnsentMark = 'failed' | 'draft';

export type UnsentMarks = ReadonlyMap<string, UnsentMark>;

const WRITING_KINDS: readonly WritingKind[] = ['text', 'note'];

export function answerState(
  {delivery, isNote}: {readonly delivery: Outgoing['status']; readonly isNote: boolean},
  connection: InboxState['connection'],
  head: Pick<AgentHead, 'status'> | undefined,
): AnswerState {
  if (delivery === 'stored') return 'stored';
  if (delivery === 'waiting') return connection === 'lost' ? 'waiting' : 'sending';
  // A note can be sent in every conversation.
  return !isNote && head && isOver(head) ? 'over' : 'failed';
}

/** What to tell the agent of an answer or a note that was refused. Where it is shown, it says by itself that it was not sent. */
export function refusalNotice(
  {openId, heads}: Pick<InboxState, 'openId' | 'heads'>,
  conversationId: string,
  kind: WritingKind,
): Notice | undefined {
  if (conversationId !== openId) return 'message-not-sent';
  const state = answerState({delivery: 'failed', isNote: kind === 'note'}, 'up', heads.get(conversationId));
  return state === 'over' ? 'answer-refused' : undefined;
}

/** Whether there is something in it that the agent would miss. */
export function hasText({text, note, actions}: Draft): boolean {
  return !!text.trim() || !!note.trim() || actions.length > 0;
}

/** The conversations in which the agent has written something that is not sent. */
export function unsentIds({threads, drafts, uploads}: InboxState): ReadonlySet<string> {
  const ids = new Set(uploads.keys());
  for (const [id, draft] of drafts) if (hasText(draft)) ids.add(id);
  for (const [id, thread] of threads) if (messagesOf(thread).some(({status}) => status !== 'stored')) ids.add(id);
  return ids;
}

/** Whether leaving the page would lose something. The browser keeps no files. */
export function leavingLoses(state: InboxState): boolean {
  return hasUploads(state.uploads) || (!state.isKept && unsentIds(state).size > 0);
}

/** Whether an answer or a note was refused in a conversation. */
export function hasFailed({threads}: Pick<InboxState, 'threads'>, id: string): boolean {
  const thread = threads.get(id);
  return !!thread && messagesOf(thread).some(({status}) => status === 'failed');
}

/** What the list says of a conversation. The open one shows its draft itself. */
export function unsentMark(state: InboxState, id: string): UnsentMark | undefined {
  if (hasFailed(state, id)) return 'failed';
  const draft = state.drafts.get(id);
  return draft && hasText(draft) && id !== state.openId ? 'draft' : undefined;
}

/** All marks, by conversation. The same object as `previous` when they are the same: the list is not drawn again. */
export function unsentMarks(state: InboxState, previous: UnsentMarks): UnsentMarks {
  const marks = new Map<string, UnsentMark>();
  for (const id of unsentIds(state)) {
    const mark = unsentMark(state, id);
    if (mark) marks.set(id, mark);
  }
  const isSame = marks.size === previous.size && [...marks].every(([id, mark]) => previous.get(id) === mark);
  return isSame ? previous : marks;
}

/** The queues in which something waits to be sent. */
export function waitingQueues({threads}: InboxState): readonly {readonly id: string; readonly kind: WritingKind}[] {
  return [...threads].flatMap(([id, {queues}]) =>
    WRITING_KINDS.filter((kind) => queues[kind].some(({status}) => status === 'waiting')).map((kind) => ({id, kind})),
  );
}

/** Adds what this browser keeps and what is not here yet. What the agent has typed here meanwhile stays. */
export function withRestored(
  state: InboxState,
  kept: {readonly messages: readonly KeptMessage[]; readonly drafts: InboxState['drafts']},
): InboxState {
  const drafts = new Map([...kept.drafts, ...state.drafts]);
  const threads = new Map(state.threads);
  let isChanged = drafts.size > state.drafts.size;
  for (const id of new Set(kept.messages.map(({conversationId}) => conversationId))) {
    const thread = threads.get(id) ?? EMPTY_THREAD;
    const next = withKeptMessages(
      thread,
      kept.messages.filter(({conversationId}) => conversationId === id),
    );
    if (next === thread) continue;
    threads.set(id, next);
    isChanged = true;
  }
  return isChanged ? {...state, threads, drafts} : state;
}

function withKeptMessages(thread: Thread, kept: readonly KeptMessage[]): Thread {
  const {text, note} = thread.queues;
  const left = kept.filter((message) => !isStored(thread, message));
  const answers = left.filter(({isNote}) => !isNote);
  const notes = left.filter(({isNote}) => isNote);
  const queues = {text: withKept(text, answers), note: withKept(note, notes)};
  return queues.text === text && queues.note === note ? thread : {...thread, queues};
}

/** Whether the conversation holds the entry of a message. The tab that wrote it was closed before it heard of that. */
export function isStored({run, notes}: Thread, {id, isNote}: Pick<KeptMessage, 'id' | 'isNote'>): boolean {
  return (isNote ? notes : (run?.entries ?? [])).some((entry) => entry.id === id);
}

/** Which of the queued messages have another status now; those that are in no queue any more are `stored`. */
export function statusChanges(
  before: InboxState['threads'],
  after: InboxState['threads'],
): ReadonlyMap<string, Outgoing['status']> {
  const changes = new Map<string, Outgoing['status']>();
  if (before === after) return changes;
  for (const [id, thread] of before) {
    const next = after.get(id);
    if (next?.queues === thread.queues) continue;
    const statusOf = new Map(next && messagesOf(next).map((message) => [message.id, message.status]));
    for (const message of messagesOf(thread)) {
      const status = statusOf.get(message.id) ?? 'stored';
      if (status !== message.status) changes.set(message.id, status);
    }
  }
  return changes;
}

/** The drafts that have changed; `undefined`: there is none any more. */
export function draftChanges(
  before: InboxState['drafts'],
  after: InboxState['drafts'],
): ReadonlyMap<string, Draft | undefined> {
  const changes = new Map<string, Draft | undefined>();
  if (before === after) return changes;
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const draft = after.get(id);
    if (draft !== before.get(id)) changes.set(id, draft);
  }
  return changes;
}

function messagesOf({queues}: Thread): readonly Outgoing[] {
  return [...queues.text, ...queues.note];
}
