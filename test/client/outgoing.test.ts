import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
  nextBatch,
  type Queue,
  settled,
  withKept,
  withStatus,
  withWritten,
  type Written,
} from '../../src/client/outgoing.js';
import {sampleEntries, sampleEntry, sampleHead} from '../support/chat-samples.js';

function queueOf(...ids: readonly string[]): Queue {
  return ids.reduce<Queue>((queue, id) => withWritten(queue, {id, text: id, writtenAt: 1}), []);
}

const outline = (queue: Queue) => queue.map(({id, status}) => `${id}: ${status}`);

/** The run of `c1` with these entries. */
const runOf = (first: number, last: number) => ({
  head: sampleHead({lastNumber: last}),
  entries: sampleEntries(first, last),
});

describe('own messages that are on their way', () => {
  it('wait in the order of writing, and fail one by one', () => {
    const queue = withStatus(queueOf('a', 'b', 'c'), 'b', 'failed');
    assert.deepEqual(outline(queue), ['a: waiting', 'b: failed', 'c: waiting']);
    assert.deepEqual(outline(withStatus(queue, 'b', 'waiting')), ['a: waiting', 'b: waiting', 'c: waiting']);
  });

  it('leave when their entry is held', () => {
    const queue = queueOf('a', 'b');
    const entries = [...sampleEntries(1, 2), sampleEntry({number: 3, id: 'a'})];
    const run = {head: sampleHead({lastNumber: 3, lastId: 'a'}), entries};
    assert.deepEqual(outline(settled(queue, run, entries.slice(-1))), ['b: waiting']);
  });

  it('are stored while entries before them are missing, and leave when the run has passed them', () => {
    const arrived = [sampleEntry({number: 5, id: 'a'})];
    let queue = settled(queueOf('a', 'b'), runOf(1, 3), arrived);
    assert.deepEqual(outline(queue), ['a: stored', 'b: waiting']);
    // A refusal that comes late changes nothing of what the service has.
    assert.deepEqual(outline(withStatus(queue, 'a', 'failed')), ['a: stored', 'b: waiting']);
    queue = settled(queue, {...runOf(1, 9), head: sampleHead({id: 'c2'})}, []);
    assert.deepEqual(outline(queue), ['a: stored', 'b: waiting'], 'of another conversation');
    assert.deepEqual(outline(settled(queue, runOf(40, 60), [])), ['b: waiting']);
  });
});

describe('messages that the browser has kept', () => {
  const kept = (...ids: readonly string[]) =>
    ids.map((id) => ({id, text: id, writtenAt: 1, isFailed: id === 'failed'}));

  it('come in the order in which all tabs kept them, before what is not kept yet', () => {
    const queue = withKept(queueOf('b', 'not kept', 'd'), kept('a', 'b', 'failed', 'd'));
    const waiting = ['a: waiting', 'b: waiting', 'failed: failed', 'd: waiting', 'not kept: waiting'];
    assert.deepEqual(outline(queue), waiting);
    assert.equal(withKept(queue, kept('b', 'a')), queue, 'nothing is added twice');
  });

  it('come after what is stored', () => {
    const queue = settled(queueOf('stored'), runOf(1, 3), [sampleEntry({number: 5, id: 'stored'})]);
    assert.deepEqual(outline(withKept(queue, kept('a', 'stored'))), ['stored: stored', 'a: waiting']);
  });
});

describe('the messages of one request', () => {
  it('are those that wait, at most a hundred', () => {
    const ids = Array.from({length: 130}, (_, index) => `m${index}`);
    const queue = withStatus(queueOf(...ids), 'm1', 'failed');
    assert.deepEqual(
      nextBatch(queue).map(({id}) => id),
      ids.filter((id) => id !== 'm1').slice(0, 100),
    );
    assert.deepEqual(nextBatch([]), []);
  });

  it('are at most 50 kB, and always at least one', () => {
    const long = (id: string): Written => ({id, text: '€'.repeat(9000), writtenAt: 1});
    const queue = ['a', 'b', 'c'].reduce<Queue>((queue, id) => withWritten(queue, long(id)), []);
    assert.deepEqual(
      nextBatch(queue).map(({id}) => id),
      ['a'],
    );
    const escaped: Written = {id: 'd', text: '\0'.repeat(10_000), writtenAt: 1};
    assert.equal(nextBatch(withWritten([], escaped)).length, 1);
  });
});
