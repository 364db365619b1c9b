import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {makeDeviceToken, newDevice, readDeviceToken} from '../../src/agents/device-token.js';
import {AGENT_DEVICE_LIFE_MS} from '../../src/limits.js';

const KEY = Buffer.alloc(32, 1);

describe('the token of a browser', () => {
  it('names the browser and the agent', () => {
    const [one, two] = [newDevice('ann'), newDevice('ann')];
    assert.match(one.id, /^[\w-]{22}$/);
    assert.notEqual(one.id, two.id);
    assert.deepEqual(readDeviceToken(makeDeviceToken(one, KEY, 0), KEY, 0), one);
  });

  it('is valid for half a year, and as it was made', () => {
    const token = makeDeviceToken(newDevice('ann'), KEY, 0);
    assert.ok(readDeviceToken(token, KEY, AGENT_DEVICE_LIFE_MS - 1));
    assert.equal(readDeviceToken(token, KEY, AGENT_DEVICE_LIFE_MS), undefined);
    assert.equal(readDeviceToken(token, Buffer.alloc(32, 2), 0), undefined);
    const [agent, id, end, signature] = token.split('.');
    for (const forged of [
      '',
      '.',
      'x',
      `ann.${id}`,
      token.slice(0, -1),
      [agent, id, 9e15, signature].join('.'),
      ['ben', id, end, signature].join('.'),
    ]) {
      assert.equal(readDeviceToken(forged, KEY, 0), undefined, forged);
    }
  });
});
