import type {Text} from 'helpshift-chat/client';
import type {CardAction} from 'helpshift-chat/protocol';
import type {AgentListName} from '../../contract/conversations.js';
import type {ServiceNotice} from '../api/parse-notices.js';
import type {IdentityMark} from '../format/identity.js';
import type {WaitingUnit} from '../format/waiting-time.js';
import type {FileKind} from '../format/file-kind.js';
import type {UploadProblem} from '../state/uploads.js';
import type {ActionProblem} from '../state/card-draft.js';
import type {LoginNotice, Notice, StatusChange, WritingKind} from '../state/state.js';
import type {UnsentMark} from '../state/unsent.js';
import type {SettingsStrings} from './settings-strings.js';

/** The texts of a card. For agents its actions are buttons, because users see buttons. */
export interface CardStrings {
  readonly actions: string;
  readonly add: string;
  /** There are already `{count}` buttons, the most. */
  readonly limit: Text;
  /** With `{number}`, which begins with 1. */
  readonly actionName: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<CardAction['kind'], string>>;
  /** What the button says. */
  readonly label: string;
  /** Where the button leads. */
  readonly targets: Readonly<Record<CardAction['kind'], string>>;
  /** With `{number}`, as in `actionName`. */
  readonly remove: string;
  readonly problems: Readonly<Record<ActionProblem, string>>;
  /** Why a card cannot be sent: it has buttons and no text. */
  readonly textIsMissing: string;
}

/** The texts of files, in the conversation and in the answer form. */
export interface FilesStrings {
  readonly attach: string;
  /** The list of the files that the agent has chosen. */
  readonly chosen: string;
  /** With `{name}`. */
  readonly dropHere: string;
  readonly kinds: Readonly<Record<FileKind, string>>;
  /** `{kind}` is one of `kinds`; `{size}` as "1.2 MB". */
  readonly kindAndSize: string;
  /** The name of the progress bar, with `{name}`. */
  readonly uploading: string;
  /** The file will be sent with the answer. */
  readonly ready: string;
  readonly problems: Readonly<Record<UploadProblem, string>>;
  /** The names of the buttons of one file, with `{name}`. Each begins with what is seen. */
  readonly retryNamed: string;
  readonly remove: string;
  readonly download: string;
  readonly downloadNamed: string;
  readonly show: string;
  readonly loading: string;
  readonly notLoaded: string;
  readonly notDownloaded: string;
  /** The file is not with the service any more. */
  readonly missing: string;
  /** The place of a picture: `{number}` of `{count}`. */
  readonly place: string;
  readonly previous: string;
  readonly next: string;
  readonly close: string;
  /** `{count}` files were added to the answer. */
  readonly added: Text;
  /** With `{name}`. */
  readonly failed: string;
  readonly failedMany: Text;
}

/** The texts of what a conversation began with. */
export interface BeginningStrings {
  readonly title: string;
  readonly tags: string;
  readonly pageUrl: string;
  readonly followUpLink: string;
  readonly yes: string;
  readonly no: string;
  readonly showAll: string;
  readonly showLess: string;
}

/** The texts of the conversations that are selected in the list. */
export interface SelectionStrings {
  /** The button that shows the check boxes, and hides them. */
  readonly begin: string;
  readonly end: string;
  readonly all: string;
  /** With `{name}`. */
  readonly one: string;
  /** The button, with the number of selected conversations. */
  readonly reject: Text;
  /** Asks before `{count}` conversations are rejected. */
  readonly question: Text;
  readonly consequence: string;
  readonly cancel: string;
  readonly running: Text;
  readonly rejected: Text;
  readonly notRejected: Text;
}

/** The texts of the question before a log-out that deletes something. */
export interface LogOutStrings {
  /** In `{count}` conversations something is not sent. */
  readonly question: Text;
  readonly consequence: string;
  readonly confirm: string;
  readonly cancel: string;
}

/** The texts of the page of the agent's own sessions. */
export interface SessionsStrings {
  readonly title: string;
  readonly introduction: string;
  readonly loading: string;
  readonly loadingFailed: string;
  /** `{browser}` is a name, as Firefox; `{system}` too, as Linux. */
  readonly browserOn: string;
  readonly unknownBrowser: string;
  /** With `{time}`. */
  readonly began: string;
  readonly network: string;
  readonly thisBrowser: string;
  readonly end: string;
  readonly ending: string;
  /** What `end` does, with `{browser}` and `{time}`. Contains `end`, because people say what they see. */
  readonly endNamed: string;
  readonly endOthers: string;
  readonly ended: string;
  readonly notEnded: string;
}

/**
 * Every text of the inbox. A `Text` says what becomes of its `{count}`, in each plural form; the placeholders of other
 * texts are the same in each language. A language is one file that fills this in; `languages.ts` lists them.
 */
export interface InboxStrings {
  /** A BCP 47 tag, also used to write dates and numbers: in a language's file its code, on the page the wanted region. */
  readonly locale: string;

