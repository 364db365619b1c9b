import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {firstNumber, joinEntries, joinRun, knownOf, type Run} from '../../src/client/log.js';
import {ENTRY_PAGE_LIMIT} from '../../src/protocol/limits.js';
import type {Conversation, Entry, ReadEntry} from '../../src/protocol/log.js';
import {sampleEntries, sampleEntry, sampleHead} from '../support/chat-samples.js';

const numbers = (entries: readonly ReadEntry[] | undefined) => entries?.map(({number}) => number);

/** A run of `c1` with these entries. */
function runOf(first: number, last: number): Run<Conversation> {
  return {head: sampleHead({lastNumber: last}), entries: sampleEntries(first, last)};
}

describe('joinEntries', () => {
  it('appends what follows, and puts a page back in front', () => {
    assert.deepEqual(joinEntries(sampleEntries(4, 5), sampleEntries(6, 7)), sampleEntries(4, 7));
    assert.deepEqual(joinEntries(sampleEntries(4, 5), sampleEntries(2, 3)), sampleEntries(2, 5));
    assert.deepEqual(joinEntries(sampleEntries(4, 5), sampleEntries(3, 6)), sampleEntries(3, 6));
    assert.deepEqual(joinEntries([], sampleEntries(3, 6)), sampleEntries(3, 6));
  });

  it('gives the same list when nothing is new', () => {
    const held = sampleEntries(4, 9);
    for (const [first, last] of [
      [4, 9],
      [5, 6],
      [9, 9],
      [1, 0],
    ] as const) {
      assert.equal(joinEntries(held, sampleEntries(first, last)), held);
    }
  });

  it('takes nothing after a gap, and leaves out what comes before one', () => {
    const held = sampleEntries(4, 5);
    assert.equal(joinEntries(held, sampleEntries(7, 8)), 'after a gap');
    assert.equal(joinEntries(held, sampleEntries(1, 2)), held);
  });

  it('sees the same number with another id', () => {
    const other = sampleEntry({number: 5, id: 'other'});
    assert.equal(joinEntries(sampleEntries(4, 5), [other]), 'contradiction');
    assert.equal(joinEntries(sampleEntries(4, 5), [other, sampleEntry({number: 6})]), 'contradiction');
  });
});

describe('joinRun', () => {
  it('begins with whatever comes first: a head alone, or its newest entries', () => {
    const head = sampleHead({lastNumber: 9});
    assert.deepEqual(joinRun(undefined, head, [], 'synced'), {run: {head, entries: []}, isCurrent: true});
    const {run, isCurrent} = joinRun(undefined, head, sampleEntries(8, 9), 'told');
    assert.deepEqual([numbers(run?.entries), isCurrent], [[8, 9], true]);
  });

  it('takes no entries after a gap from a frame or the answer to a send, and no head without them', () => {
    const run = runOf(1, 3);
    const joined = joinRun(run, sampleHead({lastNumber: 6}), sampleEntries(5, 6), 'told');
    assert.equal(joined.run, run);
    assert.equal(joined.isCurrent, false);
    assert.deepEqual(joinRun(run, sampleHead({lastNumber: 6}), [], 'told'), {run, isCurrent: false});
  });

  it('drops the run before a gap when a sync answers with the newest part', () => {
    const joined = joinRun(runOf(1, 3), sampleHead({lastNumber: 60}), sampleEntries(11, 60), 'synced');
    assert.equal(joined.isCurrent, true);
    assert.deepEqual([joined.run?.head.lastNumber, joined.run?.entries[0]?.number], [60, 11]);
  });

  it('never replaces a newer head by an older version', () => {
    const run = {...runOf(1, 3), head: sampleHead({lastNumber: 3, version: 9, readNumber: 3})};
    const joined = joinRun(run, sampleHead({lastNumber: 2, version: 4}), sampleEntries(1, 2), 'synced');
    assert.deepEqual(joined, {run, isCurrent: true});
  });

  it('takes a page back although the conversation has changed, and asks for the rest', () => {
    const joined = joinRun(runOf(4, 6), sampleHead({lastNumber: 8}), sampleEntries(1, 3), 'synced');
    assert.deepEqual([joined.run?.head.lastNumber, numbers(joined.run?.entries)], [6, [1, 2, 3, 4, 5, 6]]);
    assert.equal(joined.isCurrent, false);
  });

  it('keeps the entries after the last one that could not be read', () => {
    const [one, two, , four, five] = sampleEntries(1, 5) as [Entry, Entry, Entry, Entry, Entry];
    const joined = joinRun(undefined, sampleHead({lastNumber: 5}), [one, two, four, five], 'synced');
    assert.deepEqual([numbers(joined.run?.entries), joined.isCurrent], [[4, 5], true]);
  });

  it('keeps what it holds when the same number has another id, and asks', () => {
    const run = runOf(1, 3);
    const entries = [sampleEntry({number: 3, id: 'other'})];
    const head = sampleHead({version: 99, lastNumber: 3, lastId: 'other'});
    assert.deepEqual(joinRun(run, head, entries, 'synced'), {run, isCurrent: false});
  });

  it('knows its position: the newest entry that is held, or that of the head alone', () => {
    assert.deepEqual(knownOf(runOf(2, 7)), {id: 'c1', version: 7, number: 7, entryId: 'c1-7'});
    const head = sampleHead({lastNumber: 9});
    assert.deepEqual(knownOf({head, entries: []}), {id: 'c1', version: 9, number: 9, entryId: 'c1-9'});
    assert.deepEqual([firstNumber(runOf(2, 7)), firstNumber({head, entries: []})], [2, 10]);
  });
});

