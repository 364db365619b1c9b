import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import fc from 'fast-check';
import {type Queue, withStatus, withWritten} from '../../src/client/outgoing.js';
import {timeline, type TimelineEntry, type TimelineItem} from '../../src/client/timeline.js';
import type {ReadEntry} from '../../src/protocol/log.js';
import {RAE, sampleEntry, SYSTEM, text, USER} from '../support/chat-samples.js';

const NOON = Date.UTC(2026, 5, 15, 12, 0, 0);
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SAM = {kind: 'agent', name: 'Sam'} as const;

/** Entries of one conversation, of noon unless they say another time. Their ids are `c1-1`, `c1-2` and so on. */
function entriesOf(...entries: readonly Partial<ReadEntry>[]): ReadEntry[] {
  return entries.map((entry, index) => ({...sampleEntry({time: NOON, number: index + 1}), ...entry}));
}

/** Messages that wait. Their ids are `unsent-1` and so on. */
function queueAt(...times: readonly number[]): Queue {
  return times.reduce<Queue>(
    (queue, writtenAt, index) => withWritten(queue, {id: `unsent-${index + 1}`, text: 'unsent', writtenAt}),
    [],
  );
}

const lay = (entries: readonly TimelineEntry[], queue: Queue = []) => timeline(entries, queue, USER);

/** The items in short: a day as its time, a group as the ids of its messages. */
function outline(items: readonly TimelineItem[]): unknown[] {
  return items.map((item) => {
    if (item.kind === 'group') return item.messages.map(({id}) => id);
    return item.kind === 'day' ? item.time : item.kind;
  });
}

const timeZone = process.env['TZ'];

/** Sets the time zone until the end of the test. */
function inTimeZone(name: string): void {
  process.env['TZ'] = name;
}

