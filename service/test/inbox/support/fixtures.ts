import {ChatError} from 'helpshift-chat/client';
import type {ReadEntry} from 'helpshift-chat/protocol';
import type {AgentHead, ListPage, ReadBeginning, ReadNote, SyncedHead} from '../../../inbox/api/parse-agent.js';
import {EMPTY_THREAD, INITIAL_STATE, type List, type Thread} from '../../../inbox/state/state.js';
import type {AgentConversationUser} from '../../../contract/conversations.js';
import type {Agent, AgentSession} from '../../../contract/session.js';

export const ADA: Agent = {id: 'agent-1', email: 'ada@example.com', name: 'Ada', role: 'agent'};
export const ADMINISTRATOR: Agent = {...ADA, role: 'administrator'};

/** The agent is logged in in three browsers. */
export const SESSIONS: readonly AgentSession[] = [
  {id: 's1', began: 3000, browser: 'Firefox on Linux', network: '192.0.2.0/24', isThis: true},
  {id: 's2', began: 2000, browser: 'Safari on iOS', network: '2001:db8:1::/48', isThis: false},
  {id: 's3', began: 1000, browser: null, network: null, isThis: false},
];

export const UNREACHABLE = new ChatError('unreachable', 'no answer', {retryable: true});
export const UNAUTHORIZED = refusal(401);

/** An error answer of the service. */
export function refusal(status: number, field?: string): ChatError {
  return new ChatError('invalid_request', `status ${status}`, {
    retryable: status === 429 || status >= 500,
    status,
    field,
  });
}

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

/** The head of a conversation whose user waits for an answer to the only message. */
export function makeHead(fields: Partial<AgentHead> = {}): AgentHead {
  const {lastNumber = 1} = fields;
  return {
    id: 'c1',
    domain: 'bar',
    platformId: 'foo',
    version: lastNumber,
    status: 'open',
    lastNumber,
    lastId: `m${lastNumber}`,
    lastNote: 0,
    readNumber: 0,
    waitingSince: 1000,
    lastTime: 1000,
    activity: 1000,
    preview: {author: 'user', text: 'Hello'},
    user: makeUser(),
    contact: {name: null, email: null},
    ...fields,
  };
}

export function makeEntry(number: number, fields: Partial<ReadEntry> = {}): ReadEntry {
  return {
    number,
    id: `m${number}`,
    author: {kind: 'user'},
    content: {kind: 'text', text: `text ${number}`},
    time: number * 1000,
    ...fields,
  };
}

/** The entries numbered `first` to `last`. */
export function makeEntries(first: number, last: number): ReadEntry[] {
  return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => makeEntry(first + index));
}

export function makeNote(number: number, fields: Partial<ReadNote> = {}): ReadNote {
  return {
    number,
    id: `n${number}`,
    author: {kind: 'agent', name: 'Bob'},
    content: {kind: 'note', text: `note ${number}`},
    time: 1000,
    after: 1,
    ...fields,
  };
}

/** The page has given nothing. */
export const EMPTY_BEGINNING: ReadBeginning = {fields: [], tags: [], pageUrl: null};

export const BEGINNING: ReadBeginning = {
  fields: [{key: 'order', type: 'singleline', value: 'A-17'}],
  tags: ['vip'],
  pageUrl: 'https://shop.example/cart',
};

/** An answer about a conversation that ends with these entries. */
export function makeSynced(
  entries: readonly ReadEntry[],
  {notes = [], ...fields}: Partial<AgentHead> & {notes?: readonly ReadNote[]} = {},
): SyncedHead {
  const last = entries.at(-1);
  const head = makeHead({...(last && {lastNumber: last.number, lastId: last.id}), ...fields});
  return {head, entries, notes};
}

/** A loaded conversation. */
export function makeThread(entries: readonly ReadEntry[], fields: Partial<Thread> = {}): Thread {
  const {head} = makeSynced(entries);
  return {...EMPTY_THREAD, status: 'ready', run: {head, entries}, ...fields};
}

export function makePage(heads: readonly AgentHead[], fields: Partial<ListPage> = {}): ListPage {
  return {heads, unreadable: 0, next: undefined, tag: 'tag', ...fields};
}

/** A list whose pages are all loaded. */
export const READY: List = {...INITIAL_STATE.lists.open, status: 'ready'};
