import type {MessageSender} from '../protocol/wire.js';
import type {ChatState} from './chat-state.js';

/** One message as it is shown. */
export interface TimelineMessage {
  readonly id: string;
  readonly text: string;
  readonly delivery: 'stored' | 'waiting' | 'failed';
}

/** What a chat shows, from top to bottom. `key` tells the items apart and stays when more arrives. */
export type TimelineItem =
  /** The messages below were written on the day of `time`. */
  | {readonly kind: 'day'; readonly key: string; readonly time: number}
  /** Messages of one sender within one minute. */
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly sender: MessageSender;
      /** Of the first message: milliseconds since 1970. */
      readonly time: number;
      readonly messages: readonly TimelineMessage[];
    }
  /** The conversation above was resolved. */
  | {readonly kind: 'resolved'; readonly key: string};

interface Entry extends TimelineMessage {
  readonly sender: MessageSender;
  readonly time: number;
}

const MINUTE_MS = 60_000;
const USER: MessageSender = {kind: 'user'};

/** Lays the messages out: stored ones by conversation and number, then what waits to be sent. Pure. */
export function timeline({conversations, messages, outbox}: ChatState): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const {id, status} of conversations) {
    const stored = (messages.get(id) ?? []).map((message): Entry => ({
      ...message,
      time: message.createdAt,
      delivery: 'stored',
    }));
    addEntries(items, stored);
    if (status === 'resolved') items.push({kind: 'resolved', key: `resolved ${id}`});
  }
  const unsent = outbox.map(({id, text, status, createdAt}): Entry => ({
    id,
    text,
    delivery: status,
    sender: USER,
    time: createdAt,
  }));
  addEntries(items, unsent);
  return items;
}

function addEntries(items: TimelineItem[], entries: readonly Entry[]): void {
  for (const {id, text, delivery, sender, time} of entries) {
    if (dayOf(time) !== dayOf(lastTime(items))) items.push({kind: 'day', key: `day ${id}`, time});
    const last = items.at(-1);
    const message = {id, text, delivery};
    if (last?.kind === 'group' && isSameSender(last.sender, sender) && minuteOf(last.time) === minuteOf(time)) {
      items[items.length - 1] = {...last, messages: [...last.messages, message]};
    } else {
      items.push({kind: 'group', key: id, sender, time, messages: [message]});
    }
  }
}

function lastTime(items: readonly TimelineItem[]): number | undefined {
  const last = items.findLast((item) => item.kind !== 'resolved');
  return last?.time;
}

const minuteOf = (time: number): number => Math.floor(time / MINUTE_MS);

/** The calendar day in this computer's time zone. */
const dayOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toDateString();

function isSameSender(a: MessageSender, b: MessageSender): boolean {
  return a.kind === b.kind && (a.kind !== 'agent' || b.kind !== 'agent' || a.name === b.name);
}
