import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import * as original from '@lit/reactive-element/css-tag.js';
import * as substitute from '../../scripts/css-tag.mjs';

describe("the replacement for lit's css-tag module", () => {
  it('has the same exports', () => {
    assert.deepEqual(Object.keys(substitute).sort(), Object.keys(original).sort());
    assert.equal(substitute.css`a{}`.cssText, original.css`a{}`.cssText);
  });
});
