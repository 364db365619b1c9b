import assert from 'node:assert/strict';
import {utimesSync} from 'node:fs';
import {describe, it} from 'node:test';
import {AttachmentFiles} from '../../src/attachments/attachment-files.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const ID = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

describe('the right to complete an upload', () => {
  it('is of one process at a time, and of a killed one it is over after some seconds', async (t) => {
    const folder = temporaryFolder(t);
    const [one, other] = [new AttachmentFiles(folder), new AttachmentFiles(folder)];
    const unlock = await one.lock(ID);
    assert.ok(unlock);
    assert.equal(await other.lock(ID), undefined);
    await unlock();
    assert.ok(await other.lock(ID));
    assert.equal(await one.lock(ID), undefined);
    const then = new Date(Date.now() - 60_000);
    utimesSync(`${one.uploadPath(ID)}.lock`, then, then);
    const again = await one.lock(ID);
    assert.ok(again);
    await again();
  });
});

describe('the path of a file', () => {
  it('is never made of what is no id', () => {
    const files = new AttachmentFiles('/data');
    for (const id of ['', '..', '../../etc/passwd', 'x', `${ID.slice(0, -1)}/`, `${ID}/../x`]) {
      assert.throws(() => files.uploadPath(id), /no UUID/);
      assert.throws(() => files.path(id, 'original'), /no UUID/);
    }
  });
});
