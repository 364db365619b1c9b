import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {digestRows} from '../../../src/database/move/table-digest.js';
import type {Row} from '../../../src/database/move/rows.js';

async function digest(...pages: Row[][]) {
  return digestRows(
    (async function* () {
      yield* pages;
    })(),
  );
}

describe('digestRows', () => {
  const [ann, ben] = [
    {id: 'ann', name: 'Ann', age: 1},
    {id: 'ben', name: null, age: 2},
  ];

  it('depends neither on the pages nor on the order of the columns', async () => {
    const {rows, checksum} = await digest([ann, ben]);
    assert.equal(rows, 2);
    assert.deepEqual(await digest([ann], [ben]), {rows, checksum});
    assert.deepEqual(await digest([{age: 1, name: 'Ann', id: 'ann'}], [ben]), {rows, checksum});
  });

  it('tells every difference', async () => {
    const different = [
      [ann],
      [ben, ann],
      [ann, ben, ben],
      [ann, {...ben, name: ''}],
      [ann, {...ben, name: 'null'}],
      [ann, {...ben, age: '2'}],
      [ann, {...ben, age: 3}],
      [{...ann, name: ann.id, id: ann.name}, ben],
      [ann, {...ben, more: null}],
      [ann, {id: 'ben', age: 2}],
      [{...ann, name: 'Ann\n'}, ben],
    ];
    const checksums = await Promise.all([[ann, ben], ...different].map(async (rows) => (await digest(rows)).checksum));
    assert.equal(new Set(checksums).size, checksums.length);
  });
});
