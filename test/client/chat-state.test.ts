import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  changed,
  type ChatState,
  earlierPosition,
  EMPTY_CHAT,
  firstUnread,
  isOngoing,
  lacksNewest,
  newestEntries,
  readMarks,
  withConversations,
  withSeen,
  without,
} from '../../src/client/chat-state.js';
import {withWritten} from '../../src/client/outgoing.js';
import type {SyncedConversation} from '../../src/protocol/wire.js';
import {RAE, sampleEntries, sampleEntry, sampleHead, sampleSynced, withAllSeen} from '../support/chat-samples.js';

/** The state after these conversations were read, one after the other. */
function stateOf(...conversations: readonly SyncedConversation[]): ChatState {
  return conversations.reduce<ChatState>(
    (state, conversation) => withConversations(state, [conversation], 'synced').state,
    EMPTY_CHAT,
  );
}

const withQueued = (state: ChatState, ...ids: readonly string[]): ChatState =>
  changed(state, {
    queue: ids.reduce((queue, id) => withWritten(queue, {id, text: id, writtenAt: 5}), state.queue),
  });

const idsOf = (entries: readonly {readonly id: string}[]) => entries.map(({id}) => id);

describe('the state of a chat', () => {
  it('begins empty and loading', () => {
    const {phase, connection, unreadCount} = EMPTY_CHAT;
    assert.deepEqual([phase, connection, unreadCount], ['loading', 'connecting', 0]);
  });

  it('keeps the conversations apart, and in their order', () => {
    const second = sampleSynced(sampleEntries(1, 2, 'c2'), {id: 'c2', ordinal: 2});
    const state = stateOf(second, sampleSynced(sampleEntries(1, 3), {status: 'ended'}));
    assert.deepEqual(
      state.runs.map(({head, entries}) => [head.id, entries.length]),
      [
        ['c1', 3],
        ['c2', 2],
      ],
    );
    assert.equal(isOngoing(state), true);
    assert.equal(isOngoing(EMPTY_CHAT), false);
    assert.equal(isOngoing(undefined), false);
  });

  it('says when an answer does not fit, and keeps what it has', () => {
    const state = stateOf(sampleSynced(sampleEntries(1, 2)));
    const {state: after, isCurrent} = withConversations(state, [sampleSynced(sampleEntries(5, 5))], 'told');
    assert.deepEqual([isCurrent, after.runs], [false, state.runs]);
  });

  it('forgets conversations, with what was seen of them', () => {
    const other = sampleSynced(sampleEntries(1, 1, 'c2'), {id: 'c2', ordinal: 2});
    const state = without(withAllSeen(stateOf(sampleSynced(sampleEntries(1, 2)), other)), ['c1']);
    assert.deepEqual(idsOf(state.runs.map(({head}) => head)), ['c2']);
    assert.deepEqual([...state.seen.keys()], ['c2']);
  });

  it('does not change an earlier state', () => {
    const before = withQueued(stateOf(sampleSynced(sampleEntries(1, 2))), 'a');
    const copy = structuredClone({...before});
    withConversations(before, [sampleSynced(sampleEntries(3, 3))], 'told');
    withAllSeen(before);
    without(before, ['c1']);
    assert.deepEqual({...before}, copy);
    assert.ok(Object.isFrozen(before));
  });
});

describe('the queue of a chat', () => {
  it('loses a message when its entry is held, from any source', () => {
    const own = sampleEntry({number: 1, id: 'a'});
    const {state} = withConversations(withQueued(EMPTY_CHAT, 'a', 'b'), [sampleSynced([own])], 'told');
    assert.deepEqual(idsOf(state.queue), ['b']);
  });

  it('keeps a message while its entry is after a gap, so that it stays visible', () => {
    const state = withQueued(stateOf(sampleSynced(sampleEntries(1, 1))), 'a');
    const own = sampleEntry({number: 3, id: 'a'});
    const beyond = withConversations(state, [sampleSynced([own])], 'told').state;
    assert.deepEqual(
      beyond.queue.map(({status}) => status),
      ['stored'],
    );
    const filled = withConversations(beyond, [sampleSynced([sampleEntry({number: 2}), own])], 'synced').state;
    assert.deepEqual([filled.queue, filled.runs[0]?.entries.length], [[], 3]);
  });
});

