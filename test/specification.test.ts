import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LEFT_OUT = '…';

interface Row {
  /** A sentence of the specification, or a part of it, without quotation marks. */
  readonly sentence: string;
  /** The files that implement it. */
  readonly files: readonly string[];
  /** The tests that prove it: the file, and the rest of the title after the sentence, or `''`. */
  readonly proofs: readonly {readonly file: string; readonly rest: string}[];
}

/** A test or a group of tests. `…` stands for computed parts of the title. */
interface Title {
  readonly own: string;
  /** The title, after the titles of the groups around it. */
  readonly whole: string;
}

const rows = readRows(readFileSync(`${ROOT}docs/specification.md`, 'utf8'));

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

function readRows(page: string): Row[] {
  const cells = page
    .split('\n')
    .filter((line) => line.startsWith('| "'))
    .map((line) => line.slice(1, -1).split('|'));
  return cells.map(([sentence = '', files = '', proofs = '', ...more]) => {
    assert.deepEqual(more, [], sentence);
    return {
      sentence: sentence.trim().slice(1, -1),
      files: linksIn(files).map(({file}) => file),
      proofs: linksIn(proofs),
    };
  });
}

function linksIn(cell: string): {file: string; rest: string}[] {
  return cell.split('<br>').map((entry) => {
    const [, address = '', rest = ''] = /^\[[^\]]+\]\(([^)]+)\)(?:: (.+))?$/.exec(entry.trim()) ?? [];
    assert.ok(address, `a link is wanted: ${entry}`);
    return {file: posix.join('docs', address), rest};
  });
}

/** Whether a title, or the title of a group around it, quotes the sentence and continues with `rest`. */
function isProof({own, whole}: Title, sentence: string, rest: string): boolean {
  const quotes = [...whole.matchAll(/"(.*)"/g)].map(([, quote = '']) => quote);
  const isQuoted = quotes.some((quote) => pattern(sentence).test(quote));
  return isQuoted && (rest ? new RegExp(`${pattern(rest).source}$`).test(own) : own.endsWith('"'));
}

/** A text in which `…` stands for any other text. */
function pattern(text: string): RegExp {
  const parts = text.split(LEFT_OUT).map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}

function titlesOf(file: string): Title[] {
  return titlesIn(readFileSync(ROOT + file, 'utf8'));
}

function titlesIn(source: string): Title[] {
  const titles: Title[] = [];
  const visit = (node: ts.Node, around: string): void => {
    const own = ts.isCallExpression(node) ? titleOf(node) : undefined;
    const whole = own === undefined ? around : `${around}\n${own}`;
    if (own !== undefined) titles.push({own, whole});
    node.forEachChild((child) => visit(child, whole));
  };
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.ES2022, true), '');
  return titles;
}

function titleOf({expression, arguments: [title]}: ts.CallExpression): string | undefined {
  if (!title || !ts.isIdentifier(expression) || !['describe', 'it', 'test'].includes(expression.text)) return undefined;
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) return LEFT_OUT;
  return title.head.text + title.templateSpans.map(({literal}) => LEFT_OUT + literal.text).join('');
}
