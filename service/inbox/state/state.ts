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
  /** Whether the page is visible. Messages on a hidden page are not marked as read. */
  readonly isPageVisible: boolean;
}

export type Page = 'conversations' | 'settings';

export type ConversationStatus = AgentConversation['status'];

export type Session =
  | {readonly status: 'asking'}
  | {readonly status: 'unreachable'}
  | {readonly status: 'logged-out'; readonly isLoggingIn: boolean; readonly notice?: LoginNotice}
  | {readonly status: 'logged-in'; readonly agent: Agent};

/** What the login form says. */
export type LoginNotice = 'wrong-credentials' | 'too-many-attempts' | 'unreachable' | 'session-ended';

/** `lost`: the connection has failed at least once, and the inbox tries it again. */
export type Connection = 'connecting' | 'live' | 'lost';

export type LoadStatus = 'loading' | 'ready' | 'failed';

export interface KnownConversation {
  readonly conversation: AgentConversation;
  /** The number of the request that asked for it. A late answer to an older request has a smaller number. */
  readonly asOf: number;
}

/** The messages of one conversation: an unbroken run that ends with the newest one known. */
export interface Thread {
  readonly status: LoadStatus | 'not-found';
  readonly messages: readonly Message[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly isLoadingEarlier: boolean;
}

/** An answer that is being sent. `stored`: the service has it, and it is shown here until the messages before it arrive. */
export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
  readonly status: 'sending' | 'stored' | 'failed';
}

/** A request of the agent that failed. */
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
