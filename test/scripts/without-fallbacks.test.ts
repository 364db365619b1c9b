import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import * as original from '@lit/reactive-element/css-tag.js';
import * as lean from '../../scripts/css-tag.mjs';
import {withoutFallbacks} from '../../scripts/without-fallbacks.mjs';

const REACTIVE_ELEMENT = new URL('../../node_modules/@lit/reactive-element/reactive-element.js', import.meta.url)
  .pathname;

/** What the plugin makes of a module. */
function transform(code: string, id: string): string | undefined {
  const {transform} = withoutFallbacks();
  if (typeof transform !== 'function') throw new TypeError('the plugin has no transform');
  const result = Reflect.apply(transform, undefined, [code, id]) as {code: string} | null;
  return result?.code;
}

describe('withoutFallbacks', () => {
  it('takes out what nobody uses, and leaves the rest', () => {
    const before = readFileSync(REACTIVE_ELEMENT, 'utf8');
    const after = transform(before, REACTIVE_ELEMENT) ?? '';
    assert.match(before, /PolyfillSupport|Symbol\.metadata/);
    assert.doesNotMatch(after, /PolyfillSupport|Symbol\.metadata|litPropertyMetadata/);
    assert.ok(before.length - after.length < 400, 'no pattern has taken more than it was meant to');
  });

  it('leaves other modules alone', () => {
    assert.equal(transform('export {};', '/home/me/src/index.ts'), undefined);
  });

  it('fails when a library no longer reads as it did', () => {
    assert.throws(() => transform('export {};', REACTIVE_ELEMENT), /no longer has/);
  });

  it('gives what the module of lit gives that it stands for', () => {
    assert.deepEqual(Object.keys(lean).sort(), Object.keys(original).sort());
    assert.equal(lean.css`a{}`.cssText, original.css`a{}`.cssText);
  });
});
