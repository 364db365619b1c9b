import type {Author, CardAction, Rating, ReadEntry} from '../protocol/log.js';
import type {Queue, WrittenFile} from './outgoing.js';
import {dayNumber} from './time-labels.js';

/** What a timeline is made of: an entry, or a note of agents. */
export interface TimelineEntry extends Pick<ReadEntry, 'id' | 'author' | 'time'> {
  readonly content: ReadEntry['content'] | {readonly kind: 'note'; readonly text: string};
}

/** One message as it is shown. */
export interface TimelineMessage {
  readonly id: string;
  /** Of a file its name. */
  readonly text: string;
  /** Those of a card. */
  readonly actions?: readonly CardAction[];
  readonly file?: WrittenFile;
  readonly delivery: 'stored' | 'waiting' | 'failed';
}

/** Messages of one author within one minute. */
export interface TimelineGroup {
  readonly kind: 'group';
  readonly key: string;
  readonly author: Author;
  /** Notes, which only agents see. */
  readonly isNote: boolean;
  /** Of the first message: milliseconds since 1970 by the service's clock. */
  readonly time: number;
  readonly messages: readonly TimelineMessage[];
}

/** What is shown, from top to bottom. `key` is the item's own. */
export type TimelineItem =
  /** What follows was stored on the day of `time`. */
  | {readonly kind: 'day'; readonly key: string; readonly time: number}
  | TimelineGroup
  /** What follows is new to the reader. */
  | {readonly kind: 'new'; readonly key: string}
  /** The conversation changed. */
  | {
      readonly kind: 'resolved' | 'rejected' | 'reopened' | 'ended';
      readonly key: string;
      readonly author: Author;
      readonly time: number;
    }
  /** The user has rated the conversation. */
  | {readonly kind: 'rated'; readonly key: string; readonly rating: Rating; readonly time: number}
  /** An entry that only a newer client can show. */
  | {readonly kind: 'unknown'; readonly key: string; readonly time: number};

const MINUTE_MS = 60_000;

/**
 * Lays entries out, in their order, and then the own messages that are not among them. Pure.
 *
 * A day never follows a later one: a clock that is set back over midnight does not make a day of two.
 *
 * @param me - The author of the own messages.
 * @param firstNew - The id of the first entry that is new to the reader.
 */
export function timeline(
  entries: Iterable<TimelineEntry>,
  queue: Queue,
  me: Author,
  firstNew?: string,
): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  let group: (TimelineGroup & {readonly messages: TimelineMessage[]}) | undefined;
  let day = -Infinity;

  const beginDay = (time: number): void => {
    const newDay = dayNumber(time);
    if (newDay <= day) return;
    day = newDay;
    items.push({kind: 'day', key: `day ${day}`, time});
    group = undefined;
  };
  const addMessage = (author: Author, isNote: boolean, time: number, message: TimelineMessage): void => {
    beginDay(time);
    if (
      !group ||
      group.isNote !== isNote ||
      !isSameAuthor(group.author, author) ||
      minuteOf(group.time) !== minuteOf(time)
    ) {
      group = {kind: 'group', key: message.id, author, isNote, time, messages: []};
      items.push(group);
    }
    group.messages.push(message);
  };

  for (const {id, author, content, time} of entries) {
    if (id === firstNew) {
      beginDay(time);
      items.push({kind: 'new', key: 'new'});
      group = undefined;
    }
    if (author.kind !== 'unknown' && ('text' in content || content.kind === 'attachment')) {
      const {kind} = content;
      const more = kind === 'card' ? {actions: content.actions} : kind === 'attachment' ? {file: content} : {};
      const text = kind === 'attachment' ? content.name : content.text;
      addMessage(author, kind === 'note', time, {id, text, ...more, delivery: 'stored'});
      continue;
    }
    beginDay(time);
    group = undefined;
    if (author.kind === 'unknown' || content.kind === 'unknown' || content.kind === 'attachment' || 'text' in content)
      items.push({kind: 'unknown', key: id, time});
    else if (content.kind === 'rated') items.push({kind: 'rated', key: id, rating: content, time});
    else items.push({kind: content.kind, key: id, author, time});
  }
  for (const {id, text, actions, file, isNote = false, status, writtenAt} of queue) {
    addMessage(me, isNote, writtenAt, {id, text, ...(actions && {actions}), ...(file && {file}), delivery: status});
  }
  return items;
}

const minuteOf = (time: number): number => Math.floor(time / MINUTE_MS);

function isSameAuthor(a: Author, b: Author): boolean {
  return a.kind === b.kind && (a.kind !== 'agent' || b.kind !== 'agent' || a.name === b.name);
}
