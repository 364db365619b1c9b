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

  it('serves what costs more than there is, and the key owes the rest', () => {
    const clock = new TestClock();
    const limiter = new RateLimiter({burst: 3, perSecond: 1}, clock.monotonic);
    assert.equal(limiter.take('a', 10), 0);
    assert.equal(limiter.look('a'), 8);
    assert.equal(limiter.take('a', 10), 8);
    limiter.owe('a', 2);
    assert.equal(limiter.look('a'), 10);
    assert.equal(limiter.look('b'), 0);
  });

  for (const [perSecond, waitSeconds] of [
    [1 / 120, 120],
    [1 / 30, 30],
    [0.3, 4],
  ] as const) {
    it(`names a time after which there is a token, however often it was asked meanwhile: ${waitSeconds} s`, () => {
      const clock = new TestClock();
      const limiter = new RateLimiter({burst: 1, perSecond}, clock.monotonic);
      limiter.take('a');
      assert.equal(limiter.look('a'), waitSeconds);
      for (let step = 0; step < 1000; step++) {
        clock.advance(waitSeconds);
        limiter.look('a');
      }
      assert.equal(limiter.take('a'), 0);
    });
  }

  it('remembers no more keys than its limit during a flood from 200,000 networks', () => {
    const limiter = new RateLimiter({burst: 1, perSecond: 0.001}, new TestClock().monotonic);
    let most = 0;
    for (let network = 0; network < 200_000; network++) {
      limiter.take(`2001:db8:${(network >> 16).toString(16)}:${(network & 0xffff).toString(16)}`);
      most = Math.max(most, limiter.size);
    }
    assert.ok(most <= 50_000, `${most}`);
  });

  it('remembers a key that comes again and again during a flood of other keys', () => {
    const limiter = new RateLimiter({burst: 1, perSecond: 0.001}, new TestClock().monotonic);
    limiter.take('a');
    for (let index = 0; index < 200_000; index++) {
      limiter.take(`flood ${index}`);
      if (index % 10_000 === 0) assert.ok(limiter.take('a') > 0);
    }
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
