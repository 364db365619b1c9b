import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {describe, it} from 'node:test';
import {type Link, linksIn, pattern, readRows, ROOT, titlesOf} from './support/test-titles.js';

/** The pages with tables of promises: the first cell of a row is a promise in bold, the last one its tests. */
const PAGES = [
  {file: 'SECURITY.md', columns: 2, atLeast: 30},
  {file: 'docs/delivery.md', columns: 3, atLeast: 24},
];

/** Whether a test has this title. `…` stands for any text, in the page and in a title that is computed. */
function isTitle({file, rest}: Link): boolean {
  // `…` alone would be any test of the file.
  return /\w/.test(rest) && titlesOf(file).some(({own}) => new RegExp(`^${pattern(rest).source}$`).test(own));
}

for (const {file: page, columns, atLeast} of PAGES) {
  const promises = readRows(readFileSync(ROOT + page, 'utf8'), '| **', columns).map((cells) => ({
    promise: (cells[0] ?? '').replaceAll('**', ''),
    proofs: linksIn(cells.at(-1) ?? '', posix.dirname(page)),
  }));

  describe(page, () => {
    it('has tables of promises, each promise once', () => {
      assert.ok(promises.length >= atLeast);
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
}
