import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {messageText, previewText, storableText} from '../../src/conversations/text.js';
import {ServiceError} from '../../src/errors.js';
import {PREVIEW_LIMIT_CHARS} from '../../src/limits.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

describe('storableText', () => {
  it('leaves well-formed text alone', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        if (!text.includes('\0')) assert.equal(storableText(text), text);
      }),
    );
  });

  it('repairs other text', () => {
    assert.equal(storableText('a\ud83db\0c\udc00'), 'a\ufffdbc\ufffd');
  });
});

describe('messageText', () => {
  for (const blank of ['', ' ', '\n\t', '\u00a0\u3000', '\0']) {
    it(`refuses ${JSON.stringify(blank)}`, () => {
      assert.throws(
        () => messageText(blank, 'text'),
        (error) => error instanceof ServiceError && error.field === 'text',
      );
    });
  }
});

describe('previewText', () => {
  it('is the start of any text, without half a character', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 2 * PREVIEW_LIMIT_CHARS}), (text) => {
        const preview = previewText(text);
        assert.ok(text.startsWith(preview));
        assert.ok(preview.length >= Math.min(text.length, PREVIEW_LIMIT_CHARS - 1));
        assert.doesNotMatch(preview, LONE_SURROGATE);
      }),
    );
  });
});
