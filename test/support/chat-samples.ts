/** Small conversations and entries, as the service would send them. */
import {type ChatState, withSeen} from '../../src/client/chat-state.js';
import type {Author, Content, Conversation, Entry} from '../../src/protocol/log.js';
import type {SyncedConversation} from '../../src/protocol/wire.js';

export const USER: Author = {kind: 'user'};
export const RAE: Author = {kind: 'agent', name: 'Rae'};
export const SYSTEM: Author = {kind: 'system'};

export const text = (value: string): Content => ({kind: 'text', text: value});

/** By default the id is built from conversation and number. */
export function sampleEntry(change: Partial<Entry> & {number: number}, conversationId = 'c1'): Entry {
  return {
    id: `${conversationId}-${change.number}`,
    author: USER,
    content: text(`message ${change.number}`),
    time: 1000 + change.number,
    ...change,
  };
}

/** Entries with the numbers from `first` to `last`. */
export function sampleEntries(first: number, last: number, conversationId = 'c1'): Entry[] {
  return Array.from({length: Math.max(last - first + 1, 0)}, (_, index) =>
    sampleEntry({number: first + index}, conversationId),
  );
}

/** A head. By default its newest entry is that of `sampleEntry`. */
export function sampleHead(change: Partial<Conversation> = {}): Conversation {
  const {id = 'c1', lastNumber = 0} = change;
  return {
    id,
    ordinal: 1,
    version: lastNumber,
    status: 'open',
    lastNumber,
    lastId: `${id}-${lastNumber}`,
    readNumber: 0,
    unreadCount: 0,
    agentReadNumber: 0,
    ...change,
  };
}

/** A conversation with these entries, the last of which is its newest. */
export function sampleSynced(entries: readonly Entry[], change: Partial<Conversation> = {}): SyncedConversation {
  const last = entries.at(-1);
  return {...sampleHead({...(last && {lastNumber: last.number, lastId: last.id}), ...change}), entries};
}

/** The state after the user has seen the newest entry that is held. */
export function withAllSeen(state: ChatState): ChatState {
  return withSeen(state, state.runs.at(-1)?.entries.at(-1)?.id ?? '');
}
