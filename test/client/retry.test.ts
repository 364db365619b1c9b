import assert from 'node:assert/strict';
import {getEventListeners} from 'node:events';
import {afterEach, beforeEach, describe, it, mock, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ChatError} from '../../src/client/errors.js';
import {endPauses, pause, retry} from '../../src/client/retry.js';
import {goOffline, goOnline, pageListeners, showPage} from '../support/page-globals.js';

const lost = () => new ChatError('unreachable', 'No answer', {retryable: true});
const refused = () => new ChatError('unknown_app', 'No such app', {retryable: false});

/** Makes each wait as long as the random part allows. */
function useLongestWaits(t: TestContext): void {
  t.mock.method(Math, 'random', () => 1);
}

beforeEach(() => mock.timers.enable({apis: ['setTimeout']}));
afterEach(() => mock.timers.reset());

describe('retry', () => {
  it('returns the first success, without a wait', async () => {
    assert.equal(await retry(async () => 'answer', new AbortController().signal), 'answer');
  });

  it('waits 1 s after the first failure, doubles the wait up to 30 s, and reports each failure', async (t) => {
    useLongestWaits(t);
    const failures: ChatError[] = [];
    let attempts = 0;
    const answer = retry(
      async () => {
        if (++attempts <= 7) throw lost();
        return attempts;
      },
      new AbortController().signal,
      (error) => failures.push(error),
    );
    await nextTurn();
    for (const [index, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      assert.deepEqual([attempts, failures.length], [index + 1, index + 1]);
      mock.timers.tick(seconds * 1000 - 1);
      await nextTurn();
      assert.equal(attempts, index + 1, `not before ${seconds} s`);
      mock.timers.tick(1);
      await nextTurn();
    }
    assert.equal(await answer, 8);
    assert.deepEqual([...new Set(failures.map(({code}) => code))], ['unreachable']);
  });

  it('tries again at once when the network is back', async (t) => {
    useLongestWaits(t);
    let attempts = 0;
    const answer = retry(async () => {
      if (++attempts < 3) throw lost();
      return attempts;
    }, new AbortController().signal);
    await nextTurn();
    goOffline();
    await nextTurn();
    assert.equal(attempts, 1);
    goOnline();
    await nextTurn();
    assert.equal(attempts, 2);
    goOnline();
    assert.equal(await answer, 3);
    assert.equal(pageListeners(), 0);
  });

  it('waits as long as the service says, also when the network comes and goes or the user asks', async (t) => {
    useLongestWaits(t);
    const busy = new ChatError('too_many_requests', 'Later', {retryable: true, status: 429, retryAfterMs: 40_000});
    let attempts = 0;
    const answer = retry(async () => {
      if (++attempts === 1) throw busy;
      return attempts;
    }, new AbortController().signal);
    await nextTurn();
    for (const event of [goOnline, showPage, endPauses]) event();
    mock.timers.tick(39_999);
    await nextTurn();
    assert.equal(attempts, 1);
    mock.timers.tick(1);
    assert.equal(await answer, 2);
  });

  it('tries again at once when the user asks for it', async (t) => {
    useLongestWaits(t);
    let attempts = 0;
    const answer = retry(async () => {
      if (++attempts < 3) throw lost();
      return attempts;
    }, new AbortController().signal);
    await nextTurn();
    for (const attempt of [2, 3]) {
      endPauses();
      await nextTurn();
      assert.equal(attempts, attempt);
    }
    assert.equal(await answer, 3);
  });

  it('stops at an error that is not retryable, and does not report it as retryable', async () => {
    const error = refused();
    let told = 0;
    const answer = retry(
      async () => Promise.reject(error),
      new AbortController().signal,
      () => told++,
    );
    await assert.rejects(answer, (reason) => reason === error);
    assert.equal(told, 0);
  });

  it('passes on an error of another kind', async () => {
    const error = new TypeError('a mistake');
    await assert.rejects(
      retry(async () => Promise.reject(error), new AbortController().signal),
      error,
    );
  });

  it('ends with the reason of its signal: during an attempt, and during a wait', async () => {
    for (const isWaiting of [false, true]) {
      const controller = new AbortController();
      const reason = new Error('the session has ended');
      let told = 0;
      let fail = (_error: Error) => {};
      const answer = retry(
        () => new Promise((_resolve, reject) => (fail = reject)),
        controller.signal,
        () => told++,
      );
      if (isWaiting) {
        fail(lost());
        await nextTurn();
      }
      controller.abort(reason);
      if (!isWaiting) fail(lost());
      await assert.rejects(answer, (error) => error === reason);
      assert.equal(told, isWaiting ? 1 : 0);
    }
  });
});

describe('pause', () => {
  const isOver = async (wait: Promise<void>): Promise<boolean> =>
    Promise.race([wait.then(() => true), nextTurn().then(() => false)]);

  it('is shortened at random, by half at most', async (t) => {
    for (const [random, wait] of [
      [0, 500],
      [0.5, 750],
      [1, 1000],
    ] as const) {
      t.mock.method(Math, 'random', () => random);
      const waiting = pause(0, new AbortController().signal);
      mock.timers.tick(wait - 1);
      assert.equal(await isOver(waiting), false);
      mock.timers.tick(1);
      assert.equal(await isOver(waiting), true);
    }
  });

  it('is never over 30 s, after any number of failures', async (t) => {
    useLongestWaits(t);
    const waiting = pause(5000, new AbortController().signal);
    mock.timers.tick(30_000);
    assert.equal(await isOver(waiting), true);
  });

  it('is never over five minutes, whatever the service says', async (t) => {
    useLongestWaits(t);
    const waiting = pause(0, new AbortController().signal, {retryAfterMs: 1e12});
    mock.timers.tick(300_000);
    assert.equal(await isOver(waiting), true);
  });

  it('ends when its signal is aborted', async () => {
    const controller = new AbortController();
    const waiting = pause(5, controller.signal);
    controller.abort();
    assert.equal(await isOver(waiting), true);
  });

  it('leaves no listener behind, however it ends', async () => {
    const controller = new AbortController();
    const ends = [() => mock.timers.tick(30_000), goOnline, showPage, () => controller.abort()];
    for (const end of ends) {
      const waiting = pause(5, controller.signal);
      assert.ok(pageListeners() > 0, 'it listens');
      end();
      await waiting;
      assert.equal(pageListeners(), 0);
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    }
  });
});
