import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import fc from 'fast-check';
import {type ChatState, EMPTY_CHAT, type OutgoingMessage, reduceChat} from '../../src/client/chat-state.js';
import {timeline, type TimelineItem} from '../../src/client/timeline.js';
import type {Conversation, Message} from '../../src/protocol/wire.js';
import {RAE, sampleConversation, sampleMessage, USER} from '../support/chat-samples.js';

const NOON = Date.UTC(2026, 5, 15, 12, 0, 0);
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const SAM = {kind: 'agent', name: 'Sam'} as const;

function stateWith(conversations: readonly Conversation[], messages: readonly Message[]): ChatState {
  const state = reduceChat(EMPTY_CHAT, {type: 'conversations-read', conversations});
  return reduceChat(state, {type: 'messages-read', messages});
}

/** One conversation with messages from these times. */
function oneConversation(...messages: readonly Partial<Message>[]): ChatState {
  return stateWith(
    [sampleConversation()],
    messages.map((message, index) => sampleMessage({createdAt: NOON, ...message, sequence: index + 1})),
  );
}

function withUnsent(state: ChatState, ...messages: readonly Partial<OutgoingMessage>[]): ChatState {
  return messages.reduce<ChatState>((state, message, index) => {
    const sample = {id: `unsent-${index + 1}`, text: 'unsent', createdAt: NOON, status: 'waiting'} as const;
    return reduceChat(state, {type: 'message-written', message: {...sample, ...message}});
  }, state);
}

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
  it('is empty for an empty chat', () => {
    assert.deepEqual(timeline(EMPTY_CHAT), []);
    assert.deepEqual(timeline(stateWith([sampleConversation()], [])), []);
  });

  it('begins with the day of the first message', () => {
    const items = timeline(oneConversation({text: 'Hello', sender: RAE}));
    assert.deepEqual(items, [
      {kind: 'day', before: 0, time: NOON},
      {
        kind: 'group',
        before: 0,
        sender: RAE,
        time: NOON,
        messages: [{id: 'c1-1', text: 'Hello', delivery: 'stored'}],
      },
    ]);
  });

  it('groups messages of one sender within one minute of the clock', () => {
    const minute = NOON;
    const state = oneConversation(
      {createdAt: minute},
      {createdAt: minute + 59 * SECOND_MS + 999},
      {createdAt: minute + MINUTE_MS},
      {createdAt: minute + MINUTE_MS + 59 * SECOND_MS},
    );
    assert.deepEqual(outline(timeline(state)), [NOON, ['c1-1', 'c1-2'], ['c1-3', 'c1-4']]);
  });

  it('begins a new group at another sender, also between two agents', () => {
    const state = oneConversation({sender: USER}, {sender: RAE}, {sender: RAE}, {sender: SAM}, {sender: USER});
    assert.deepEqual(outline(timeline(state)), [NOON, ['c1-1'], ['c1-2', 'c1-3'], ['c1-4'], ['c1-5']]);
  });

  it('puts the conversations one after the other, with a note below each resolved one', () => {
    const state = stateWith(
      [
        sampleConversation({id: 'c1', status: 'resolved', createdAt: 1}),
        sampleConversation({id: 'c2', status: 'resolved', createdAt: 2}),
        sampleConversation({id: 'c3', createdAt: 3}),
      ],
      ['c1', 'c2', 'c3'].map((conversationId) => sampleMessage({conversationId, sequence: 1, createdAt: NOON})),
    );
    assert.deepEqual(outline(timeline(state)), [NOON, ['c1-1'], 'resolved', ['c2-1'], 'resolved', ['c3-1']]);
  });

  it("ends with the outbox, in the order of writing, with each message's status", () => {
    const state = withUnsent(oneConversation({}), {id: 'a'}, {id: 'b', status: 'failed'});
    const [, group, ...more] = timeline(state);
    assert.deepEqual(more, []);
    assert.deepEqual(group?.kind === 'group' && group.messages.map(({id, delivery}) => [id, delivery]), [
      ['c1-1', 'stored'],
      ['a', 'waiting'],
      ['b', 'failed'],
    ]);
  });

  it("keeps an unsent message out of an agent's group and out of a resolved conversation", () => {
    assert.deepEqual(outline(timeline(withUnsent(oneConversation({sender: RAE}), {}))), [NOON, ['c1-1'], ['unsent-1']]);
    const resolved = stateWith(
      [sampleConversation({status: 'resolved'})],
      [sampleMessage({sequence: 1, createdAt: NOON})],
    );
    assert.deepEqual(outline(timeline(withUnsent(resolved, {}))), [NOON, ['c1-1'], 'resolved', ['unsent-1']]);
  });

  it('passes on only the fields that are shown', () => {
    const withContact = withUnsent(EMPTY_CHAT, {contact: {name: 'Ann', email: 'ann@example.com'}});
    for (const item of [...timeline(oneConversation({})), ...timeline(withContact)]) {
      if (item.kind !== 'group') continue;
      for (const message of item.messages) assert.deepEqual(Object.keys(message), ['id', 'text', 'delivery']);
    }
  });
});

