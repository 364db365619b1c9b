import type {AgentConversation, AgentConversationUser} from '../../src/agent-wire.js';
import {visibleIdentifier, visibleName} from './visible-text.js';

/** How far the service vouches for who the user is. */
export type IdentityMark = 'verified' | 'not-verified' | 'anonymous';

/** Only the service's own verdict counts; an anonymous user is never verified. */
export function identityMark({kind, verified}: AgentConversationUser): IdentityMark {
  if (kind === 'anonymous') return 'anonymous';
  return verified ? 'verified' : 'not-verified';
}

/** What to call the user: their name, else an identifier; `undefined` when the page gave nothing. */
export function displayName({userName, userId, userEmail}: AgentConversationUser): string | undefined {
  if (userName) return visibleName(userName);
  const identifier = userEmail ?? userId;
  return identifier ? visibleIdentifier(identifier) : undefined;
}

/** Tells conversations of nameless users apart: the last four letters or digits of the conversation's id. */
export function shortCode(conversationId: string): string {
  return conversationId
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(-4)
    .toUpperCase();
}

/** What the user typed into the Identity Bot, in a form that is safe to show; `undefined` when nothing. */
export function typedContact({contact}: AgentConversation): {name?: string; email?: string} | undefined {
  if (!contact.name && !contact.email) return undefined;
  return {
    ...(contact.name && {name: visibleName(contact.name)}),
    ...(contact.email && {email: visibleIdentifier(contact.email)}),
  };
}
