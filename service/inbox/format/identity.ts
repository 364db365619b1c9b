import {fillText} from 'helpshift-chat/client';
import type {AgentConversation, AgentConversationUser} from '../../contract/conversations.js';
import {visibleIdentifier, visibleName} from './visible-text.js';

/**
 * How sure the service is. `verified` and `not-verified` stand beside the identifier that they are about; the marks that
 * name the identifier stand alone. A mark is never about a name, because a token does not cover it.
 */
export type IdentityMark = 'verified' | 'user-id-verified' | 'user-email-verified' | 'not-verified' | 'anonymous';

/** An identifier of the user, safe to show, and what is known about it. */
export interface MarkedIdentifier {
  readonly kind: 'user-id' | 'user-email';
  readonly text: string;
  readonly mark: 'verified' | 'not-verified';
}

/** The identifiers that the page has given, each with its own mark. An anonymous user has none. */
export function identifiers(user: AgentConversationUser): readonly MarkedIdentifier[] {
  if (user.kind === 'anonymous') return [];
  const {userId, userIdVerified, userEmail, userEmailVerified} = user;
  return [
    ...(userId ? [marked('user-id', userId, userIdVerified)] : []),
    ...(userEmail ? [marked('user-email', userEmail, userEmailVerified)] : []),
  ];
}

function marked(kind: MarkedIdentifier['kind'], identifier: string, isVerified: boolean): MarkedIdentifier {
  return {kind, text: visibleIdentifier(identifier), mark: isVerified ? 'verified' : 'not-verified'};
}

/** The identifier that tells an agent most: a verified one before one that is not, and an address before an id. */
export function mainIdentifier(user: AgentConversationUser): MarkedIdentifier | undefined {
  const byUse = [...identifiers(user)].reverse();
  return byUse.find(({mark}) => mark === 'verified') ?? byUse[0];
}

/** The mark that stands alone. An anonymous user is never verified. */
export function identityMark(user: AgentConversationUser): IdentityMark {
  if (user.kind === 'anonymous') return 'anonymous';
  const identifier = mainIdentifier(user);
  return identifier?.mark === 'verified' ? `${identifier.kind}-verified` : 'not-verified';
}

/** The user's name, else the main identifier; `undefined` when the page named neither. */
export function displayName(user: AgentConversationUser): string | undefined {
  return user.userName ? visibleName(user.userName) : mainIdentifier(user)?.text;
}

/** What to call the user of a conversation: their name, else the main identifier, else words with the short code. */
export function userName(
  {id, user}: Pick<AgentConversation, 'id' | 'user'>,
  {anonymousUser, locale}: {readonly anonymousUser: string; readonly locale: string},
): string {
  return displayName(user) ?? fillText(anonymousUser, {code: shortCode(id)}, locale);
}

/** The last four letters or digits of the conversation's id. It tells conversations of users without a name apart. */
export function shortCode(conversationId: string): string {
  return conversationId
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(-4)
    .toUpperCase();
}

/** What the user typed into the Identity Bot, safe to show; `undefined` when they typed nothing. */
export function typedContact({
  contact,
}: Pick<AgentConversation, 'contact'>): {name?: string; email?: string} | undefined {
  if (!contact.name && !contact.email) return undefined;
  return {
    ...(contact.name && {name: visibleName(contact.name)}),
    ...(contact.email && {email: visibleIdentifier(contact.email)}),
  };
}
