import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {EMPTY_THREAD, type OutgoingMessage} from '../../inbox/state/state.js';
import {hasEarlier, mergeMessages, withMessages, withQueued, withStored} from '../../inbox/state/thread.js';
import {makeMessage, makeMessages} from './support/fixtures.js';

const outgoing = (id: string, fields: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id,
  text: 'Hi',
  createdAt: 5,
  status: 'sending',
  ...fields,
});

describe('mergeMessages', () => {
  it('appends later messages and prepends earlier ones', () => {
    assert.deepEqual(mergeMessages(makeMessages(3, 4), makeMessages(5, 6)), makeMessages(3, 6));
    assert.deepEqual(mergeMessages(makeMessages(3, 4), makeMessages(1, 2)), makeMessages(1, 4));
  });

  it('keeps each message once when the runs overlap', () => {
    assert.deepEqual(mergeMessages(makeMessages(1, 4), makeMessages(3, 6)), makeMessages(1, 6));
  });

  it('rejects a page that would leave a gap', () => {
    assert.deepEqual(mergeMessages(makeMessages(1, 2), makeMessages(4, 5)), makeMessages(1, 2));
    assert.deepEqual(mergeMessages(makeMessages(9, 10), makeMessages(1, 7)), makeMessages(9, 10));
  });

  it('returns the same list when there is nothing new', () => {
    const known = makeMessages(1, 4);
    assert.equal(mergeMessages(known, makeMessages(2, 3)), known);
    assert.equal(mergeMessages(known, []), known);
  });

  it('stays one complete run in order, in any order of arrival', () => {
    const range = fc.tuple(fc.integer({min: 1, max: 30}), fc.integer({min: 0, max: 10}));
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const merged = ranges
          .map(([first, length]) => makeMessages(first, first + length))
          .reduce<readonly ReturnType<typeof makeMessage>[]>(mergeMessages, []);
        const first = merged[0]?.sequence ?? 0;
        assert.deepEqual(
          merged.map(({sequence}) => sequence),
          merged.map((_, index) => first + index),
        );
      }),
    );
  });
});

describe('hasEarlier', () => {
  it('is true until message 1 is loaded', () => {
    assert.equal(hasEarlier(makeMessages(2, 3)), true);
    assert.equal(hasEarlier(makeMessages(1, 3)), false);
    assert.equal(hasEarlier([]), false);
  });
});

describe('an answer on its way', () => {
  it('is queued once, and keeps its id and place when it is sent again', () => {
    const queued = withQueued(withQueued(EMPTY_THREAD, outgoing('a', {status: 'failed'})), outgoing('b'));
    const again = withQueued(queued, outgoing('a', {createdAt: 99}));
    assert.deepEqual(again.outgoing, [outgoing('a'), outgoing('b')]);
  });

  it('is not queued when it is already in the list', () => {
    const thread = {...EMPTY_THREAD, messages: [makeMessage(1, {id: 'a'})]};
    assert.equal(withQueued(thread, outgoing('a')), thread);
  });

  it('joins the messages when it is the next one', () => {
    const thread = {...EMPTY_THREAD, messages: makeMessages(1, 2), outgoing: [outgoing('a')]};
    const stored = withStored(thread, makeMessage(3, {id: 'a'}));
    assert.deepEqual(stored.messages.at(-1), makeMessage(3, {id: 'a'}));
    assert.deepEqual(stored.outgoing, []);
  });

  it('waits as stored while an earlier message is missing, and leaves when that page comes', () => {
    const thread = {...EMPTY_THREAD, messages: makeMessages(1, 2), outgoing: [outgoing('a')]};
    const stored = withStored(thread, makeMessage(4, {id: 'a'}));
    assert.deepEqual(stored.messages, makeMessages(1, 2));
    assert.deepEqual(stored.outgoing, [outgoing('a', {status: 'stored'})]);
    const caughtUp = withMessages(stored, [makeMessage(3), makeMessage(4, {id: 'a'})]);
    assert.equal(caughtUp.messages.length, 4);
    assert.deepEqual(caughtUp.outgoing, []);
  });
});
