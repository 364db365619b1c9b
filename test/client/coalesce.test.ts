import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {coalesce} from '../../src/client/coalesce.js';

describe('coalesce', () => {
  it('runs once more after several calls during a run, and once at a time', async () => {
    let runs = 0;
    let atOnce = 0;
    const work = coalesce(async () => {
      runs += 1;
      atOnce += 1;
      assert.equal(atOnce, 1);
      await Promise.resolve();
      atOnce -= 1;
    });
    await Promise.all([work(), work(), work()]);
    assert.equal(runs, 2);
    await work();
    assert.equal(runs, 3);
  });

  it('rejects with the work, and can be called again', async () => {
    let isFailing = true;
    const work = coalesce(async () => {
      if (isFailing) throw new Error('no answer');
    });
    await assert.rejects(work(), /no answer/);
    isFailing = false;
    await work();
  });
});
