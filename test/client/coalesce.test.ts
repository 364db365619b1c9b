import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {coalesce} from '../../src/client/coalesce.js';

/** Work that the test ends. */
function heldWork() {
  const runs: {end(): void; fail(error: Error): void}[] = [];
  const run = coalesce(() => new Promise<void>((end, fail) => void runs.push({end, fail})));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {runs, run, settle};
}

describe('coalesce', () => {
  it('runs once at a time, and once more for all calls during a run', async () => {
    const {runs, run, settle} = heldWork();
    const calls = [run(), run(), run()];
    assert.equal(runs.length, 1);
    runs[0]?.end();
    await settle();
    assert.equal(runs.length, 2);
    runs[1]?.end();
    await Promise.all(calls);
    assert.equal(runs.length, 2);
  });

  it('does not run again without a call', async () => {
    const {runs, run} = heldWork();
    const first = run();
    runs[0]?.end();
    await first;
    assert.equal(runs.length, 1);
    void run();
    assert.equal(runs.length, 2);
    runs[1]?.end();
  });

  it('rejects as the work does, and runs again at the next call', async () => {
    const {runs, run} = heldWork();
    const failed = run();
    runs[0]?.fail(new Error('lost'));
    await assert.rejects(failed, /lost/);
    void run();
    assert.equal(runs.length, 2);
    runs[1]?.end();
  });
});
