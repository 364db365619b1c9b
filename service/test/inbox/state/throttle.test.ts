import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';
import {Throttle} from '../../../inbox/state/throttle.js';

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

  it('combines all requests within the interval into one run', () => {
    for (let count = 0; count < 100; count++) throttle.run();
    assert.equal(runs, 1);
    mock.timers.tick(50);
    assert.equal(runs, 2);
    mock.timers.tick(500);
    assert.equal(runs, 2);
    throttle.run();
    assert.equal(runs, 3);
  });

  it('runs nothing after a cancel, and runs again on request', () => {
    throttle.run();
    throttle.run();
    throttle.cancel();
    mock.timers.tick(500);
    assert.equal(runs, 1);
    throttle.run();
    assert.equal(runs, 2);
  });
});
