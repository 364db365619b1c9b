import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ChatError} from '../../src/client/errors.js';
import {Polling} from '../../src/client/polling.js';
import {SYNC_WAIT_LIMIT_MS} from '../../src/protocol/limits.js';
import {changeVisibility, goOnline, pageListeners, useLocks} from '../support/page-globals.js';

/** A browser's locks: a name has one holder. */
class Locks {
  readonly held = new Set<string>();

  async request(name: string, _options: object, work: (lock: object | null) => unknown): Promise<unknown> {
    await nextTurn();
    if (this.held.has(name)) return work(null);
    this.held.add(name);
    try {
      return await work({name});
    } finally {
      this.held.delete(name);
    }
  }
}

interface Asked {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  answer(): void;
  fail(error: Error): void;
}

let monotonic = 0;

beforeEach(() => {
  mock.timers.enable({apis: ['setTimeout']});
  mock.method(performance, 'now', () => monotonic);
  mock.method(Math, 'random', () => 1);
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

async function pass(ms: number): Promise<void> {
  monotonic += ms;
  mock.timers.tick(ms);
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

/** A page that polls. */
async function poll(t: TestContext, isVisible = true) {
  const asked: Asked[] = [];
  const told: string[] = [];
  const page = {isVisible};
  const end = new AbortController();
  const polling = new Polling({
    signal: end.signal,
    serviceUrl: 'https://chat.example',
    isVisible: () => page.isVisible,
    sync: (waitMs, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        asked.push({waitMs, signal, answer: () => resolve(undefined), fail: reject});
      }),
    succeeded: () => told.push('succeeded'),
    failed: () => told.push('failed'),
  });
  t.after(() => end.abort());
  await settle();
  const show = async (isVisible: boolean) => {
    page.isVisible = isVisible;
    changeVisibility();
    await settle();
  };
  return {asked, told, polling, end, show};
}

const lost = () => new ChatError('unreachable', 'No answer', {retryable: true});

describe('a page that polls', () => {
  it('asks at once, and waits at the service while it can be seen', async (t) => {
    useLocks(t, new Locks());
    const {asked, told} = await poll(t);
    assert.deepEqual(
      asked.map(({waitMs}) => waitMs),
      [SYNC_WAIT_LIMIT_MS],
    );
    await pass(20_000);
    asked[0]?.answer();
    await settle();
    assert.deepEqual(told, ['succeeded']);
    assert.equal(asked.length, 2);
  });

  it('sends one request at a time, at most one in 1.5 s', async (t) => {
    useLocks(t, new Locks());
    const {asked} = await poll(t);
    for (let round = 1; round <= 3; round++) {
      assert.equal(asked.length, round);
      asked.at(-1)?.answer();
      await settle();
      await pass(1499);
      assert.equal(asked.length, round);
      await pass(1);
    }
  });

  it('does not wait at the service while another tab does, and asks every 1.5 s', async (t) => {
    useLocks(t, new Locks());
    const first = await poll(t);
    const second = await poll(t);
    assert.deepEqual([first.asked[0]?.waitMs, second.asked[0]?.waitMs], [SYNC_WAIT_LIMIT_MS, 0]);
    second.asked[0]?.answer();
    await settle();
    await pass(1500);
    assert.deepEqual(
      second.asked.map(({waitMs}) => waitMs),
      [0, 0],
    );
    // The first tab is closed: the second one waits in its place.
    first.end.abort();
    second.asked[1]?.answer();
    await settle();
    await pass(1500);
    assert.equal(second.asked[2]?.waitMs, SYNC_WAIT_LIMIT_MS);
  });

  it('does not wait at the service without locks, and where they are refused', async (t) => {
    for (const locks of [undefined, {request: async () => Promise.reject(new DOMException('', 'SecurityError'))}]) {
      useLocks(t, locks);
      const {asked, end} = await poll(t);
      assert.deepEqual(
        asked.map(({waitMs}) => waitMs),
        [0],
      );
      end.abort();
    }
  });

  it('asks every 30 s while it is hidden, and at once when it can be seen again', async (t) => {
    useLocks(t, new Locks());
    const {asked, show} = await poll(t, false);
    assert.equal(asked[0]?.waitMs, 0);
    asked[0]?.answer();
    await settle();
    await pass(29_999);
    assert.equal(asked.length, 1);
    await pass(1);
    assert.equal(asked.length, 2);
    asked[1]?.answer();
    await settle();
    await pass(5000);
    await show(true);
    assert.equal(asked[2]?.waitMs, SYNC_WAIT_LIMIT_MS);
  });

  it('gives up its wait when it is hidden', async (t) => {
    useLocks(t, new Locks());
    const {asked, told, show} = await poll(t);
    await show(false);
    assert.equal(asked[0]?.signal.aborted, true);
    assert.deepEqual([asked.length, told.length], [1, 0]);
  });

  it('gives up its request for a message, and asks again after it', async (t) => {
    useLocks(t, new Locks());
    const {asked, told, polling} = await poll(t);
    await pass(1500);
    const release = polling.hold();
    await settle();
    assert.equal(asked[0]?.signal.aborted, true);
    await pass(60_000);
    assert.equal(asked.length, 1);
    release();
    await settle();
    assert.equal(asked.length, 2);
    assert.deepEqual(told, []);
  });

  it('says when a request fails, and tries again after a while or when the network is back', async (t) => {
    useLocks(t, new Locks());
    const {asked, told} = await poll(t);
    asked[0]?.fail(lost());
    await settle();
    assert.deepEqual(told, ['failed']);
    await pass(1500);
    assert.equal(asked.length, 2);
    asked[1]?.fail(lost());
    await settle();
    await pass(1500);
    assert.equal(asked.length, 2);
    goOnline();
    await settle();
    assert.equal(asked.length, 3);
  });

  it('asks later when the service wants it to, which is no failure', async (t) => {
    useLocks(t, new Locks());
    const {asked, told} = await poll(t);
    asked[0]?.fail(new ChatError('too_many_requests', 'Later', {retryable: true, status: 429, retryAfterMs: 7000}));
    await settle();
    await pass(6999);
    assert.equal(asked.length, 1);
    await pass(1);
    assert.equal(asked.length, 2);
    assert.deepEqual(told, ['succeeded']);
  });

  it('ends with its signal', async (t) => {
    useLocks(t, new Locks());
    const {asked, told, end} = await poll(t);
    end.abort();
    await settle();
    await pass(60_000);
    assert.equal(asked[0]?.signal.aborted, true);
    assert.deepEqual([asked.length, told.length], [1, 0]);
    assert.equal(pageListeners(), 0);
  });
});
