import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {makeDeviceToken, readDeviceToken} from '../../src/agents/device-token.js';
import {AGENT_DEVICE_LIFE_MS} from '../../src/limits.js';

const KEY = Buffer.alloc(32, 1);

describe('the token of a browser', () => {
  it('names another browser each time', () => {
    const ids = [1, 2].map(() => readDeviceToken(makeDeviceToken('ann', KEY, 0), 'ann', KEY, 0));
    assert.match(ids[0] ?? '', /^[\w-]{22}$/);
    assert.notEqual(ids[0], ids[1]);
  });

  it('is valid for its agent, for half a year, and as it was made', () => {
    const token = makeDeviceToken('ann', KEY, 0);
    assert.ok(readDeviceToken(token, 'ann', KEY, AGENT_DEVICE_LIFE_MS - 1));
    assert.equal(readDeviceToken(token, 'ann', KEY, AGENT_DEVICE_LIFE_MS), undefined);
    assert.equal(readDeviceToken(token, 'ben', KEY, 0), undefined);
    assert.equal(readDeviceToken(token, 'ann', Buffer.alloc(32, 2), 0), undefined);
    const [agent, id, , signature] = token.split('.');
    for (const forged of ['', '.', 'x', `ann.${id}`, [agent, id, 9e15, signature].join('.'), token.slice(0, -1)]) {
      assert.equal(readDeviceToken(forged, 'ann', KEY, 0), undefined, forged);
    }
  });
});