describe('unreadCount', () => {
  const answers = (first: number, last: number) => sampleEntries(first, last).map((entry) => ({...entry, author: RAE}));
  const closed = stateOf(sampleSynced([], {lastNumber: 9, unreadCount: 3}));
  const open = stateOf(sampleSynced([...sampleEntries(1, 6), ...answers(7, 9)], {readNumber: 6, unreadCount: 3}));

  it("is the service's, summed over the conversations", () => {
    assert.equal(closed.unreadCount, 3);
    const other = sampleSynced([], {id: 'c2', ordinal: 2, lastNumber: 1, unreadCount: 1});
    assert.equal(withConversations(closed, [other], 'told').state.unreadCount, 4);
  });

  it('is zero at once when the user has seen all, before the service knows', () => {
    assert.equal(withAllSeen(open).unreadCount, 0);
    assert.deepEqual(readMarks(withAllSeen(open)), [{id: 'c1', number: 9}]);
    assert.deepEqual(readMarks(open), []);
  });

  it('counts what is below the newest entry that the user has seen', () => {
    const state = withSeen(open, 'c1-8');
    assert.deepEqual([state.unreadCount, readMarks(state)], [1, [{id: 'c1', number: 8}]]);
    assert.equal(withSeen(state, 'c1-7').unreadCount, 1, 'a mark never moves back');
    assert.equal(withSeen(state, 'not held'), state);
  });

  it('counts nothing of the conversations above that entry, also of those that are not held', () => {
    const newest = sampleSynced([{...sampleEntry({number: 1}, 'c3'), author: RAE}], {
      id: 'c3',
      ordinal: 3,
      unreadCount: 1,
    });
    const unloaded = sampleSynced([], {id: 'c2', ordinal: 2, lastNumber: 5, unreadCount: 2});
    const state = stateOf(sampleSynced(answers(1, 2), {unreadCount: 2}), unloaded, newest);
    assert.equal(state.unreadCount, 5);
    assert.equal(withSeen(state, 'c3-1').unreadCount, 0);
    assert.equal(withSeen(state, 'c1-1').unreadCount, 4);
  });

  it('counts what comes after that, and only answers', () => {
    const seen = withAllSeen(open);
    // The service does not know the read mark yet.
    const stale = {readNumber: 6, unreadCount: 4};
    const one = withConversations(seen, [sampleSynced(answers(10, 10), stale)], 'told').state;
    assert.equal(one.unreadCount, 1);
    const {state} = withConversations(
      one,
      [sampleSynced(sampleEntries(11, 11), {readNumber: 6, unreadCount: 4})],
      'told',
    );
    assert.equal(state.unreadCount, 1);
  });

  it('has no mark left when the service knows it', () => {
    const known = sampleSynced([], {version: 99, lastNumber: 9, readNumber: 9});
    const {state} = withConversations(withAllSeen(open), [known], 'synced');
    assert.deepEqual([readMarks(state), state.unreadCount], [[], 0]);
  });

  it("takes the service's count where the entries between are not held", () => {
    const skipped = sampleSynced(answers(51, 100), {readNumber: 9, unreadCount: 91});
    assert.equal(withConversations(withAllSeen(open), [skipped], 'synced').state.unreadCount, 91);
  });
});

describe('the first unread answer', () => {
  const answers = (first: number, last: number, id = 'c1') =>
    sampleEntries(first, last, id).map((entry) => ({...entry, author: RAE}));
  const found = (state: ChatState) => {
    const {id, isFirstOfAll} = firstUnread(state) ?? {};
    return [id, isFirstOfAll];
  };

  it('is the first after the read mark, also after what was seen here', () => {
    const entries = [...answers(1, 2), sampleEntry({number: 3}), ...answers(4, 6)];
    const state = stateOf(sampleSynced(entries, {readNumber: 2, unreadCount: 3}));
    assert.deepEqual(found(state), ['c1-4', true]);
    assert.deepEqual(found(withSeen(state, 'c1-5')), ['c1-6', true]);
    assert.deepEqual(found(withAllSeen(state)), [undefined, undefined]);
  });

  it('may be in an earlier conversation', () => {
    const first = sampleSynced(answers(1, 3), {status: 'ended', readNumber: 2, unreadCount: 1});
    const second = sampleSynced(sampleEntries(1, 1, 'c2'), {id: 'c2', ordinal: 2, readNumber: 1});
    assert.deepEqual(found(stateOf(first, second)), ['c1-3', true]);
  });

  it('is the oldest one that is held, when there are others before', () => {
    const state = stateOf(sampleSynced(answers(31, 80), {readNumber: 0, unreadCount: 80}));
    assert.deepEqual(found(state), ['c1-31', false]);
    assert.deepEqual(found(stateOf(sampleSynced([], {lastNumber: 5, unreadCount: 5}))), [undefined, undefined]);
  });
});

