/** For the type checker only, never run: correct use compiles, wrong use does not. */
import type {
  HelpshiftChat,
  MessageAddEvent,
  UserAuthFailureEvent,
  WebChatRuntimeErrorEvent,
  WidgetToggleEvent,
} from '../../src/index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const proved = <T extends true>(): T | undefined => undefined;
const takes = <T>(value: T): T => value;

// The tag name maps to the class, for code that creates and finds elements.
export const made = document.createElement('helpshift-chat');
proved<Equal<typeof made, HelpshiftChat>>();
export const found = document.querySelector('helpshift-chat');
proved<Equal<typeof found, HelpshiftChat | null>>();
proved<Equal<HTMLElementTagNameMap['helpshift-chat'], HelpshiftChat>>();

export function listen(chat: HelpshiftChat): void {
  chat.addEventListener('userauthfailure', (event) => {
    proved<Equal<typeof event, UserAuthFailureEvent>>();
    proved<Equal<typeof event.detail.message, 'missing user auth token' | 'invalid user auth token'>>();
    // @ts-expect-error: the specification has two messages, and this is not one of them
    const isOther = event.detail.message === 'expired user auth token';
    // @ts-expect-error: an event's data cannot be changed
    event.detail.message = 'missing user auth token';
    return isOther;
  });
  chat.addEventListener('widgettoggle', (event) => {
    proved<Equal<typeof event, WidgetToggleEvent>>();
    proved<Equal<typeof event.detail.visible, boolean>>();
    // @ts-expect-error: the field is called `visible`
    return event.detail.isOpen as boolean;
  });
  chat.addEventListener('conversationstart', ({detail}) => {
    proved<Equal<typeof detail.message, string>>();
    // @ts-expect-error: a text is not a number
    const length: number = detail.message;
    return length;
  });
  chat.addEventListener('messageadd', (event) => {
    const {type, body} = takes<MessageAddEvent>(event).detail;
    proved<Equal<typeof type, 'text' | 'attachment'>>();
    proved<Equal<typeof body, string>>();
    return type + body;
  });
  chat.addEventListener('newunreadmessages', ({detail}) => {
    proved<Equal<typeof detail.unreadCount, number>>();
    // @ts-expect-error: the count is read-only
    detail.unreadCount = 0;
  });
  chat.addEventListener('webchatruntimeerror', (event) => {
    proved<Equal<typeof event, WebChatRuntimeErrorEvent>>();
    const {detail} = event;
    if (detail.error === 'CONFIGURATION_INVALID') {
      proved<
        Equal<
          typeof detail.reason,
          | 'PLATFORM_ID_MISSING'
          | 'DOMAIN_MISSING'
          | 'SERVICE_URL_MISSING'
          | 'SERVICE_URL_INVALID'
          | 'ATTRIBUTE_MISSPELT'
          | 'CUSTOM_ISSUE_FIELDS_INVALID'
          | 'TAGS_INVALID'
        >
      >();
      if (detail.reason === 'ATTRIBUTE_MISSPELT') proved<Equal<typeof detail.details.meant, string>>();
      // @ts-expect-error: a reason belongs to its error
      return detail.reason === 'UNREACHABLE';
    }
    if (detail.error === 'MESSAGES_NOT_SENT') proved<Equal<typeof detail.details.count, string>>();
    if (detail.error === 'PANEL_FAILED') proved<Equal<typeof detail.reason, 'UNREACHABLE'>>();
    // @ts-expect-error: there is no such error
    return detail.error === 'CHAT_FAILED';
  });

  // The events bubble, so the document and other elements know them as well.
  document.addEventListener('userauthfailure', (event) => takes<UserAuthFailureEvent>(event));
  document.body.addEventListener('messageadd', (event) => takes<MessageAddEvent>(event));
}

export function use(chat: HelpshiftChat): void {
  chat.open();
  chat.close();
  chat.hide();
  chat.show();
  chat.logout();
  proved<Equal<typeof chat.unreadCount, number>>();
  proved<Equal<typeof chat.identityState, 'anonymous' | 'verifying' | 'verified' | 'unverified'>>();
  chat.userId = 'captain_planet';
  chat.userId = undefined;
  chat.userId = null;
  chat.fullPrivacy = true;
  chat.position = 'top-left';

  // @ts-expect-error: identifiers are strings
  chat.userId = 42;
  // @ts-expect-error: there is no such corner
  chat.position = 'middle';
  // @ts-expect-error: only the service can set `verified`
  chat.identityState = 'verified';
  // @ts-expect-error: only the element sets the count
  chat.unreadCount = 0;
  // @ts-expect-error: it is true or false
  chat.fullPrivacy = 'yes';
  // @ts-expect-error: `open()` takes no user
  chat.open('somebody');
}
