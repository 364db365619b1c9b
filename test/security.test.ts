import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {type Link, linksIn, pattern, readRows, ROOT, titlesOf} from './support/test-titles.js';

/** The rows of the tables: each promise is in bold. */
const promises = readRows(readFileSync(`${ROOT}SECURITY.md`, 'utf8'), '| **', 2).map(([promise = '', proofs = '']) => ({
  promise: promise.replaceAll('**', ''),
  proofs: linksIn(proofs, '.'),
}));

/** Whether a test has this title. `…` stands for any text, in the page and in a title that is computed. */
function isTitle({file, rest}: Link): boolean {
  // `…` alone would be any test of the file.
  return /\w/.test(rest) && titlesOf(file).some(({own}) => new RegExp(`^${pattern(rest).source}$`).test(own));
}

describe('SECURITY.md', () => {
  it('has tables of promises, each promise once', () => {
    assert.ok(promises.length > 30);
    const texts = promises.map(({promise}) => promise);
    assert.deepEqual(texts, [...new Set(texts)]);
  });

  for (const {promise, proofs} of promises) {
    it(`names existing tests for “${promise}”`, () => {
      const missing = proofs.filter(({file}) => !existsSync(ROOT + file));
      assert.deepEqual(missing, [], 'no such file');
      const unproved = proofs.filter((proof) => !isTitle(proof));
      assert.deepEqual(unproved, [], 'no test of the file has this title');
    });
  }
});
