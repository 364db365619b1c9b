/** The events that a page can listen to, as Helpshift names them. One text, because each byte counts here. */
export const EVENT_NAMES: readonly string[] = (
  'conversationEnd conversationStart userChanged conversationRejected agentMessageReceived userClickOnAction ' +
  'newUnreadMessages onLoginRequest widgetToggle onWebChatRuntimeError userAuthFailure chatEnd conversationReopened ' +
  'csatSubmit messageAdd conversationResolved'
).split(' ');

/** The name of the element's event. */
export function domName(event: string): string {
  return event.toLowerCase().replace(/^on/, '');
}
