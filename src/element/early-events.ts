// A file of its own: these events load with the launcher, and those of a conversation load late.
import type {ChatErrorCode} from '../client/errors.js';
import type {IdentityRefusal} from '../client/identity-state.js';
import type {IssueFieldProblem} from '../protocol/issue-fields.js';
import type {IdentityIssue} from '../protocol/identity.js';

/** A logged-in user could not be verified. */
export interface UserAuthFailure {
  readonly message: IdentityRefusal;
}

/** A fault of the integration or the network that the page can handle. */
export type WebChatRuntimeError = {readonly details?: Readonly<Record<string, string>>} & (
  | {
      readonly error: 'CONFIGURATION_INVALID';
      readonly reason: 'PLATFORM_ID_MISSING' | 'DOMAIN_MISSING' | 'SERVICE_URL_MISSING' | 'SERVICE_URL_INVALID';
    }
  /** An attribute has no meaning here, and looks like one that has: `{attribute: 'userid', meant: 'user-id'}`. */
  | {
      readonly error: 'CONFIGURATION_INVALID';
      readonly reason: 'ATTRIBUTE_MISSPELT';
      readonly details: {readonly attribute: string; readonly meant: string};
    }
  /** An identifier breaks a rule, so the user is anonymous; or it was accepted with a doubt. */
  | {readonly error: 'IDENTITY_INVALID'; readonly reason: IdentityIssue}
  /** A custom issue field was left out: `{field: 'plan'}`. Once for each field of a value that the page sets. */
  | {
      readonly error: 'ISSUE_FIELD_INVALID';
      readonly reason: IssueFieldProblem;
      readonly details: {readonly field: string};
    }
  /** `customIssueFields` is no object of fields. */
  | {readonly error: 'CONFIGURATION_INVALID'; readonly reason: 'CUSTOM_ISSUE_FIELDS_INVALID'}
  /** `tags` is no list of texts; what is no text, or too long, was left out. */
  | {readonly error: 'CONFIGURATION_INVALID'; readonly reason: 'TAGS_INVALID'}
  /** The service gave no usable answer. The chat tries again when that can help. */
  | {readonly error: 'SERVICE_FAILED'; readonly reason: Uppercase<ChatErrorCode>}
  /** This browser cannot store an anonymous user: the chat works, and ends with the page. */
  | {readonly error: 'STORAGE_UNAVAILABLE'; readonly reason: 'INDEXED_DB'}
  /** The code of the panel could not be loaded. `open()` tries again. */
  | {readonly error: 'PANEL_FAILED'; readonly reason: 'UNREACHABLE'}
  /** The service is newer than this chat, and sent an entry that is shown as one that cannot be shown here. Once for each element. */
  | {readonly error: 'CHAT_OUTDATED'; readonly reason: 'ENTRY_UNKNOWN'}
  /** A user logged out, was refused, or another one followed, and so many messages could not be sent before: `{count: '3'}`. */
  | {
      readonly error: 'MESSAGES_NOT_SENT';
      readonly reason: 'LOGGED_OUT';
      readonly details: {readonly count: string};
    }
);

/** The base of all events of `<helpshift-chat>`: they bubble out of every shadow tree, and their data is frozen. */
export class ChatEvent<T> extends CustomEvent<T> {
  constructor(name: string, detail: T) {
    super(name, {bubbles: true, composed: true, detail: Object.freeze(detail)});
  }
}

/** Sent once for each refused claim. */
export class UserAuthFailureEvent extends ChatEvent<UserAuthFailure> {
  constructor(detail: UserAuthFailure) {
    super('userauthfailure', detail);
  }
}

/** Sent once for each fault until it is corrected, and each time that messages could not be sent. */
export class WebChatRuntimeErrorEvent extends ChatEvent<WebChatRuntimeError> {
  constructor(detail: WebChatRuntimeError) {
    super('webchatruntimeerror', detail);
  }
}
