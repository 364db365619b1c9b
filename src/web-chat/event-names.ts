/** The events that a page can listen to, as Helpshift names them. One text, because each byte counts here. */
export const EVENT_NAMES: readonly string[] = (
  'conversationResolved conversationRejected conversationReopened conversationStart conversationEnd chatEnd userChanged ' +
  'userAuthFailure userClickOnAction newUnreadMessages agentMessageReceived messageAdd widgetToggle csatSubmit ' +
  'onLoginRequest onWebChatRuntimeError'
).split(' ');

/** The name of the element's event. */
export function domName(event: string): string {
  return event.toLowerCase().replace(/^on/, '');
}
