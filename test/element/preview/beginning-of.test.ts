import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {beginningOf} from '../../../src/element/preview/beginning-of.js';
import {text} from '../../support/chat-samples.js';

describe('beginningOf', () => {
  it('is a whole text when it is short', () => {
    assert.equal(beginningOf({content: text('Yes, we do!')}), 'Yes, we do!');
  });

  it('cuts a long text, and no character of it', () => {
    assert.equal(beginningOf({content: text('😀'.repeat(161))}), `${'😀'.repeat(160)}…`);
    assert.equal(beginningOf({content: text('😀'.repeat(160))}), '😀'.repeat(160));
  });

  it('is the name of a file', () => {
    const file = {kind: 'attachment', fileId: 'f1', name: 'ferns.pdf', mediaType: 'application/pdf', bytes: 1} as const;
    assert.equal(beginningOf({content: file}), 'ferns.pdf');
  });
});
