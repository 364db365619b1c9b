import {ChatEvent, type UserAuthFailureEvent, type WebChatRuntimeErrorEvent} from './early-events.js';
import type {UserChangedEvent} from './follow-up/user-changed-event.js';

export {
  type UserAuthFailure,
  UserAuthFailureEvent,
  type WebChatRuntimeError,
  WebChatRuntimeErrorEvent,
} from './early-events.js';
export {type UserChanged, UserChangedEvent} from './follow-up/user-changed-event.js';

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
  readonly type: 'text' | 'attachment';
  /** The text; of an attachment the file's name. */
  readonly body: string;
}

/** The number of agents' messages that the user has not read. */
export interface NewUnreadMessages {
  readonly unreadCount: number;
}

/** A file in an agent's message. Only the chat can read it, so it has no address. */
export interface ReceivedAttachment {
  readonly fileName: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
}

/** An agent's message that the user has read. */
export interface AgentMessageReceived {
  /** `''` for a file. */
  readonly body: string;
  /** The file that was sent; absent for a text. */
  readonly attachments?: readonly ReceivedAttachment[];
  /** The id of the conversation. */
  readonly publishId: string;
  /** When the service stored it: milliseconds since 1970. */
  readonly createdTs: number;
}

/** The user's rating of a conversation. */
export interface CsatSubmit {
  /** 1 to 5. */
  readonly rating: number;
  /** The user's own words, or `''`. */
  readonly additionalFeedback: string;
}

/** The action of a card that the user has chosen. */
export interface UserClickOnAction {
  readonly actionType: 'link' | 'call';
  /** The address, or the phone number. */
  readonly actionData: string;
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

/** Sent when the user has read an agent's message on this page. */
export class AgentMessageReceivedEvent extends ChatEvent<AgentMessageReceived> {
  constructor(detail: AgentMessageReceived) {
    super('agentmessagereceived', detail);
  }
}

/** Sent when a conversation has changed: an agent has resolved or rejected it, it goes on, or it is over for good. */
export class ConversationChangeEvent extends ChatEvent<null> {
  constructor(name: 'conversationresolved' | 'conversationrejected' | 'conversationreopened' | 'conversationend') {
    super(name, null);
  }
}

/** Sent after the service has stored the user's rating. */
export class CsatSubmitEvent extends ChatEvent<CsatSubmit> {
  constructor(detail: CsatSubmit) {
    super('csatsubmit', detail);
  }
}

/** Sent when the user has closed a finished conversation with its Close button. */
export class ChatEndEvent extends ChatEvent<null> {
  constructor() {
    super('chatend', null);
  }
}

/** Sent when the user has chosen an action of a card. */
export class UserClickOnActionEvent extends ChatEvent<UserClickOnAction> {
  constructor(detail: UserClickOnAction) {
    super('userclickonaction', detail);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    userauthfailure: UserAuthFailureEvent;
    widgettoggle: WidgetToggleEvent;
    conversationstart: ConversationStartEvent;
    messageadd: MessageAddEvent;
    newunreadmessages: NewUnreadMessagesEvent;
    agentmessagereceived: AgentMessageReceivedEvent;
    conversationresolved: ConversationChangeEvent;
    conversationrejected: ConversationChangeEvent;
    conversationreopened: ConversationChangeEvent;
    conversationend: ConversationChangeEvent;
    csatsubmit: CsatSubmitEvent;
    chatend: ChatEndEvent;
    userclickonaction: UserClickOnActionEvent;
    userchanged: UserChangedEvent;
    webchatruntimeerror: WebChatRuntimeErrorEvent;
  }
}