describe('the run of any conversation', () => {
  /** The service's log. Each version adds one entry, or only a read mark. */
  class Log {
    entries: Entry[] = [];
    version = 1;

    change(isEntry: boolean): void {
      this.version++;
      if (isEntry) this.entries.push(sampleEntry({number: this.entries.length + 1}));
    }

    get head(): Conversation {
      return sampleHead({version: this.version, lastNumber: this.entries.length});
    }

    after(number: number): Entry[] {
      return this.entries.slice(number).slice(-ENTRY_PAGE_LIMIT);
    }

    sync(run: Run<Conversation> | undefined): Run<Conversation> | undefined {
      const {version, number} = run ? knownOf(run) : {version: 0, number: this.entries.length};
      if (version === this.version) return run;
      return joinRun(run, this.head, this.after(number), 'synced').run;
    }
  }

  // A frame tells the head and the newest entry. It may arrive late, several times, or never.
  const event = fc.record({
    isEntry: fc.boolean(),
    arrivesAfter: fc.option(fc.nat({max: 6}), {nil: undefined}),
    /** What the page does after this change. */
    deed: fc.constantFrom('nothing', 'sync', 'page', 'page back', 'reload'),
  });

  it('is the end of the log after a last sync, whatever was lost, late, doubled or reloaded', () => {
    fc.assert(
      fc.property(fc.array(event, {maxLength: 120}), (events) => {
        const log = new Log();
        const frames: {at: number; head: Conversation; entries: Entry[]}[] = [];
        let run: Run<Conversation> | undefined;
        for (const [index, {isEntry, arrivesAfter, deed}] of events.entries()) {
          log.change(isEntry);
          if (arrivesAfter !== undefined) {
            frames.push({at: index + arrivesAfter, head: log.head, entries: isEntry ? log.entries.slice(-1) : []});
          }
          for (const {head, entries} of frames.filter(({at}) => at === index)) {
            const joined = joinRun(run, head, entries, 'told');
            if (run && joined.run) assert.ok(joined.run.head.version >= run.head.version);
            run = joined.run;
          }
          if (deed === 'reload') run = undefined;
          if (deed === 'sync') run = log.sync(run);
          if (deed === 'page') run = joinRun(run, log.head, log.entries.slice(-ENTRY_PAGE_LIMIT), 'synced').run;
          if (deed === 'page back' && run) {
            const end = firstNumber(run) - 1;
            run = joinRun(run, log.head, log.entries.slice(0, end).slice(-3), 'synced').run;
          }
        }
        run = log.sync(run);
        assert.deepEqual(run?.head, log.head);
        assert.deepEqual(run.entries, run.entries.length ? log.entries.slice(-run.entries.length) : []);
      }),
      {numRuns: 500},
    );
  });
});