  readonly product: string;
  /** The title of the page while `{count}` conversations are unread. */
  readonly unreadTitle: Text;
  readonly navigation: string;
  readonly conversations: string;
  readonly starting: string;
  readonly retry: string;
  readonly dismiss: string;

  readonly logIn: string;
  readonly logInIntroduction: string;
  readonly email: string;
  readonly password: string;
  readonly loggingIn: string;
  readonly loginNotices: Readonly<Record<LoginNotice, string>>;
  readonly fieldIsMissing: string;
  readonly serviceUnreachable: string;
  readonly serviceUnreachableAdvice: string;
  /** With `{name}`. */
  readonly loggedInAs: string;
  readonly logOut: string;
  readonly logOutQuestion: LogOutStrings;

  readonly connectionLost: string;
  readonly notices: Readonly<Record<Notice, string>>;
  readonly serviceNotices: Readonly<Record<ServiceNotice, string>>;

  readonly filter: string;
  readonly filters: Readonly<Record<AgentListName, string>>;
  readonly loadingConversations: string;
  readonly listFailed: string;
  readonly emptyLists: Readonly<Record<AgentListName, {readonly title: string; readonly advice: string}>>;
  readonly showMore: string;
  readonly loadingMore: string;
  /** The page cannot show `{count}` conversations, because the service is newer. */
  readonly unreadableConversations: Text;
  readonly unread: string;
  /** Above the form: the user with this `{name}` types. */
  readonly typing: string;
  /** In a row of the list: its user types. */
  readonly typingMark: string;
  readonly agent: string;
  readonly bot: string;
  /** How long a user has waited for an answer, in whole units: `{count}` of them. */
  readonly waits: Readonly<Record<WaitingUnit, Text>>;
  /** As `waits`, for less than a minute. */
  readonly waitsBriefly: string;

  readonly identityMarks: Readonly<Record<IdentityMark, string>>;
  readonly identityExplanations: Readonly<Record<IdentityMark, string>>;
  /** With `{code}`, the short code of the conversation. */
  readonly anonymousUser: string;
  readonly userDetails: string;
  readonly userName: string;
  readonly userId: string;
  readonly userEmail: string;
  readonly notGiven: string;
  readonly app: string;
  readonly typedByUser: string;
  readonly typedByUserExplanation: string;
  readonly beginning: BeginningStrings;

  readonly backToList: string;
  /** With `{name}`. */
  readonly conversationWith: string;
  readonly nothingOpen: string;
  readonly nothingOpenAdvice: string;
  readonly loadingConversation: string;
  readonly conversationFailed: string;
  readonly conversationMissing: string;
  readonly newMessagesFailed: string;
  readonly messages: string;
  readonly jumpToNewest: string;
  readonly showEarlier: string;
  readonly loadingEarlier: string;
  readonly changes: Readonly<Record<StatusChange, string>>;
  /** What writes without a person, above what it wrote. */
  readonly authors: Readonly<Record<'bot' | 'service', string>>;
  /** What happened in a conversation, when no person did it. */
  readonly happened: Readonly<Record<StatusChange | 'ended', string>>;
  /** What `{name}` did to a conversation. */
  readonly happenedBy: Readonly<Record<StatusChange | 'ended', string>>;
  /** `{name}` has given `{rating}` of `{most}` stars. */
  readonly rated: string;
  /** In the place of something that only a newer version can show. */
  readonly unknownEntry: string;
  /** Beside each note. */
  readonly noteMark: string;

  readonly card: CardStrings;
  readonly files: FilesStrings;

  readonly writingModes: string;
  readonly modes: Readonly<Record<WritingKind, string>>;
  readonly fields: Readonly<Record<WritingKind, {readonly label: string; readonly placeholder: string}>>;
  readonly send: Readonly<Record<WritingKind, string>>;
  /** Why no answer can be written. */
  readonly cannotAnswer: Readonly<Record<'resolved' | 'rejected' | 'ended', string>>;
  readonly noteAdvice: string;
  readonly sendHint: string;
  readonly charactersLeft: Text;
  readonly sending: string;
  /** In the place of `sending` while the service cannot be reached. */
  readonly waiting: string;
  /** Below the newest answer that the user has seen. */
  readonly seen: string;
  readonly failed: string;
  /** In the place of `failed` and `sendAgain` when the conversation is over. */
  readonly failedOver: string;
  readonly sendAgain: string;
  /** Deletes a message that was not sent. */
  readonly deleteMessage: string;
  /** Above the page: this browser does not keep what is not sent. */
  readonly notKept: string;
  /** In a row of the list: what the agent has not sent there. */
  readonly unsentMarks: Readonly<Record<UnsentMark, string>>;
  readonly user: string;
  /** `{count}` new messages from `{name}`. */
  readonly newMessagesFrom: Text;
  /** New messages in `{count}` conversations. */
  readonly newMessagesIn: Text;

  readonly selection: SelectionStrings;
  readonly sessions: SessionsStrings;
  readonly settings: SettingsStrings;
}
