import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {LIST_ADDRESS, conversationAddress, parseRoute} from '../../inbox/route.js';

describe('parseRoute', () => {
  it('reads every address from conversationAddress', () => {
    fc.assert(
      fc.property(fc.string({minLength: 1, unit: 'grapheme'}), (id) => {
        assert.deepEqual(parseRoute(conversationAddress(id)), {conversationId: id});
      }),
    );
  });

  it('treats every other address as the list', () => {
    for (const hash of [
      '',
      '#',
      LIST_ADDRESS,
      '#/conversations/',
      '#/other/1',
      '#/conversations/a/b',
      '#/conversations/%',
    ]) {
      assert.deepEqual(parseRoute(hash), {conversationId: undefined}, hash);
    }
  });
});
