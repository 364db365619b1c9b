import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Queue} from 'helpshift-chat/client';
import {EMPTY_THREAD, type Thread} from '../../../inbox/state/state.js';
import {hasEarlier, isBehind, knownThread, newestNumber, withSynced} from '../../../inbox/state/threads.js';
import {BEGINNING, makeEntries, makeEntry, makeHead, makeNote, makeSynced, makeThread} from '../support/fixtures.js';

const numbers = ({run}: Thread): number[] => run?.entries.map(({number}) => number) ?? [];
const noteNumbers = ({notes}: Thread): number[] => notes.map(({number}) => number);

const WAITING: Queue = [{id: 'a', text: 'Hi', writtenAt: 5, status: 'waiting'}];
const outline = (queue: Queue): string[] => queue.map(({id, status}) => `${id}: ${status}`);

describe('a conversation that was opened', () => {
  it('begins with a page, never with a frame', () => {
    const frame = makeSynced(makeEntries(5, 5));
    assert.equal(withSynced(EMPTY_THREAD, frame, 'told'), EMPTY_THREAD);
    const page = makeSynced(makeEntries(2, 4), {notes: [makeNote(1)], lastNote: 1});
    const loaded = withSynced(EMPTY_THREAD, page, 'synced');
    assert.deepEqual([numbers(loaded), noteNumbers(loaded)], [[2, 3, 4], [1]]);
    assert.equal(hasEarlier(loaded), true);
    assert.equal(hasEarlier(withSynced(loaded, makeSynced(makeEntries(1, 1), {version: 4}), 'synced')), false);
    assert.equal(hasEarlier(EMPTY_THREAD), false);
  });

  it('takes what a frame tells if nothing is missing before it, and else knows that it is behind', () => {
    const thread = makeThread(makeEntries(1, 3));
    const next = makeSynced(makeEntries(4, 4));
    const joined = withSynced(thread, next, 'told');
    assert.deepEqual(numbers(joined), [1, 2, 3, 4]);
    assert.equal(isBehind(joined, next.head), false);
    const later = makeSynced(makeEntries(6, 6));
    const behind = withSynced(thread, later, 'told');
    assert.deepEqual(numbers(behind), [1, 2, 3]);
    assert.equal(isBehind(behind, later.head), true);
  });

  it('is not behind while it is loaded, or when nothing is known of its head', () => {
    assert.equal(isBehind(EMPTY_THREAD, makeHead()), false);
    assert.equal(isBehind(makeThread(makeEntries(1, 1)), undefined), false);
  });

  it('drops what is before a gap that a sync leaves', () => {
    const thread = makeThread(makeEntries(1, 3), {notes: [makeNote(1)]});
    const synced = makeSynced(makeEntries(60, 70), {notes: [makeNote(5)], lastNote: 5});
    const joined = withSynced(thread, synced, 'synced');
    assert.equal(numbers(joined)[0], 60);
    assert.deepEqual(noteNumbers(joined), [5]);
  });

  it('keeps what it began with', () => {
    const page = {...makeSynced(makeEntries(1, 2)), beginning: BEGINNING};
    const loaded = withSynced(EMPTY_THREAD, page, 'synced');
    assert.equal(loaded.beginning, BEGINNING);
    assert.equal(withSynced(loaded, makeSynced(makeEntries(3, 3)), 'told').beginning, BEGINNING);
  });

  it('takes notes as they come, and knows when some are missing', () => {
    const thread = makeThread(makeEntries(1, 1));
    const first = makeSynced([], {version: 2, lastNote: 1, notes: [makeNote(1)]});
    const one = withSynced(thread, first, 'told');
    assert.deepEqual(noteNumbers(one), [1]);
    assert.equal(isBehind(one, first.head), false);
    const third = makeSynced([], {version: 4, lastNote: 3, notes: [makeNote(3)]});
    for (const before of [one, thread]) {
      const behind = withSynced(before, third, 'told');
      assert.equal(behind.notes, before.notes);
      assert.equal(isBehind(behind, third.head), true);
    }
    const caughtUp = withSynced(one, {...third, notes: [makeNote(2), makeNote(3)]}, 'synced');
    assert.deepEqual(noteNumbers(caughtUp), [1, 2, 3]);
  });

  it('is the same object when an answer says nothing new', () => {
    const thread = makeThread(makeEntries(1, 3));
    assert.equal(withSynced(thread, makeSynced(makeEntries(2, 3)), 'told'), thread);
  });

  it('tells a sync what is known of both logs', () => {
    const {run} = makeThread(makeEntries(1, 3));
    assert.ok(run);
    assert.deepEqual(knownThread(run, [makeNote(1), makeNote(2)]), {
      id: 'c1',
      version: 3,
      number: 3,
      entryId: 'm3',
      note: 2,
      noteId: makeNote(2).id,
    });
    assert.deepEqual([knownThread(run, []).note, 'noteId' in knownThread(run, [])], [0, false]);
    assert.equal(newestNumber(makeThread(makeEntries(1, 3))), 3);
    assert.equal(newestNumber(EMPTY_THREAD), 0);
  });
});

describe('an answer on its way', () => {
  const thread = makeThread(makeEntries(1, 2), {queues: {text: WAITING, note: []}});

  it('joins the log when it is the next one', () => {
    const stored = withSynced(thread, makeSynced([makeEntry(3, {id: 'a'})]), 'told');
    assert.deepEqual(numbers(stored), [1, 2, 3]);
    assert.deepEqual(stored.queues.text, []);
  });

  it('waits as stored while an earlier entry is missing, and leaves when that comes', () => {
    const stored = withSynced(thread, makeSynced([makeEntry(4, {id: 'a'})]), 'told');
    assert.deepEqual(numbers(stored), [1, 2]);
    assert.deepEqual(outline(stored.queues.text), ['a: stored']);
    const caughtUp = withSynced(stored, makeSynced([makeEntry(3), makeEntry(4, {id: 'a'})]), 'synced');
    assert.deepEqual(numbers(caughtUp), [1, 2, 3, 4]);
    assert.deepEqual(caughtUp.queues.text, []);
  });
});

describe('a note on its way', () => {
  it('leaves with the note, never with an entry of its number', () => {
    const notes: Queue = [{id: 'n', text: 'Hm', isNote: true, writtenAt: 5, status: 'waiting'}];
    const thread = makeThread(makeEntries(1, 9), {queues: {text: WAITING, note: notes}});
    const missing = makeSynced([], {version: 20, lastNote: 3, notes: [makeNote(3, {id: 'n'})]});
    const stored = withSynced(thread, missing, 'told');
    assert.deepEqual(outline(stored.queues.note), ['n: stored']);
    assert.deepEqual(outline(stored.queues.text), ['a: waiting']);
    const later = withSynced(stored, makeSynced([makeEntry(10)], {version: 21, lastNote: 3}), 'told');
    assert.deepEqual(outline(later.queues.note), ['n: stored']);
    const all = makeSynced([], {
      version: 22,
      lastNumber: 10,
      lastNote: 3,
      notes: [makeNote(1), makeNote(2), makeNote(3, {id: 'n'})],
    });
    assert.deepEqual(withSynced(later, all, 'synced').queues.note, []);
  });
});
