import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {syncBuiltinESMExports} from 'node:module';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, it, type TestContext} from 'node:test';
import {RefusalCounts} from '../../src/audit/refusal-counts.js';
import {CLOSE_POLICY_VIOLATION, Peer} from '../../src/live/peer.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {RequestLimit} from '../../src/routes/rate-limits.js';
import type {FastifyReply} from 'fastify';
import type {WebSocket} from 'ws';

const PAUSE_MS = 1000;

/** Stops all timers, also those that are imported by name. `tick` lets time pass. */
function stopTimers(t: TestContext): {tick: (ms: number) => Promise<void>} {
  t.mock.timers.enable({apis: ['setTimeout']});
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.timers.reset();
    syncBuiltinESMExports();
  });
  const tick = async (ms: number): Promise<void> => {
    t.mock.timers.tick(ms);
    await turn();
  };
  return {tick};
}

/** Whether a promise is settled, while time passes. */
function watch(promise: Promise<unknown>): {isSettled: boolean} {
  const watched = {isSettled: false};
  const settle = (): void => void (watched.isSettled = true);
  promise.then(settle, settle);
  return watched;
}

function newLimit(): RequestLimit {
  const parts = {monotonic: () => 0, meters: NO_METERS, refusals: new RefusalCounts(), refusalPauseMs: PAUSE_MS};
  return new RequestLimit('reads', {burst: 1, perSecond: 1}, parts);
}

const reply = {request: {ip: '192.0.2.1'}, header: () => reply} as unknown as FastifyReply;

describe('the pause before a refusal', () => {
  it('is taken by a request that is refused, and by no other', async (t) => {
    const {tick} = stopTimers(t);
    const limit = newLimit();
    const [first, second] = [watch(limit.take('ann', reply)), watch(limit.take('ann', reply))];
    await tick(PAUSE_MS - 1);
    assert.deepEqual([first.isSettled, second.isSettled], [true, false]);
    await tick(1);
    assert.equal(second.isSettled, true);
  });

  it('is taken by a log-out over the limit, which is not refused', async (t) => {
    const {tick} = stopTimers(t);
    const limit = newLimit();
    const [first, second] = [watch(limit.slowDown('ann', 1)), watch(limit.slowDown('ann', 1))];
    await tick(PAUSE_MS - 1);
    assert.deepEqual([first.isSettled, second.isSettled], [true, false]);
    await tick(1);
    assert.equal(second.isSettled, true);
  });

  it('is taken by a live connection that is refused, and nothing is read meanwhile', async (t) => {
    const {tick} = stopTimers(t);
    const calls: string[] = [];
    const told = (name: string) => () => void calls.push(name);
    const methods = {pause: told('pause'), resume: told('resume'), close: told('close')};
    const socket = Object.assign(new EventEmitter(), methods, {OPEN: 1, readyState: 1});
    new Peer(socket as unknown as WebSocket, NO_METERS).refuse(CLOSE_POLICY_VIOLATION, 'too many frames', PAUSE_MS);
    await tick(PAUSE_MS - 1);
    assert.deepEqual(calls, ['pause']);
    await tick(1);
    assert.deepEqual(calls, ['pause', 'resume', 'close']);
  });
});
