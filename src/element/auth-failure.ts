// A file of its own: it loads for every logged-in user, and the other announcements load late.
import type {ChatModel} from './chat-model.js';
import {type ChatEvent, UserAuthFailureEvent} from './early-events.js';

/** Announces a refused claim, once. */
export function authFailure({identity: before}: ChatModel, {identity}: ChatModel): readonly ChatEvent<unknown>[] {
  const isNew = identity !== before && identity.status === 'unverified';
  return isNew ? [new UserAuthFailureEvent({message: identity.reason})] : [];
}
