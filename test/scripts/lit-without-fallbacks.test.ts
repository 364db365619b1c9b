import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {describe, it} from 'node:test';
import {litWithoutFallbacks} from '../../scripts/lit-without-fallbacks.mjs';

const CSS_TAG = createRequire(import.meta.url).resolve('@lit/reactive-element/css-tag.js');

/** What the plugin makes of a module. */
function transform(code: string, id: string): string | undefined {
  const {transform} = litWithoutFallbacks();
  if (typeof transform !== 'function') throw new TypeError('the plugin has no transform');
  const result = Reflect.apply(transform, undefined, [code, id]) as {code: string} | null;
  return result?.code;
}

describe('litWithoutFallbacks', () => {
  it('says of lit what is true in every browser that is supported', () => {
    const id = CSS_TAG.replace('/node/', '/');
    const code = transform(readFileSync(id, 'utf8'), id);
    assert.ok(code);
    assert.doesNotMatch(code, /ShadyCSS|take care to ensure page security/);
    assert.match(code, /supportsAdoptingStyleSheets/);
  });

  it('leaves other modules alone', () => {
    assert.equal(transform('export {};', '/home/me/src/index.ts'), undefined);
  });

  it('fails when lit no longer reads as it did', () => {
    assert.throws(() => transform('export {};', CSS_TAG.replace('/node/', '/')), /lit no longer has/);
  });
});
