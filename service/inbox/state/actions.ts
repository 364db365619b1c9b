import type {Written} from 'helpshift-chat/client';
import type {CardAction} from 'helpshift-chat/protocol';
import type {AgentListName} from '../../contract/conversations.js';
import type {Agent} from '../../contract/session.js';
import type {AgentSync, SyncedHead} from '../api/parse-agent.js';
import type {SessionsReport, SessionsRequest} from '../sessions/sessions-actions.js';
import type {SettingsReport, SettingsRequest} from '../settings/settings-actions.js';
import type {ServiceNotice} from '../api/parse-notices.js';
import type {KeptMessage} from '../outbox/agent-outbox.js';
import type {ReceivedPage} from './lists.js';
import type {ChosenFile, UploadProblem} from './uploads.js';
import type {InboxState, LoginNotice, Notice, StatusChange, WritingKind} from './state.js';

/** What the agent or the page requests. */
export type Request =
  | {readonly type: 'start'}
  | {readonly type: 'log-in'; readonly email: string; readonly password: string}
  /** Logs out, or asks before when something is not sent. */
  | {readonly type: 'log-out'}
  | {readonly type: 'confirm-log-out'}
  | {readonly type: 'cancel-log-out'}
  | {readonly type: 'choose-filter'; readonly name: AgentListName}
  | {readonly type: 'reload-list'}
  | {readonly type: 'show-more'}
  | {readonly type: 'open-conversation'; readonly id: string | undefined}
  | {readonly type: 'open-settings'}
  | {readonly type: 'open-sessions'}
  | {readonly type: 'reload-conversation'; readonly id: string}
  | {readonly type: 'load-earlier'; readonly id: string}
  | {readonly type: 'change-draft'; readonly id: string; readonly kind: WritingKind; readonly text: string}
  | {readonly type: 'change-draft-actions'; readonly id: string; readonly actions: readonly CardAction[]}
  | {readonly type: 'choose-mode'; readonly id: string; readonly mode: WritingKind}
  | {
      readonly type: 'send-message';
      readonly conversationId: string;
      readonly kind: WritingKind;
      readonly text: string;
      /** With them an answer becomes a card. */
      readonly actions?: readonly CardAction[];
    }
  | {
      readonly type: 'retry-message';
      readonly conversationId: string;
      readonly kind: WritingKind;
      readonly id: string;
    }
  /** Deletes a message that was refused. */
  | {
      readonly type: 'delete-message';
      readonly conversationId: string;
      readonly kind: WritingKind;
      readonly id: string;
    }
  /** Adds files to the answer of a conversation, and uploads them. */
  | {readonly type: 'attach-files'; readonly conversationId: string; readonly files: readonly File[]}
  /** Sends the files of the answer, as soon as each is uploaded. */
  | {readonly type: 'send-files'; readonly conversationId: string}
  | {readonly type: 'retry-upload'; readonly conversationId: string; readonly id: string}
  | {readonly type: 'remove-upload'; readonly conversationId: string; readonly id: string}
  | {readonly type: 'change-status'; readonly id: string; readonly change: StatusChange}
  /** Shows the check boxes of the list, or hides them. */
  | {readonly type: 'choose-selecting'; readonly isOn: boolean}
  | {readonly type: 'select-conversations'; readonly ids: readonly string[]; readonly isSelected: boolean}
  | {readonly type: 'reject-selected'}
  | {readonly type: 'dismiss-notice'}
  | {readonly type: 'set-page-visible'; readonly isVisible: boolean}
  | SettingsRequest
  | SessionsRequest;

/** What the service or the connection reports. */
export type Report =
  | {readonly type: 'logged-in'; readonly agent: Agent}
  | {readonly type: 'logged-out'; readonly notice?: LoginNotice}
  | {readonly type: 'session-unreachable'}
  | {readonly type: 'connection-up'}
  | {readonly type: 'connection-lost'}
  /** The answer to a sync. `asked`: the conversation that it was to bring up to date. */
  | {
      readonly type: 'synced';
      readonly answer: Pick<AgentSync, 'conversations' | 'restart'>;
      readonly asked?: string | undefined;
    }
  /** A frame, or the answer to something that was stored. */
  | {readonly type: 'told'; readonly conversation: SyncedHead}
  /** The user of this conversation types. */
  | {readonly type: 'typing-heard'; readonly id: string}
  /** The user of this conversation has stopped; without an id all have. */
  | {readonly type: 'typing-ended'; readonly id?: string}
  | ({readonly type: 'list-received'} & ReceivedPage)
  | {readonly type: 'list-failed'; readonly name: AgentListName}
  | {readonly type: 'more-failed'; readonly name: AgentListName}
  | {readonly type: 'thread-failed'; readonly id: string; readonly isMissing: boolean}
  | {readonly type: 'earlier-received'; readonly id: string; readonly answer: AgentSync}
  | {readonly type: 'earlier-failed'; readonly id: string}
  | {
      readonly type: 'message-written';
      readonly conversationId: string;
      readonly kind: WritingKind;
      readonly message: Written;
    }
  | {
      readonly type: 'message-failed';
      readonly conversationId: string;
      readonly kind: WritingKind;
      readonly id: string;
    }
  /** This browser has kept what an agent has written: before this page, or in another tab. */
  | {
      readonly type: 'writing-restored';
      readonly messages: readonly KeptMessage[];
      readonly drafts: InboxState['drafts'];
    }
  /** Whether this browser could keep what was written last. */
  | {readonly type: 'writing-kept'; readonly isKept: boolean}
  /** Log-out would delete what is not sent, in so many conversations. */
  | {readonly type: 'log-out-questioned'; readonly unsent: number}
  | {readonly type: 'files-chosen'; readonly conversationId: string; readonly files: readonly ChosenFile[]}
  | {
      readonly type: 'upload-advanced';
      readonly conversationId: string;
      readonly id: string;
      readonly uploadedBytes: number;
    }
  /** All bytes of a file are with the service. */
  | {
      readonly type: 'upload-completed';
      readonly conversationId: string;
      readonly id: string;
      readonly fileId: string;
    }
  | {
      readonly type: 'upload-failed';
      readonly conversationId: string;
      readonly id: string;
      readonly problem: UploadProblem;
    }
  /** The entry of a file is stored. */
  | {readonly type: 'upload-ended'; readonly conversationId: string; readonly id: string}
  | {readonly type: 'status-change-ended'; readonly id: string}
  /** `count` more of the selected conversations were rejected. */
  | {readonly type: 'rejection-advanced'; readonly count: number}
  | {readonly type: 'rejection-ended'}
  | {readonly type: 'notice-raised'; readonly notice: Notice}
  | {readonly type: 'service-notices-received'; readonly notices: readonly ServiceNotice[]}
  | SettingsReport
  | SessionsReport;

export type Action = Request | Report;

export type Dispatch = (action: Action) => void;
