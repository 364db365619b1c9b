import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';
import {Throttle} from '../../inbox/state/throttle.js';

describe('Throttle', () => {
  let runs: number;
  let throttle: Throttle;

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']});
    runs = 0;
    throttle = new Throttle(50, () => (runs += 1));
  });

  afterEach(() => mock.timers.reset());

  it('runs the task at once', () => {
    throttle.run();
    assert.equal(runs, 1);
  });

  it('makes one run of what is asked for within the interval', () => {
    for (let count = 0; count < 100; count++) throttle.run();
    assert.equal(runs, 1);
    mock.timers.tick(50);
    assert.equal(runs, 2);
    mock.timers.tick(500);
    assert.equal(runs, 2);
    throttle.run();
    assert.equal(runs, 3);
  });

  it('runs nothing after it was cancelled, and again when it is asked', () => {
    throttle.run();
    throttle.run();
    throttle.cancel();
    mock.timers.tick(500);
    assert.equal(runs, 1);
    throttle.run();
    assert.equal(runs, 2);
  });
});
