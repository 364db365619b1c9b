import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {addressKey, RateLimiter} from '../src/rate-limiter.js';
import {TestClock} from './support/test-service.js';

describe('RateLimiter', () => {
  it('allows a burst, then returns the time to wait, then allows more', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({burst: 3, perSecond: 0.5}, clock.monotonic);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => limiter.take('a')),
      [0, 0, 0, 2],
    );
    clock.advance(1999);
    assert.equal(limiter.take('a'), 1);
    clock.advance(1);
    assert.equal(limiter.take('a'), 0);
  });

  it('keeps keys apart', () => {
    const limiter = new RateLimiter({burst: 1, perSecond: 1}, new TestClock().monotonic);
    assert.equal(limiter.take('a'), 0);
    assert.equal(limiter.take('b'), 0);
    assert.equal(limiter.take('a'), 1);
  });

  it('never saves up more than a burst', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({burst: 2, perSecond: 1}, clock.monotonic);
    limiter.take('a');
    clock.advance(3_600_000);
    assert.deepEqual(
      [1, 2, 3].map(() => limiter.take('a')),
      [0, 0, 1],
    );
  });

  it('remembers a key over the limit during a flood of other keys', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({burst: 1, perSecond: 0.001}, clock.monotonic);
    limiter.take('a');
    for (let index = 0; index < 30_000; index++) limiter.take(`flood ${index}`);
    assert.ok(limiter.take('a') > 0);
  });
});

describe('addressKey', () => {
  for (const [address, key] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
  ] as const) {
    it(`counts ${address} as ${key}`, () => assert.equal(addressKey(address), key));
  }
});
