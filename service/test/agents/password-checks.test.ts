import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {setImmediate} from 'node:timers/promises';
import {PasswordChecks} from '../../src/agents/password-checks.js';

const A = {address: 'a', isKnown: false};

/** Checks that go on until the test ends them. */
function heldChecks() {
  const checks = new PasswordChecks();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  /** @returns Whether the check was taken. */
  const ask = (address: string, name = address, isKnown = false): boolean => {
    const result = checks.run({address, isKnown}, () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
    return result !== undefined;
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await setImmediate();
  };
  return {checks, begun, ask, end};
}

describe('checks of passwords', () => {
  it('run two at a time, the others in their order', async () => {
    const {begun, ask, end} = heldChecks();
    for (const address of ['a', 'b', 'c', 'd']) assert.ok(ask(address));
    assert.deepEqual(begun, ['a', 'b']);
    await end('b');
    assert.deepEqual(begun, ['a', 'b', 'c']);
    await end('a');
    assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
  });

  it('wait in a short queue, of which one address gets a part', () => {
    const {ask} = heldChecks();
    const ofOne = Array.from({length: 20}, () => ask('a'));
    assert.equal(ofOne.filter(Boolean).length, 4, 'two that run, two that wait');
    const ofMany = Array.from({length: 20}, (_, index) => ask(`other ${index}`));
    assert.equal(ofMany.filter(Boolean).length, 14);
  });

  it('come first when their address has none that runs', async () => {
    const {begun, ask, end} = heldChecks();
    for (const name of ['a1', 'a2', 'a3', 'a4']) ask('a', name);
    ask('b');
    await end('a1');
    assert.deepEqual(begun, ['a1', 'a2', 'b']);
  });

  it('come first, and find room, when they come from a browser that is known', async () => {
    const {begun, ask, end} = heldChecks();
    for (let index = 0; index < 20; index++) ask(`stranger ${index}`);
    assert.ok(!ask('stranger 20'));
    assert.ok(ask('stranger 3', 'known', true));
    await end('stranger 0');
    assert.deepEqual(begun.slice(2), ['known']);
    const known = Array.from({length: 20}, (_, index) => ask(`known ${index}`, undefined, true));
    assert.equal(known.filter(Boolean).length, 16);
  });

  it('give their result or their error, and make room after both', async () => {
    const {checks} = heldChecks();
    const fail = async (): Promise<never> => Promise.reject(new Error('no memory'));
    for (let index = 0; index < 3; index++) await assert.rejects(checks.run(A, fail) ?? assert.fail(), /no memory/);
    assert.equal(await checks.run(A, async () => Promise.resolve('right')), 'right');
  });
});
