/** Finds the titles of tests, for pages that name the tests which prove what they say. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Stands for any text. */
const LEFT_OUT = '…';

/** A test or a group of tests. `…` stands for computed parts of the title. */
export interface Title {
  readonly own: string;
  /** The title, after the titles of the groups around it. */
  readonly whole: string;
}

/** A file that a page names, and the text behind it, or `''`. */
export interface Link {
  /** From the root of the repository. */
  readonly file: string;
  readonly rest: string;
}

/** Reads the rows of a page's tables that begin with `beginning`. A row has `columns` cells. */
export function readRows(page: string, beginning: string, columns: number): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith(beginning));
  return rows.map((line) => {
    const cells = line.slice(1, -1).split('|');
    assert.equal(cells.length, columns, line);
    return cells.map((cell) => cell.trim());
  });
}

/** Reads the links of a cell, with a `<br>` between them. @param folder - Where the page is, from the root of the repository. */
export function linksIn(cell: string, folder: string): Link[] {
  return cell.split('<br>').map((entry) => {
    const [, address = '', rest = ''] = /^\[[^\]]+\]\(([^)]+)\)(?:: (.+))?$/.exec(entry.trim()) ?? [];
    assert.ok(address, `a link is wanted: ${entry}`);
    return {file: posix.join(folder, address), rest};
  });
}

/** A text in which `…` stands for any other text. */
export function pattern(text: string): RegExp {
  const parts = text.split(LEFT_OUT).map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}

export function titlesOf(file: string): Title[] {
  return titlesIn(readFileSync(ROOT + file, 'utf8'));
}

export function titlesIn(source: string): Title[] {
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