describe('what is held without a gap', () => {
  const c1 = (first: number, last: number, lastNumber = last) =>
    sampleSynced(sampleEntries(first, last), {lastNumber, lastId: `c1-${lastNumber}`, status: 'ended'});
  const c2 = (first: number, last: number) => sampleSynced(sampleEntries(first, last, 'c2'), {id: 'c2', ordinal: 2});

  it('begins at the oldest entry, or goes on in the conversation before', () => {
    assert.deepEqual(earlierPosition(stateOf(c1(1, 0, 7), c2(3, 5))), {id: 'c2', number: 3});
    assert.deepEqual(earlierPosition(stateOf(c1(1, 0, 7), c2(1, 5))), {id: 'c1', number: 8});
    assert.deepEqual(earlierPosition(stateOf(c1(4, 7), c2(1, 5))), {id: 'c1', number: 4});
    assert.equal(earlierPosition(stateOf(c1(1, 7), c2(1, 5))), undefined);
    assert.equal(earlierPosition(EMPTY_CHAT), undefined);
  });

  it('goes on in a conversation that is not known at all', () => {
    assert.deepEqual(earlierPosition(stateOf(c2(1, 5))), {id: 'c2', number: 1});
    const third = sampleSynced(sampleEntries(1, 2, 'c3'), {id: 'c3', ordinal: 3});
    assert.deepEqual(earlierPosition(stateOf(c1(1, 7), third)), {id: 'c3', number: 1});
  });

  it('is drawn: the newest so many, oldest first', () => {
    const state = stateOf(c1(4, 7), c2(1, 5));
    assert.deepEqual(idsOf(newestEntries(state, 3)), ['c2-3', 'c2-4', 'c2-5']);
    assert.deepEqual(idsOf(newestEntries(state, 7)), ['c1-6', 'c1-7', 'c2-1', 'c2-2', 'c2-3', 'c2-4', 'c2-5']);
    assert.equal(newestEntries(state, 99).length, 9);
    assert.equal(newestEntries(stateOf(c1(4, 7), c2(2, 5)), 99).length, 4);
    assert.deepEqual(newestEntries(EMPTY_CHAT, 5), []);
  });

  it('lacks the newest when only the head of the newest conversation is known', () => {
    assert.deepEqual([EMPTY_CHAT, stateOf(c1(1, 7)), stateOf(c1(1, 7), c2(1, 0))].map(lacksNewest), [
      false,
      false,
      true,
    ]);
  });
});

describe('any conversations', () => {
  /** Up to four conversations, of which a last part is held, or the head alone. */
  const conversations = fc
    .array(fc.record({length: fc.integer({min: 1, max: 8}), held: fc.nat({max: 8})}), {maxLength: 4})
    .map((rows) =>
      rows.map(({length, held}, index) => {
        const id = `c${index + 1}`;
        const all = sampleEntries(1, length, id);
        const head = sampleHead({id, ordinal: index + 1, lastNumber: length});
        return {all, synced: {...head, entries: held ? all.slice(-held) : []}};
      }),
    );

  it('give the newest entries without a gap, and the position before them', () => {
    fc.assert(
      fc.property(conversations, fc.nat({max: 40}), (rows, limit) => {
        const state = stateOf(...rows.map(({synced}) => synced));
        const everything = rows.flatMap(({all}) => all);
        const entries = newestEntries(state, 99);
        assert.deepEqual(entries, entries.length ? everything.slice(-entries.length) : []);
        assert.deepEqual(newestEntries(state, limit), limit ? entries.slice(-limit) : []);
        const position = earlierPosition(state);
        assert.equal(position === undefined, entries.length === everything.length);
        if (!position) return;
        const row = rows.find(({synced}) => synced.id === position.id);
        const before = everything.length - entries.length;
        assert.equal(
          everything[before - 1]?.id ?? row?.all[0]?.id,
          row?.all[position.number - 2]?.id ?? row?.all[0]?.id,
        );
      }),
      {numRuns: 300},
    );
  });
});
