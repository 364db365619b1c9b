import {createHash} from 'node:crypto';
import type {Row} from './rows.js';

/** How many rows a table has, and a checksum of them all. */
export interface TableDigest {
  readonly rows: number;
  readonly checksum: string;
}

/** Computes the digest of a table from its rows, in the order of the primary key. The order of the columns has no meaning. */
export async function digestRows(
  pages: AsyncIterable<readonly Row[]>,
  onRows: (done: number) => void = () => undefined,
): Promise<TableDigest> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const page of pages) {
    rows += page.length;
    hash.update(page.map(describe).join(''));
    onRows(rows);
  }
  return {rows, checksum: hash.digest('hex')};
}

/** JSON has one text for each row: a text and a number differ, and no value runs into the next one. */
function describe(row: Row): string {
  const columns = Object.keys(row).sort();
  return `${JSON.stringify(columns.map((column) => [column, row[column]]))}\n`;
}
