/** A follow-up link leads a user back to a conversation: the address of the page on which it began, and this with the conversation's id. */
export const FOLLOW_UP_FRAGMENT = '#helpshift-chat=';

/** The follow-up link of a conversation that began on this page. */
export function followUpLink(pageUrl: string, conversationId: string): string {
  const link = new URL(pageUrl);
  link.hash = FOLLOW_UP_FRAGMENT + conversationId;
  return link.href;
}
