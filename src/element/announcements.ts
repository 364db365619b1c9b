import type {ChatState} from '../client/chat-state.js';
import type {ChatEvent} from './early-events.js';
import {ConversationStartEvent, MessageAddEvent, NewUnreadMessagesEvent} from './events.js';

/**
 * The events that follow from a change of one user's chat, in their order. Pure.
 *
 * A message is announced by the page that wrote it, once, when the service has it. History is never announced: what is read for
 * the first time, older entries, a run after a gap. But the number of unread messages is compared, whatever came between.
 *
 * @param before - `undefined`: there was no chat.
 * @param after - `undefined`: there is no chat any more. What waited was not stored.
 */
export function announcements(
  before: ChatState | undefined,
  after: ChatState | undefined,
): readonly ChatEvent<unknown>[] {
  const events: ChatEvent<unknown>[] = [];
  for (const {id, text, status} of (after && before?.queue) ?? []) {
    const queued = after?.queue.find((item) => item.id === id);
    if (status === 'stored' || (queued && queued.status !== 'stored')) continue;
    const {number} = queued ?? entryOf(after, id) ?? {};
    if (number === 1) events.push(new ConversationStartEvent({message: text}));
    events.push(new MessageAddEvent({type: 'text', body: text}));
  }
  const unreadCount = after?.unreadCount ?? 0;
  if (unreadCount !== (before?.unreadCount ?? 0)) events.push(new NewUnreadMessagesEvent({unreadCount}));
  return events;
}

function entryOf(state: ChatState | undefined, id: string): {readonly number: number} | undefined {
  for (const {entries} of state?.runs ?? []) {
    const entry = entries.findLast((entry) => entry.id === id);
    if (entry) return entry;
  }
  return undefined;
}
