import type {Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation} from '../../src/agent-wire.js';
import type {ConversationStatus, LoginNotice, Notice, OutgoingMessage} from './state.js';

/** What the agent or the page requests. */
export type Request =
  | {readonly type: 'start'}
  | {readonly type: 'log-in'; readonly email: string; readonly password: string}
  | {readonly type: 'log-out'}
  | {readonly type: 'choose-filter'; readonly status: ConversationStatus}
  | {readonly type: 'reload-list'}
  | {readonly type: 'open-conversation'; readonly id: string | undefined}
  | {readonly type: 'open-settings'}
  | {readonly type: 'reload-conversation'; readonly id: string}
  | {readonly type: 'load-earlier'; readonly id: string}
  | {readonly type: 'change-draft'; readonly id: string; readonly text: string}
  | {readonly type: 'send-message'; readonly conversationId: string; readonly text: string}
  | {readonly type: 'retry-message'; readonly conversationId: string; readonly id: string}
  | {readonly type: 'change-status'; readonly id: string; readonly status: ConversationStatus}
  | {readonly type: 'dismiss-notice'}
  | {readonly type: 'set-page-visible'; readonly isVisible: boolean};

/** What the service or the connection reports. */
export type Report =
  | {readonly type: 'logged-in'; readonly agent: Agent}
  | {readonly type: 'logged-out'; readonly notice?: LoginNotice}
  | {readonly type: 'session-unreachable'}
  | {readonly type: 'connection-ready'}
  | {readonly type: 'connection-lost'}
  | {readonly type: 'conversation-changed'; readonly id: string; readonly lastSequence: number}
  | {
      readonly type: 'list-received';
      readonly status: ConversationStatus;
      readonly conversations: readonly AgentConversation[];
      readonly asOf: number;
    }
  | {readonly type: 'list-failed'; readonly status: ConversationStatus}
  | {readonly type: 'conversation-received'; readonly conversation: AgentConversation; readonly asOf: number}
  | {readonly type: 'thread-received'; readonly id: string; readonly messages: readonly Message[]}
  | {readonly type: 'thread-failed'; readonly id: string; readonly isMissing: boolean}
  | {readonly type: 'earlier-received'; readonly id: string; readonly messages: readonly Message[]}
  | {readonly type: 'earlier-failed'; readonly id: string}
  | {readonly type: 'conversation-read'; readonly id: string; readonly sequence: number}
  | {readonly type: 'message-queued'; readonly conversationId: string; readonly message: OutgoingMessage}
  | {readonly type: 'message-stored'; readonly message: Message}
  | {readonly type: 'message-failed'; readonly conversationId: string; readonly id: string}
  | {readonly type: 'status-change-ended'; readonly id: string}
  | {readonly type: 'notice-raised'; readonly notice: Notice};

export type Action = Request | Report;

export type Dispatch = (action: Action) => void;
