import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Coalescer} from '../../inbox/state/coalescer.js';

describe('Coalescer', () => {
  it('runs a task once more after several requests during a run', async () => {
    const coalescer = new Coalescer();
    let runs = 0;
    let atOnce = 0;
    const task = async (): Promise<void> => {
      runs += 1;
      atOnce += 1;
      assert.equal(atOnce, 1);
      await Promise.resolve();
      atOnce -= 1;
    };
    await Promise.all([coalescer.run('a', task), coalescer.run('a', task), coalescer.run('a', task)]);
    assert.equal(runs, 2);
    await coalescer.run('a', task);
    assert.equal(runs, 3);
  });

  it('does not let one key wait for another', async () => {
    const coalescer = new Coalescer();
    let release = (): void => {};
    const slow = coalescer.run('a', () => new Promise<void>((resolve) => (release = resolve)));
    await coalescer.run('b', async () => {});
    release();
    await slow;
  });
});
