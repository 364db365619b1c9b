import assert from 'node:assert/strict';
import {test} from 'node:test';
import {randomId} from '../../src/client/random-id.js';

test('makes a new version 4 UUID each time', () => {
  const ids = Array.from({length: 1000}, randomId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, ids.length);
});

test('works without a secure context', (context) => {
  context.mock.method(crypto, 'randomUUID', () => {
    throw new TypeError('crypto.randomUUID is not a function');
  });
  assert.doesNotThrow(randomId);
});
