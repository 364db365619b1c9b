import type {ChatState} from '../client/chat-state.js';
import {authFailure} from './auth-failure.js';
import {type ChatModel, isPanelShown, unreadCount} from './chat-model.js';
import type {ChatEvent} from './early-events.js';
import {ConversationStartEvent, MessageAddEvent, NewUnreadMessagesEvent, WidgetToggleEvent} from './events.js';

/**
 * The events that follow from a change of the model, in their order. Pure.
 *
 * A message is announced by the page that wrote it, once, when the service has it. History is never announced: what is read for
 * the first time, older entries, a run after a gap. But the number of unread messages is compared, whatever came between.
 */
export function announcements(before: ChatModel, after: ChatModel): readonly ChatEvent<unknown>[] {
  const events = [...authFailure(before, after)];
  const visible = isPanelShown(after);
  if (visible !== isPanelShown(before)) events.push(new WidgetToggleEvent({visible}));
  if (before.user === after.user && before.chat && after.chat) events.push(...messages(before.chat, after.chat));
  const count = unreadCount(after);
  if (count !== unreadCount(before)) events.push(new NewUnreadMessagesEvent({unreadCount: count}));
  return events;
}

/** What the service has stored of the messages that were written here. */
function messages(before: ChatState, after: ChatState): readonly ChatEvent<unknown>[] {
  const events: ChatEvent<unknown>[] = [];
  for (const {id, text, status} of before.queue) {
    const queued = after.queue.find((item) => item.id === id);
    if (status === 'stored' || (queued && queued.status !== 'stored')) continue;
    const {number} = queued ?? entryOf(after, id) ?? {};
    if (number === 1) events.push(new ConversationStartEvent({message: text}));
    events.push(new MessageAddEvent({type: 'text', body: text}));
  }
  return events;
}

function entryOf({runs}: ChatState, id: string): {readonly number: number} | undefined {
  for (const {entries} of runs) {
    const entry = entries.findLast((entry) => entry.id === id);
    if (entry) return entry;
  }
  return undefined;
}
