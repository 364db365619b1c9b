import {isOngoing} from '../../../client/chat-state.js';
import type {Contact} from '../../../protocol/wire.js';
import type {ChatModel} from '../../chat-model.js';

/** What the Identity Bot asks for: never a value that the page gives, and nothing with full privacy. */
export function questionsOf({settings, claim}: ChatModel): readonly (keyof Contact)[] {
  if (!settings || !claim || claim.fullPrivacy) return [];
  const given = claim.identification.claim;
  const {askName, askEmail} = settings;
  const hasEmail = given.kind === 'logged-in' && given.userEmail;
  return [
    ...(askName && !given.userName ? ['name' as const] : []),
    ...(askEmail && !hasEmail ? ['email' as const] : []),
  ];
}

/** Whether the Identity Bot asks now: before a conversation is created, once. */
export function mustAsk(model: ChatModel): boolean {
  return !model.beginning.contact && !isOngoing(model.chat) && questionsOf(model).length > 0;
}
