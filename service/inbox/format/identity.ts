import type {AgentConversation, AgentConversationUser} from '../../src/agent-wire.js';
import {visibleIdentifier, visibleName} from './visible-text.js';

/** How sure the service is of the user's identity. */
export type IdentityMark = 'verified' | 'not-verified' | 'anonymous';

/** The mark follows what the service says. An anonymous user is never verified. */
export function identityMark({kind, verified}: AgentConversationUser): IdentityMark {
  if (kind === 'anonymous') return 'anonymous';
  return verified ? 'verified' : 'not-verified';
}

/** The user's name, else an identifier; `undefined` when the page named neither. */
export function displayName({userName, userId, userEmail}: AgentConversationUser): string | undefined {
  if (userName) return visibleName(userName);
  const identifier = userEmail ?? userId;
  return identifier ? visibleIdentifier(identifier) : undefined;
}

/** The last four letters or digits of the conversation's id. It tells conversations of users without a name apart. */
export function shortCode(conversationId: string): string {
  return conversationId
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(-4)
    .toUpperCase();
}

/** What the user typed into the Identity Bot, safe to show; `undefined` when they typed nothing. */
export function typedContact({contact}: AgentConversation): {name?: string; email?: string} | undefined {
  if (!contact.name && !contact.email) return undefined;
  return {
    ...(contact.name && {name: visibleName(contact.name)}),
    ...(contact.email && {email: visibleIdentifier(contact.email)}),
  };
}
