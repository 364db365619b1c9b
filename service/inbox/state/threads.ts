/** What is known of the conversations that were opened. All functions are pure. */
import {firstNumber, joinEntries, joinRun, knownOf, type Run, settled} from 'helpshift-chat/client';
import {isAnswer, type ReadEntry} from 'helpshift-chat/protocol';
import type {KnownAgentConversation} from '../../contract/conversations.js';
import type {AgentHead, ReadNote, SyncedHead} from '../api/parse-agent.js';
import type {Thread} from './state.js';

/**
 * Follows an answer about the thread's conversation.
 *
 * @param source - `told`: a frame, or the answer to something that was stored; it adds to a run that is loaded, and never begins
 *   one. `synced`: the answer to a sync; where it leaves a gap, what is before the gap is dropped.
 */
export function withSynced(thread: Thread, synced: SyncedHead, source: 'told' | 'synced'): Thread {
  const {head, entries, notes, beginning = thread.beginning} = synced;
  const isLoaded = thread.run !== undefined || (source === 'synced' && entries.length > 0);
  const {run} = isLoaded ? joinRun(thread.run, head, entries, source) : thread;
  const joinedNotes = isLoaded ? joinNotes(thread.notes, notes, source) : thread.notes;
  const text = settled(thread.queues.text, {head, entries: run?.entries ?? []}, entries);
  const note = settled(thread.queues.note, {head, entries: joinedNotes}, notes);
  const isSame =
    run === thread.run &&
    joinedNotes === thread.notes &&
    beginning === thread.beginning &&
    text === thread.queues.text &&
    note === thread.queues.note;
  return isSame ? thread : {...thread, run, notes: joinedNotes, beginning, queues: {text, note}};
}

function joinNotes(
  held: readonly ReadNote[],
  news: readonly ReadNote[],
  source: 'told' | 'synced',
): readonly ReadNote[] {
  // Notes that are told without those before them would leave a gap at the beginning.
  if (source === 'told' && !held.length && (news[0]?.number ?? 1) > 1) return held;
  const joined = joinEntries(held, news);
  if (typeof joined !== 'string') return joined;
  return source === 'synced' && joined === 'after a gap' ? news : held;
}

/** Whether the service has told of more than the thread holds. */
export function isBehind({run, notes}: Thread, head: AgentHead | undefined): boolean {
  if (!run || !head) return false;
  return head.version > run.head.version || (notes.at(-1)?.number ?? 0) < run.head.lastNote;
}

/** What a sync tells the service of this conversation. */
export function knownThread(run: Run<AgentHead>, notes: Thread['notes']): KnownAgentConversation {
  const newest = notes.at(-1);
  return {...knownOf(run), ...(newest ? {note: newest.number, noteId: newest.id} : {note: 0})};
}

/** Whether the service has earlier entries. */
export function hasEarlier({run}: Thread): boolean {
  return run !== undefined && firstNumber(run) > 1;
}

/** The number of the newest entry that is held; 0 for none. */
export function newestNumber({run}: Thread): number {
  return run?.entries.at(-1)?.number ?? 0;
}

/** The id of the newest answer that the user has seen; `undefined` when they have seen none, or none that is held. */
export function answerSeenByUser({run}: Thread): string | undefined {
  const {userReadNumber = 0} = run?.head ?? {};
  const isSeen = (entry: ReadEntry): boolean => entry.number <= userReadNumber && entry.author.kind === 'agent';
  return run?.entries.findLast((entry) => isSeen(entry) && isAnswer(entry))?.id;
}
