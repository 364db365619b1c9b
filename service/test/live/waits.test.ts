import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {WAIT_SPACING_MS} from '../../src/limits.js';
import {Waits} from '../../src/live/waits.js';
import {TestClock} from '../support/test-service.js';
import type {LiveHub} from '../../src/live/hub.js';
import type {LiveLimits} from '../../src/live/live-limits.js';

describe('the answers to requests that wait', () => {
  it('are 250 ms apart for one session, and do not wait for another one', () => {
    const clock = new TestClock();
    // No request waits here.
    const waits = new Waits({} as LiveHub, {} as LiveLimits, clock.monotonic);
    const reserve = (session: string): number => waits.reserveAnswer(session);
    assert.deepEqual([reserve('one'), reserve('one'), reserve('other')], [0, WAIT_SPACING_MS, 0]);
    clock.advance(100);
    assert.deepEqual([reserve('one'), reserve('other')], [2 * WAIT_SPACING_MS - 100, WAIT_SPACING_MS - 100]);
    clock.advance(10 * WAIT_SPACING_MS);
    assert.deepEqual([reserve('one'), reserve('one')], [0, WAIT_SPACING_MS]);
    clock.setWallClock(-3_600_000);
    assert.equal(reserve('other'), 0);
  });
});
