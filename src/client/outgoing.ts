import {SEND_LIMIT} from '../protocol/limits.js';
import type {Attachment, CardAction} from '../protocol/log.js';
import type {LogHead, Numbered} from './log.js';

/** What is known here of a file that is uploaded. */
export type WrittenFile = Omit<Attachment, 'kind'>;

/** A message that was written here. */
export interface Written {
  /** A UUID. It stays the same in every attempt to send, so that the message is stored once. */
  readonly id: string;
  readonly text: string;
  /** With them it is a card of an agent. */
  readonly actions?: readonly CardAction[];
  /** It is a file, and the text is its name. */
  readonly file?: WrittenFile;
  /** A note of an agent, which no user sees. Default: false */
  readonly isNote?: boolean;
  /** Milliseconds since 1970, by the service's clock as far as it is known here. */
  readonly writtenAt: number;
}

/**
 * What has become of it. `waiting`: it will be sent. `failed`: the service refused it; only its author can have it tried
 * again. `stored`: the service has it, but entries before it are missing here.
 */
export type Delivery =
  | {readonly status: 'waiting' | 'failed'}
  | {readonly status: 'stored'; readonly conversationId: string; readonly number: number};

/** A message that was written here, and whose entry is not held yet. */
export type Outgoing<W extends Written = Written> = W & Delivery;

/** Own messages, in the order in which they were written. */
export type Queue<W extends Written = Written> = readonly Outgoing<W>[];

// Browsers let at most 64 KiB of a page's requests outlive it.
const BATCH_LIMIT_BYTES = 50_000;

/** Adds a message that waits. */
export function withWritten<W extends Written>(queue: Queue<W>, message: W): Queue<W> {
  return [...queue, {...message, status: 'waiting'}];
}

/** Marks a message as waiting or failed; one that is stored stays so. */
export function withStatus<W extends Written>(queue: Queue<W>, id: string, status: 'waiting' | 'failed'): Queue<W> {
  return queue.map((item) => (item.id === id && item.status !== 'stored' ? {...item, status} : item));
}

/**
 * Adds the messages that this browser keeps and that are not in the queue. What was written in several tabs has the order in which it
 * was kept.
 */
export function withKept<W extends Written>(
  queue: Queue<W>,
  kept: readonly (W & {readonly isFailed?: boolean})[],
): Queue<W> {
  const missing = kept.filter(({id}) => !queue.some((item) => item.id === id));
  if (!missing.length) return queue;
  const added = missing.map((message): Outgoing<W> => ({...message, status: message.isFailed ? 'failed' : 'waiting'}));
  const places = new Map(kept.map(({id}, index) => [id, index]));
  // What is stored comes first. A message that is not kept yet is the newest.
  const placeOf = ({id, status}: Outgoing<W>): number => (status === 'stored' ? -1 : (places.get(id) ?? kept.length));
  return [...queue, ...added].sort((one, other) => placeOf(one) - placeOf(other));
}

/**
 * Follows an answer with entries of a conversation, after it was joined to the run. A message leaves when its entry is held,
 * or when the run has passed its number. Until then it is `stored`.
 */
export function settled<W extends Written>(
  queue: Queue<W>,
  {head, entries}: {readonly head: Pick<LogHead, 'id'>; readonly entries: readonly Numbered[]},
  arrived: readonly Numbered[],
): Queue<W> {
  if (!queue.length) return queue;
  const numbers = new Map(arrived.map(({id, number}) => [id, number]));
  const newest = entries.at(-1)?.number ?? 0;
  const left: Outgoing<W>[] = [];
  for (const item of queue) {
    const isHere = item.status === 'stored' && item.conversationId === head.id;
    const number = numbers.get(item.id) ?? (isHere ? item.number : undefined);
    if (number === undefined) left.push(item);
    else if (number > newest) left.push({...item, status: 'stored', conversationId: head.id, number});
  }
  return left;
}

/** How many bytes of a request this takes. */
export function bytesOf(content: unknown): number {
  return new Blob([JSON.stringify(content)]).size;
}

/** The first messages that wait, as many as one request can carry. The first one is always among them. */
export function nextBatch<W extends Written>(queue: Queue<W>): Queue<W> {
  const waiting = queue.filter(({status}) => status === 'waiting').slice(0, SEND_LIMIT);
  let room = BATCH_LIMIT_BYTES;
  const end = waiting.findIndex((item) => (room -= bytesOf(item)) < 0);
  return end < 0 ? waiting : waiting.slice(0, Math.max(end, 1));
}
