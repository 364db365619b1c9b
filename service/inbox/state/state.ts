import type {Queue, Run} from 'helpshift-chat/client';
import type {CardAction} from 'helpshift-chat/protocol';
import type {AgentListName, NoteContent} from '../../contract/conversations.js';
import type {Agent} from '../../contract/session.js';
import type {AgentHead, ReadBeginning, ReadNote} from '../api/parse-agent.js';
import {INITIAL_SETTINGS, type SettingsState} from '../settings/settings-state.js';
import {INITIAL_SESSIONS, type SessionsState} from '../sessions/sessions-state.js';
import type {ServiceNotice} from '../api/parse-notices.js';
import type {LoadStatus} from './load-status.js';
import type {UploadMap} from './uploads.js';
import {NOTHING_SELECTED, type Selection} from './selection-state.js';

/** Everything the inbox draws. Only `reduce` makes a new one; parts read it. */
export interface InboxState {
  readonly session: Session;
  readonly connection: Connection;
  readonly page: Page;
  readonly filter: AgentListName;
  readonly lists: Readonly<Record<AgentListName, List>>;
  /** The newest head of every conversation that the inbox has heard of, by id. */
  readonly heads: ReadonlyMap<string, AgentHead>;
  /** The conversation in the reading pane. */
  readonly openId: string | undefined;
  readonly threads: ReadonlyMap<string, Thread>;
  /** What has been typed and not sent, by conversation. */
  readonly drafts: ReadonlyMap<string, Draft>;
  /** Whether this browser has kept what was written last. Else it is lost with the page. */
  readonly isKept: boolean;
  /** In how many conversations log-out would delete what is not sent: the agent is asked. `undefined`: no question. */
  readonly logOutQuestion: number | undefined;
  /** The files that are being sent, by conversation. Only conversations with files are in it. */
  readonly uploads: UploadMap;
  /** Conversations whose change of status the service has not confirmed yet. */
  readonly changing: ReadonlySet<string>;
  /** The conversations in which the user is typing. */
  readonly typing: ReadonlySet<string>;
  readonly selection: Selection;
  readonly settings: SettingsState;
  readonly sessions: SessionsState;
  readonly notice: Notice | undefined;
  /** What is wrong with the installation. For administrators. */
  readonly serviceNotices: readonly ServiceNotice[];
  /** Whether the page is visible. Messages on a hidden page are not marked as read. */
  readonly isPageVisible: boolean;
}

export type Page = 'conversations' | 'settings' | 'sessions';

export type Session =
  | {readonly status: 'asking'}
  | {readonly status: 'unreachable'}
  | {readonly status: 'logged-out'; readonly isLoggingIn: boolean; readonly notice?: LoginNotice}
  | {readonly status: 'logged-in'; readonly agent: Agent};

/** What the login form says. */
export type LoginNotice = 'wrong-credentials' | 'too-many-attempts' | 'unreachable' | 'session-ended';

/** `lost`: requests fail, and the inbox tries again. */
export type Connection = 'connecting' | 'up' | 'lost';

/** What is known of a list beside the heads: they tell by themselves which lists they are in, and where. */
export interface List {
  /** Of the first page. */
  readonly status: LoadStatus;
  /** What follows the loaded pages; `undefined` when all pages are loaded, and before the first one is. */
  readonly rest: ListRest | undefined;
  readonly isLoadingMore: boolean;
  /** How many conversations of the loaded pages this version cannot show. */
  readonly unreadable: number;
  /** The service's `tag` of the first page. */
  readonly tag: string | undefined;
}

export interface ListRest {
  /** The `after` of the next page. */
  readonly cursor: string;
  /** The last place of the loaded pages. Heads after it are not shown: others between may be missing. */
  readonly end: Place | undefined;
}

/** Where a head stands in a list. */
export interface Place {
  readonly order: number;
  readonly id: string;
}

/** One conversation that was opened: its two logs, and what the agent has written in it. */
export interface Thread {
  readonly status: LoadStatus | 'not-found';
  /** `undefined` until entries are loaded. */
  readonly run: Run<AgentHead> | undefined;
  /** An unbroken run that ends with the newest note. */
  readonly notes: readonly ReadNote[];
  /** `undefined` until the newest page is loaded. */
  readonly beginning: ReadBeginning | undefined;
  readonly queues: Readonly<Record<WritingKind, Queue>>;
  /** How many messages and notes the agent has written here so far. */
  readonly written: number;
  /** Loading of entries before the run. After a failure only the agent begins it again. */
  readonly earlier: 'idle' | 'loading' | 'failed';
}

/** What an agent writes: an answer to the user, which is a card when it has actions, or a note that only agents see. */
export type WritingKind = 'text' | NoteContent['kind'];

/** The two texts that are being written. They are apart, so that a note never becomes an answer. */
export interface Draft extends Readonly<Record<WritingKind, string>> {
  /** Which of them the form shows. */
  readonly mode: WritingKind;
  /** Those of the answer. They may be incomplete. */
  readonly actions: readonly CardAction[];
}

/** How an agent changes a conversation. */
export type StatusChange = 'resolved' | 'rejected' | 'reopened';

/** A request of the agent that failed. */
export type Notice =
  | 'status-not-changed'
  | 'changed-by-others'
  | 'conversation-over'
  | 'answer-refused'
  | 'message-not-sent'
  | 'file-not-sent'
  | 'too-many-files'
  | 'not-logged-out'
  | 'earlier-not-loaded'
  | 'list-not-continued';

const UNLOADED: List = {
  status: 'loading',
  rest: undefined,
  isLoadingMore: false,
  unreadable: 0,
  tag: undefined,
};

export const INITIAL_STATE: InboxState = Object.freeze<InboxState>({
  session: {status: 'asking'},
  connection: 'connecting',
  page: 'conversations',
  filter: 'open',
  lists: {waiting: UNLOADED, open: UNLOADED, closed: UNLOADED},
  heads: new Map(),
  openId: undefined,
  threads: new Map(),
  drafts: new Map(),
  isKept: true,
  logOutQuestion: undefined,
  uploads: new Map(),
  changing: new Set(),
  typing: new Set(),
  selection: NOTHING_SELECTED,
  settings: INITIAL_SETTINGS,
  sessions: INITIAL_SESSIONS,
  notice: undefined,
  serviceNotices: [],
  isPageVisible: true,
});

export const EMPTY_THREAD: Thread = Object.freeze<Thread>({
  status: 'loading',
  run: undefined,
  notes: [],
  beginning: undefined,
  queues: {text: [], note: []},
  written: 0,
  earlier: 'idle',
});

export const EMPTY_DRAFT: Draft = Object.freeze<Draft>({mode: 'text', text: '', note: '', actions: []});
