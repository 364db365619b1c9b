import type {Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation} from '../../src/agent-wire.js';

/** Everything the inbox draws. Only `reduce` makes a new one; parts read it. */
export interface InboxState {
  readonly session: Session;
  readonly connection: Connection;
  readonly page: Page;
  readonly filter: ConversationStatus;
  readonly lists: Readonly<Record<ConversationStatus, LoadStatus>>;
  /** Every conversation the inbox has heard of, by id. */
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  /** The conversation in the reading pane. */
  readonly openId: string | undefined;
  readonly threads: ReadonlyMap<string, Thread>;
  /** Answers that have been typed and not sent, by conversation. */
  readonly drafts: ReadonlyMap<string, string>;
  /** Conversations whose change of status the service has not confirmed yet. */
  readonly changing: ReadonlySet<string>;
  readonly notice: Notice | undefined;
  /** Whether somebody can see the page: what nobody sees is not read. */
  readonly isPageVisible: boolean;
}

export type Page = 'conversations' | 'settings';

export type ConversationStatus = AgentConversation['status'];

export type Session =
  | {readonly status: 'asking'}
  | {readonly status: 'unreachable'}
  | {readonly status: 'logged-out'; readonly isLoggingIn: boolean; readonly notice?: LoginNotice}
  | {readonly status: 'logged-in'; readonly agent: Agent};

/** Why the login form has something to say. */
export type LoginNotice = 'wrong-credentials' | 'too-many-attempts' | 'unreachable' | 'session-ended';

/** `lost`: the connection was there, or has failed at least once, and is being tried again. */
export type Connection = 'connecting' | 'live' | 'lost';

export type LoadStatus = 'loading' | 'ready' | 'failed';

export interface KnownConversation {
  readonly conversation: AgentConversation;
  /** When it was asked for, as a running number: tells late answers apart. */
  readonly asOf: number;
}

/** The messages of one conversation: an unbroken run that ends with the newest one known. */
export interface Thread {
  readonly status: LoadStatus | 'not-found';
  readonly messages: readonly Message[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly isLoadingEarlier: boolean;
}

/** An answer on its way. `stored`: confirmed, and shown until the messages before it have come. */
export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
  readonly status: 'sending' | 'stored' | 'failed';
}

/** Something the agent asked for that did not work. */
export type Notice = 'status-not-changed' | 'newer-conversation-open' | 'not-logged-out' | 'earlier-not-loaded';

export const INITIAL_STATE: InboxState = Object.freeze<InboxState>({
  session: {status: 'asking'},
  connection: 'connecting',
  page: 'conversations',
  filter: 'open',
  lists: {open: 'loading', resolved: 'loading'},
  conversations: new Map(),
  openId: undefined,
  threads: new Map(),
  drafts: new Map(),
  changing: new Set(),
  notice: undefined,
  isPageVisible: true,
});

export const EMPTY_THREAD: Thread = Object.freeze<Thread>({
  status: 'loading',
  messages: [],
  outgoing: [],
  isLoadingEarlier: false,
});
