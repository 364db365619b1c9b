import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {type Link, linksIn, pattern, readRows, ROOT, type Title, titlesIn, titlesOf} from './support/test-titles.js';

interface Row {
  /** A sentence of the specification, or a part of it, without quotation marks. */
  readonly sentence: string;
  /** The files that implement it. */
  readonly files: readonly string[];
  /** The tests that prove it: the file, and the rest of the title after the sentence, or `''`. */
  readonly proofs: readonly Link[];
}

const rows = readSentences(readFileSync(`${ROOT}docs/specification.md`, 'utf8'));

describe('docs/specification.md', () => {
  it('has a table', () => {
    assert.ok(rows.length > 40);
  });

  it('names a sentence once', () => {
    const sentences = rows.map(({sentence}) => sentence);
    assert.deepEqual(sentences, [...new Set(sentences)]);
  });

  for (const {sentence, files, proofs} of rows) {
    it(`leads from “${sentence}” to existing code and tests`, () => {
      assert.ok(files.length && proofs.length, 'a file and a test');
      const missing = [...files, ...proofs.map(({file}) => file)].filter((file) => !existsSync(ROOT + file));
      assert.deepEqual(missing, []);
      const unproved = proofs.filter(({file, rest}) => !titlesOf(file).some((title) => isProof(title, sentence, rest)));
      assert.deepEqual(unproved, [], 'no test of this title quotes the sentence');
    });
  }
});

describe('the search for a title', () => {
  const titles = titlesIn(
    "describe('“group”', () => { it('\"a sentence\": goes on', f); for (const n of ns) it(`${n} \"fails\": as it's`, f); });",
  );

  it('sees nested and computed titles', () => {
    assert.deepEqual(
      titles.map(({own}) => own),
      ['“group”', '"a sentence": goes on', '… "fails": as it\'s'],
    );
    assert.ok(titles.some((title) => isProof(title, 'a … sentence', 'goes on')));
    assert.ok(titles.some((title) => isProof(title, 'fails', "… as it's")));
  });

  it('accepts no other sentence, and no other ending', () => {
    assert.ok(!titles.some((title) => isProof(title, 'another sentence', 'goes on')));
    assert.ok(!titles.some((title) => isProof(title, 'a sentence', 'goes')));
    assert.ok(!titles.some((title) => isProof(title, 'goes on', '')));
  });
});

function readSentences(page: string): Row[] {
  return readRows(page, '| "', 3).map(([sentence = '', files = '', proofs = '']) => ({
    sentence: sentence.slice(1, -1),
    files: linksIn(files, 'docs').map(({file}) => file),
    proofs: linksIn(proofs, 'docs'),
  }));
}

/** Whether a title, or the title of a group around it, quotes the sentence and continues with `rest`. */
function isProof({own, whole}: Title, sentence: string, rest: string): boolean {
  const quotes = [...whole.matchAll(/"(.*)"/g)].map(([, quote = '']) => quote);
  const isQuoted = quotes.some((quote) => pattern(sentence).test(quote));
  return isQuoted && (rest ? new RegExp(`${pattern(rest).source}$`).test(own) : own.endsWith('"'));
}
