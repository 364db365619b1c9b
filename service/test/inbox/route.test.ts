import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {LIST_ADDRESS, conversationAddress, parseRoute} from '../../inbox/route.js';

describe('parseRoute', () => {
  it('reads every address that conversationAddress makes', () => {
    fc.assert(
      fc.property(fc.string({minLength: 1, unit: 'grapheme'}), (id) => {
        assert.deepEqual(parseRoute(conversationAddress(id)), {conversationId: id});
      }),
    );
  });

  it('takes everything else for the list', () => {
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
