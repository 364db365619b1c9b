import type {MessageSender} from '../protocol/wire.js';
import type {ChatState} from './chat-state.js';
import {isSameDay} from './time-labels.js';

/** One message as it is shown. */
export interface TimelineMessage {
  readonly id: string;
  readonly text: string;
  readonly delivery: 'stored' | 'waiting' | 'failed';
}

/** What a chat shows, from top to bottom. `before` is the number of messages above the item. */
export type TimelineItem =
  /** The messages below were written on the day of `time`. */
  | {readonly kind: 'day'; readonly before: number; readonly time: number}
  /** Messages of one sender within one minute. */
  | {
      readonly kind: 'group';
      readonly before: number;
      readonly sender: MessageSender;
      /** Of the first message: milliseconds since 1970. */
      readonly time: number;
      readonly messages: readonly TimelineMessage[];
    }
  /** The conversation above was resolved. */
  | {readonly kind: 'resolved'; readonly before: number};

interface Entry extends TimelineMessage {
  readonly sender: MessageSender;
  readonly time: number;
}

const MINUTE_MS = 60_000;
const USER: MessageSender = {kind: 'user'};

/** Lays the messages out: stored ones by conversation and number, then what waits to be sent. Pure. */
export function timeline({conversations, messages, outbox}: ChatState): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  let group: {readonly sender: MessageSender; readonly time: number; readonly messages: TimelineMessage[]} | undefined;
  let before = 0;
  let lastTime = NaN;

  const add = ({id, text, delivery, sender, time}: Entry): void => {
    if (!isSameDay(time, lastTime)) {
      items.push({kind: 'day', before, time});
      group = undefined;
    }
    if (!group || !isSameSender(group.sender, sender) || minuteOf(group.time) !== minuteOf(time)) {
      group = {sender, time, messages: []};
      items.push({kind: 'group', before, ...group});
    }
    group.messages.push({id, text, delivery});
    before++;
    lastTime = time;
  };

  for (const {id, status} of conversations) {
    for (const message of messages.get(id) ?? []) add({...message, time: message.createdAt, delivery: 'stored'});
    if (status === 'resolved') {
      items.push({kind: 'resolved', before});
      group = undefined;
    }
  }
  for (const {id, text, status, createdAt} of outbox) {
    add({id, text, delivery: status, sender: USER, time: createdAt});
  }
  return items;
}

const minuteOf = (time: number): number => Math.floor(time / MINUTE_MS);

function isSameSender(a: MessageSender, b: MessageSender): boolean {
  return a.kind === b.kind && (a.kind !== 'agent' || b.kind !== 'agent' || a.name === b.name);
}
