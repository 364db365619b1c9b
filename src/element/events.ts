import {ChatEvent, type UserAuthFailureEvent, type WebChatRuntimeErrorEvent} from './early-events.js';

export {
  type UserAuthFailure,
  UserAuthFailureEvent,
  type WebChatRuntimeError,
  WebChatRuntimeErrorEvent,
} from './early-events.js';

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
