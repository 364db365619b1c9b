import type {Message} from 'helpshift-chat/protocol';
import type {OutgoingMessage, Thread} from './state.js';

/** The number of the newest message in the run; 0 for none. */
export function lastSequence(messages: readonly Message[]): number {
  return messages.at(-1)?.sequence ?? 0;
}

/**
 * Joins two runs without gaps. A page that neither overlaps nor touches the known run would leave a gap, so it is
 * dropped, and the caller asks again from the end of the known run.
 */
export function mergeMessages(known: readonly Message[], page: readonly Message[]): readonly Message[] {
  const first = page[0];
  if (!first) return known;
  if (!known.length) return page;
  const touches = first.sequence <= lastSequence(known) + 1 && lastSequence(page) >= firstSequence(known) - 1;
  if (!touches) return known;
  const bySequence = new Map([...known, ...page].map((message) => [message.sequence, message]));
  return bySequence.size === known.length ? known : [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** The number of the oldest message in the run; 0 for none. */
export function firstSequence(messages: readonly Message[]): number {
  return messages[0]?.sequence ?? 0;
}

/** Whether the service has earlier messages. */
export function hasEarlier(messages: readonly Message[]): boolean {
  return firstSequence(messages) > 1;
}

/** Adds a page, and removes the outgoing messages that are in it. */
export function withMessages(thread: Thread, page: readonly Message[]): Thread {
  const messages = mergeMessages(thread.messages, page);
  if (messages === thread.messages) return thread;
  const ids = new Set(messages.map(({id}) => id));
  return {...thread, messages, outgoing: thread.outgoing.filter(({id}) => !ids.has(id))};
}

/** Adds an answer that is being sent, or is being sent again. */
export function withQueued(thread: Thread, message: OutgoingMessage): Thread {
  if (thread.messages.some(({id}) => id === message.id)) return thread;
  const isKnown = thread.outgoing.some(({id}) => id === message.id);
  const outgoing = isKnown
    ? thread.outgoing.map((other) => (other.id === message.id ? {...message, createdAt: other.createdAt} : other))
    : [...thread.outgoing, message];
  return {...thread, outgoing};
}

/** Adds an answer that the service has stored. It stays an outgoing message while messages before it are missing. */
export function withStored(thread: Thread, message: Message): Thread {
  const isNext = message.sequence === lastSequence(thread.messages) + 1;
  return isNext ? withMessages(thread, [message]) : withOutgoingStatus(thread, message.id, 'stored');
}

export function withOutgoingStatus(thread: Thread, id: string, status: OutgoingMessage['status']): Thread {
  return {...thread, outgoing: thread.outgoing.map((other) => (other.id === id ? {...other, status} : other))};
}