afterEach(() => {
  if (timeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = timeZone;
});

describe('timeline', () => {
  it('is empty without entries', () => {
    assert.deepEqual(lay([]), []);
  });

  it('has a line above the first new entry, which begins a group, and below its day', () => {
    const entries = entriesOf({author: RAE}, {author: RAE}, {author: RAE}, {author: RAE, time: NOON + DAY_MS});
    const lineAt = (firstNew: string) => outline(timeline(entries, [], USER, firstNew));
    const [first, second] = [NOON, NOON + DAY_MS];
    assert.deepEqual(lineAt('c1-2'), [first, ['c1-1'], 'new', ['c1-2', 'c1-3'], second, ['c1-4']]);
    assert.deepEqual(lineAt('c1-4'), [first, ['c1-1', 'c1-2', 'c1-3'], second, 'new', ['c1-4']]);
    assert.deepEqual(lineAt('another'), [first, ['c1-1', 'c1-2', 'c1-3'], second, ['c1-4']]);
  });

  it('begins with the day of the first message', () => {
    const items = lay(entriesOf({content: text('Hello'), author: RAE}));
    const [day, ...rest] = items;
    assert.deepEqual([day?.kind, day?.kind === 'day' && day.time], ['day', NOON]);
    assert.deepEqual(rest, [
      {
        kind: 'group',
        key: 'c1-1',
        author: RAE,
        isNote: false,
        time: NOON,
        messages: [{id: 'c1-1', text: 'Hello', delivery: 'stored'}],
      },
    ]);
  });

  it('groups messages of one author within one minute of the clock', () => {
    const entries = entriesOf(
      {time: NOON},
      {time: NOON + 59 * SECOND_MS + 999},
      {time: NOON + MINUTE_MS},
      {time: NOON + MINUTE_MS + 59 * SECOND_MS},
    );
    assert.deepEqual(outline(lay(entries)), [NOON, ['c1-1', 'c1-2'], ['c1-3', 'c1-4']]);
  });

  it('begins a new group at another author, also between two agents', () => {
    const authors = [USER, RAE, RAE, SAM, USER];
    const entries = entriesOf(...authors.map((author) => ({author})));
    assert.deepEqual(outline(lay(entries)), [NOON, ['c1-1'], ['c1-2', 'c1-3'], ['c1-4'], ['c1-5']]);
  });

  it('shows a file among the messages of its author', () => {
    const file = {kind: 'attachment', fileId: 'f1', name: 'a.pdf', mediaType: 'application/pdf', bytes: 9} as const;
    const items = lay(entriesOf({author: RAE}, {author: RAE, content: file}));
    assert.deepEqual(outline(items), [NOON, ['c1-1', 'c1-2']]);
    const message = items[1]?.kind === 'group' ? items[1].messages[1] : undefined;
    assert.deepEqual(message, {id: 'c1-2', text: 'a.pdf', file, delivery: 'stored'});
  });

  it('keeps the notes of an agent apart from the answers', () => {
    const note = {kind: 'note', text: 'VIP'} as const;
    const entries: TimelineEntry[] = entriesOf({author: RAE}, {author: RAE}, {author: RAE});
    entries.splice(1, 0, {id: 'n1', author: RAE, time: NOON, content: note});
    const items = lay(entries);
    assert.deepEqual(outline(items), [NOON, ['c1-1'], ['n1'], ['c1-2', 'c1-3']]);
    assert.deepEqual(
      items.map((item) => item.kind === 'group' && item.isNote),
      [false, false, true, false],
    );
  });

  it('says each change of a conversation between its messages, and by which author', () => {
    const entries = entriesOf(
      {},
      {author: RAE, content: {kind: 'resolved'}},
      {content: {kind: 'reopened'}},
      {},
      {author: RAE, content: {kind: 'rejected'}},
      {author: SYSTEM, content: {kind: 'ended'}},
    );
    const items = lay(entries);
    assert.deepEqual(outline(items), [NOON, ['c1-1'], 'resolved', 'reopened', ['c1-4'], 'rejected', 'ended']);
    assert.deepEqual(items[2], {kind: 'resolved', key: 'c1-2', author: RAE, time: NOON});
  });

  it('has an item for what only a newer client knows: a content, or an author', () => {
    const entries = entriesOf({}, {content: {kind: 'unknown'}}, {}, {author: {kind: 'unknown'}}, {});
    assert.deepEqual(outline(lay(entries)), [NOON, ['c1-1'], 'unknown', ['c1-3'], 'unknown', ['c1-5']]);
  });

  it("ends with the own messages that wait, in the order of writing, with each message's delivery", () => {
    const queue = withStatus(queueAt(NOON, NOON), 'unsent-2', 'failed');
    const [, group, ...more] = lay(entriesOf({}), queue);
    assert.deepEqual(more, []);
    assert.deepEqual(group?.kind === 'group' && group.messages.map(({id, delivery}) => [id, delivery]), [
      ['c1-1', 'stored'],
      ['unsent-1', 'waiting'],
      ['unsent-2', 'failed'],
    ]);
  });

  it('has the actions of a card, also of one that waits', () => {
    const actions = [{kind: 'link', label: 'Track it', target: 'https://shop.example/17'}] as const;
    const card = {author: RAE, content: {kind: 'card', text: 'Look', actions}} as const;
    const waiting = withWritten([], {id: 'unsent-1', text: 'Look', actions, writtenAt: NOON});
    const items = timeline(entriesOf(card), waiting, RAE);
    const messages = items.flatMap((item) => (item.kind === 'group' ? item.messages : []));
    assert.deepEqual(
      messages.map((message) => message.actions),
      [actions, actions],
    );
  });

  it("keeps an unsent message out of another author's group and out of a resolved conversation", () => {
    assert.deepEqual(outline(lay(entriesOf({author: RAE}), queueAt(NOON))), [NOON, ['c1-1'], ['unsent-1']]);
    const resolved = entriesOf({}, {content: {kind: 'resolved'}});
    assert.deepEqual(outline(lay(resolved, queueAt(NOON))), [NOON, ['c1-1'], 'resolved', ['unsent-1']]);
    assert.deepEqual(outline(timeline(entriesOf({}), queueAt(NOON), RAE)), [NOON, ['c1-1'], ['unsent-1']]);
  });

  it('keeps the key of a message when it is stored', () => {
    const queue = queueAt(NOON);
    const before = lay([], queue).map(({key}) => key);
    assert.deepEqual(
      lay(entriesOf({id: 'unsent-1'})).map(({key}) => key),
      before,
    );
  });

  it('passes on only the fields that are shown', () => {
    const contact = {name: 'Ann', email: 'ann@example.com'};
    const written = {id: 'a', text: 'Hi', writtenAt: NOON, contact};
    for (const item of lay(entriesOf({}), withWritten([], written))) {
      if (item.kind !== 'group') continue;
      for (const message of item.messages) assert.deepEqual(Object.keys(message), ['id', 'text', 'delivery']);
    }
  });
});

describe('day separators', () => {
  const atTimes = (...times: readonly number[]) => outline(lay(entriesOf(...times.map((time) => ({time})))));

  it('stand between the local days of this computer, not UTC days', () => {
    const evening = Date.UTC(2026, 5, 15, 19, 59);
    const night = Date.UTC(2026, 5, 15, 20, 0);
    inTimeZone('Asia/Dubai'); // Midnight is at 20:00 UTC.
    assert.deepEqual(atTimes(evening, night), [evening, ['c1-1'], night, ['c1-2']]);
    inTimeZone('UTC');
    assert.deepEqual(atTimes(evening, night), [evening, ['c1-1'], ['c1-2']]);
    inTimeZone('Asia/Kathmandu'); // UTC+5:45: midnight is at 18:15.
    const [before, after] = [Date.UTC(2026, 5, 15, 18, 14), Date.UTC(2026, 5, 15, 18, 15)];
    assert.deepEqual(atTimes(before, after), [before, ['c1-1'], after, ['c1-2']]);
  });

  it('appear once on a day of 25 hours, and once on a day of 23 hours', () => {
    inTimeZone('Europe/Berlin');
    const autumn = [
      Date.UTC(2026, 9, 24, 21, 59), // 23:59 on Saturday
      Date.UTC(2026, 9, 24, 22, 0), // 0:00 on Sunday
      Date.UTC(2026, 9, 25, 0, 30), // 2:30, in summer time
      Date.UTC(2026, 9, 25, 1, 30), // 2:30 again
      Date.UTC(2026, 9, 25, 22, 59), // 23:59, 24 hours and 59 minutes after midnight
      Date.UTC(2026, 9, 25, 23, 0), // 0:00 on Monday
    ];
    const [saturday, sunday, , , , monday] = autumn;
    assert.deepEqual(atTimes(...autumn), [
      saturday,
      ['c1-1'],
      sunday,
      ['c1-2'],
      ['c1-3'],
      ['c1-4'],
      ['c1-5'],
      monday,
      ['c1-6'],
    ]);
    const spring = [
      Date.UTC(2026, 2, 28, 23, 0), // 0:00 on Sunday
      Date.UTC(2026, 2, 29, 21, 59), // 23:59, 22 hours and 59 minutes after midnight
      Date.UTC(2026, 2, 29, 22, 0), // 0:00 on Monday
    ];
    assert.deepEqual(atTimes(...spring), [spring[0], ['c1-1'], ['c1-2'], spring[2], ['c1-3']]);
  });

  it('separate the same day of two years', () => {
    const [lastYear, thisYear] = [Date.UTC(2025, 5, 15, 12), Date.UTC(2026, 5, 15, 12)];
    assert.deepEqual(atTimes(lastYear, thisYear), [lastYear, ['c1-1'], thisYear, ['c1-2']]);
  });

  it('split a group at midnight, and stand below the line of a resolved conversation', () => {
    inTimeZone('UTC');
    const midnight = Date.UTC(2026, 5, 16);
    const before = midnight - SECOND_MS;
    const entries = entriesOf({time: before}, {time: before, content: {kind: 'resolved'}}, {time: midnight});
    assert.deepEqual(outline(lay(entries)), [before, ['c1-1'], 'resolved', midnight, ['c1-3']]);
    assert.deepEqual(atTimes(before, midnight), [before, ['c1-1'], midnight, ['c1-2']]);
  });

  it('never go back: a clock that is set back over midnight makes no second day', () => {
    inTimeZone('UTC');
    const midnight = Date.UTC(2026, 5, 16);
    const times = [midnight - MINUTE_MS, midnight + MINUTE_MS, midnight - MINUTE_MS, midnight + 2 * MINUTE_MS];
    assert.deepEqual(atTimes(...times), [times[0], ['c1-1'], times[1], ['c1-2'], ['c1-3'], ['c1-4']]);
  });

  it('also stand above an unsent message of another day', () => {
    inTimeZone('UTC');
    assert.deepEqual(outline(lay(entriesOf({}), queueAt(NOON + DAY_MS))), [
      NOON,
      ['c1-1'],
      NOON + DAY_MS,
      ['unsent-1'],
    ]);
  });
});

describe('a file', () => {
  const file = {fileId: 'f', name: 'cat.png', mediaType: 'image/png', bytes: 9};

  it('stands among the messages of its author, with its name as the text', () => {
    const entries = entriesOf({}, {content: {kind: 'attachment', ...file}});
    const queue = withWritten([], {id: 'own', text: 'cat.png', writtenAt: NOON, file});
    const [, group] = lay(entries, queue);
    assert.ok(group?.kind === 'group');
    assert.deepEqual(
      group.messages.map(({text, file, delivery}) => [text, file?.fileId, delivery]),
      [
        ['message 1', undefined, 'stored'],
        ['cat.png', 'f', 'stored'],
        ['cat.png', 'f', 'waiting'],
      ],
    );
  });
});

describe('the timeline of any conversation', () => {
  const entry = fc.record({
    author: fc.constantFrom<ReadEntry['author']>(USER, RAE, SAM, SYSTEM, {kind: 'unknown'}),
    content: fc.constantFrom<ReadEntry['content']>(text('a'), text('b'), {kind: 'resolved'}, {kind: 'unknown'}),
    time: fc.integer({min: NOON, max: NOON + 2 * DAY_MS}),
  });
  const entries = fc.array(entry, {maxLength: 20}).map((drafts) => entriesOf(...drafts));
  const queue = fc
    .array(fc.integer({min: NOON, max: NOON + 2 * DAY_MS}), {maxLength: 3})
    .map((times) => queueAt(...times));

  it('has each entry once, in order', () => {
    fc.assert(
      fc.property(entries, queue, (entries, queue) => {
        const ids = lay(entries, queue).flatMap((item) =>
          item.kind === 'group' ? item.messages.map(({id}) => id) : item.kind === 'day' ? [] : [item.key],
        );
        assert.deepEqual(
          ids,
          [...entries, ...queue].map(({id}) => id),
        );
      }),
    );
  });

  it('has no empty group, no day twice, and each key once', () => {
    fc.assert(
      fc.property(entries, queue, (entries, queue) => {
        const items = lay(entries, queue);
        for (const item of items) if (item.kind === 'group') assert.ok(item.messages.length > 0);
        assert.equal(new Set(items.map(({key}) => key)).size, items.length);
        const days = items.filter((item) => item.kind === 'day').map(({time}) => new Date(time).setHours(0, 0, 0, 0));
        assert.deepEqual(
          days,
          [...new Set(days)].sort((a, b) => a - b),
        );
      }),
    );
  });
});
