import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {inTurn} from '../../src/client/in-turn.js';
import {within} from '../../src/client/within.js';
import {addPageLocks} from '../support/page-locks.js';

const {signal} = new AbortController();

// A process of its own: other files need a page without locks.
before(() => addPageLocks());

describe('work in turns', () => {
  it('is done one after the other, in the order of asking', async () => {
    const log: string[] = [];
    const tab = (name: string) =>
      inTurn('a', signal, async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${name} ends`);
        return name;
      });
    assert.deepEqual(await Promise.all([tab('one'), tab('other')]), ['one', 'other']);
    assert.deepEqual(log, ['one begins', 'one ends', 'other begins', 'other ends']);
  });

  it('does not wait for work of another name', async () => {
    const never = new Promise<void>(() => {});
    void inTurn('held', signal, () => never);
    assert.equal(await inTurn('free', signal, async () => 'done'), 'done');
  });

  it('does not wait for ever for a tab that hangs', async (t) => {
    const limit = new AbortController();
    t.mock.method(AbortSignal, 'timeout', () => limit.signal);
    void inTurn('hung', signal, () => new Promise<void>(() => {}));
    const next = inTurn('hung', signal, async () => 'done');
    limit.abort();
    assert.equal(await next, 'done');
  });

  it('is done once when it fails, and the next one is done', async () => {
    let times = 0;
    const failing = inTurn('failing', signal, async () => {
      times++;
      throw new Error('no network');
    });
    const next = inTurn('failing', signal, async () => 'done');
    await assert.rejects(failing, /no network/);
    assert.equal(await next, 'done');
    assert.equal(times, 1);
  });

  for (const [what, locks] of [
    ['has no locks', undefined],
    ['refuses locks', {request: () => Promise.reject(new DOMException('not here', 'SecurityError'))}],
  ] as const) {
    it(`is done at once where the browser ${what}`, async () => {
      const {navigator} = globalThis;
      Object.defineProperty(globalThis, 'navigator', {value: {locks}, configurable: true});
      try {
        assert.equal(await inTurn('a', signal, async () => 'done'), 'done');
      } finally {
        Object.defineProperty(globalThis, 'navigator', {value: navigator, configurable: true});
      }
    });
  }
});

describe('a time limit', () => {
  it('gives what comes in time, and nothing for what does not', async () => {
    assert.equal(await within(Promise.resolve('done'), 1000), 'done');
    assert.equal(await within(new Promise(() => {}), 1), undefined);
    await assert.rejects(within(Promise.reject(new Error('broken')), 1000), /broken/);
    assert.equal(await within(undefined, 1), undefined);
  });
});
