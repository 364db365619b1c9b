import type {IdentityIssue} from '../protocol/identity.js';
import type {ChatErrorCode} from '../client/errors.js';
import type {IdentityRefusal} from '../client/identity-state.js';

/** A logged-in user could not be verified. */
export interface UserAuthFailure {
  readonly message: IdentityRefusal;
}

/** The chat window was opened or closed. */
export interface WidgetToggle {
  readonly visible: boolean;
}

/** The user's first message of a conversation. */
export interface ConversationStart {
  readonly message: string;
}

/** A message by the user. */
export interface MessageAdd {
  readonly type: 'text';
  readonly body: string;
}

/** The number of agents' messages that the user has not read. */
export interface NewUnreadMessages {
  readonly unreadCount: number;
}

/** A fault of the integration or the network that the page can handle. */
export type WebChatRuntimeError = {readonly details?: Readonly<Record<string, string>>} & (
  | {
      readonly error: 'CONFIGURATION_INVALID';
      readonly reason: 'PLATFORM_ID_MISSING' | 'DOMAIN_MISSING' | 'SERVICE_URL_MISSING' | 'SERVICE_URL_INVALID';
    }
  /** An identifier breaks a rule, so the user is anonymous; or it was accepted with a doubt. */
  | {readonly error: 'IDENTITY_INVALID'; readonly reason: IdentityIssue}
  /** The service gave no usable answer. The chat tries again when that can help. */
  | {readonly error: 'SERVICE_FAILED'; readonly reason: Uppercase<ChatErrorCode>}
  /** This browser cannot store an anonymous user: the chat works, and ends with the page. */
  | {readonly error: 'STORAGE_UNAVAILABLE'; readonly reason: 'INDEXED_DB'}
  /** The code of the panel could not be loaded. `open()` tries again. */
  | {readonly error: 'PANEL_FAILED'; readonly reason: 'UNREACHABLE'}
);

/** The base of all events of `<helpshift-chat>`: they bubble out of every shadow tree, and their data is frozen. */
class ChatEvent<T> extends CustomEvent<T> {
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

/** Sent after the window was opened or closed, by the user or by the page. */
export class WidgetToggleEvent extends ChatEvent<WidgetToggle> {
  constructor(detail: WidgetToggle) {
    super('widgettoggle', detail);
  }
}

/** Sent after the service has stored the first message of a new conversation. */
export class ConversationStartEvent extends ChatEvent<ConversationStart> {
  constructor(detail: ConversationStart) {
    super('conversationstart', detail);
  }
}

/** Sent after the service has stored a message of the user. */
export class MessageAddEvent extends ChatEvent<MessageAdd> {
  constructor(detail: MessageAdd) {
    super('messageadd', detail);
  }
}

/** Sent when the number of unread messages has changed. */
export class NewUnreadMessagesEvent extends ChatEvent<NewUnreadMessages> {
  constructor(detail: NewUnreadMessages) {
    super('newunreadmessages', detail);
  }
}

/** Sent once for each fault until it is corrected. */
export class WebChatRuntimeErrorEvent extends ChatEvent<WebChatRuntimeError> {
  constructor(detail: WebChatRuntimeError) {
    super('webchatruntimeerror', detail);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    userauthfailure: UserAuthFailureEvent;
    widgettoggle: WidgetToggleEvent;
    conversationstart: ConversationStartEvent;
    messageadd: MessageAddEvent;
    newunreadmessages: NewUnreadMessagesEvent;
    webchatruntimeerror: WebChatRuntimeErrorEvent;
  }
}