describe('day separators', () => {
  const atTimes = (...times: readonly number[]) =>
    outline(timeline(oneConversation(...times.map((createdAt) => ({createdAt})))));

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

  it('split a group at midnight, and stand below the note of a resolved conversation', () => {
    inTimeZone('UTC');
    const midnight = Date.UTC(2026, 5, 16);
    const state = stateWith(
      [sampleConversation({status: 'resolved'}), sampleConversation({id: 'c2', createdAt: 2000})],
      [
        sampleMessage({sequence: 1, createdAt: midnight - SECOND_MS}),
        sampleMessage({conversationId: 'c2', sequence: 1, createdAt: midnight}),
      ],
    );
    assert.deepEqual(outline(timeline(state)), [midnight - SECOND_MS, ['c1-1'], 'resolved', midnight, ['c2-1']]);
  });

  it('also stand above an unsent message of another day', () => {
    inTimeZone('UTC');
    const tomorrow = NOON + 24 * HOUR_MS;
    assert.deepEqual(outline(timeline(withUnsent(oneConversation({}), {createdAt: tomorrow}))), [
      NOON,
      ['c1-1'],
      tomorrow,
      ['unsent-1'],
    ]);
  });
});

describe('the timeline of any chat', () => {
  const written = fc.record({
    sender: fc.constantFrom(USER, RAE, SAM),
    createdAt: fc.integer({min: NOON, max: NOON + 48 * HOUR_MS}),
  });
  const chat = fc
    .record({
      first: fc.array(written, {maxLength: 12}),
      second: fc.array(written, {maxLength: 12}),
      unsent: fc.array(fc.record({createdAt: fc.integer({min: NOON, max: NOON + 48 * HOUR_MS})}), {maxLength: 3}),
      status: fc.constantFrom('open', 'resolved'),
    })
    .map(({first, second, unsent, status}) => {
      const messages = [first, second].flatMap((rows, conversation) =>
        rows
          .sort((a, b) => a.createdAt - b.createdAt)
          .map((row, index) => sampleMessage({...row, conversationId: `c${conversation + 1}`, sequence: index + 1})),
      );
      const conversations = [sampleConversation({status}), sampleConversation({id: 'c2', createdAt: 2000})];
      return withUnsent(stateWith(conversations, messages), ...unsent);
    });

  const messagesIn = (items: readonly TimelineItem[]) =>
    items.flatMap((item) => (item.kind === 'group' ? item.messages : []));

  it('contains each message once, in order', () => {
    fc.assert(
      fc.property(chat, (state) => {
        const stored = state.conversations.flatMap(({id}) => state.messages.get(id) ?? []);
        assert.deepEqual(
          messagesIn(timeline(state)).map(({id}) => id),
          [...stored, ...state.outbox].map(({id}) => id),
        );
      }),
    );
  });

  it('has no empty group, and counts the messages above each item', () => {
    fc.assert(
      fc.property(chat, (state) => {
        const items = timeline(state);
        for (const [index, item] of items.entries()) {
          if (item.kind === 'group') assert.ok(item.messages.length > 0);
          assert.equal(item.before, messagesIn(items.slice(0, index)).length);
        }
      }),
    );
  });

  it('does not change the state', () => {
    fc.assert(
      fc.property(chat, (state) => {
        const copy = structuredClone({...state});
        timeline(state);
        assert.deepEqual({...state}, copy);
      }),
    );
  });
});
