import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {isTaken, recognise, UNKNOWN_KIND} from '../../src/attachments/media-type.js';
import {temporaryFolder} from '../support/temporary-folder.js';

describe('the kind of a file', () => {
  it('is what its content says', async (t) => {
    const folder = temporaryFolder(t);
    const kindOf = async (content: Buffer | string): Promise<string> => {
      const path = join(folder, 'file');
      writeFileSync(path, content);
      return (await recognise(path)).mediaType;
    };
    assert.equal(await kindOf('%PDF-1.7\n'), 'application/pdf');
    assert.equal(await kindOf('MZ\x90\x00\x03'), 'application/x-msdownload');
    assert.equal(await kindOf('\x7fELF\x02\x01\x01'), 'application/x-elf');
    assert.equal(await kindOf('<!doctype html><script>alert(1)</script>'), 'text/plain');
    assert.equal(await kindOf('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'application/xml');
    assert.equal(await kindOf('Grüße, 日本語, 🙂\n'), 'text/plain');
    assert.equal(await kindOf(''), 'text/plain');
    assert.equal(await kindOf('a text with \0'), UNKNOWN_KIND.mediaType);
    assert.equal(await kindOf(Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65])), UNKNOWN_KIND.mediaType);
    // The last letter of a long text is cut.
    assert.equal(await kindOf(Buffer.from('é'.repeat(300_000))), 'text/plain');
    assert.equal(await kindOf(Buffer.from('é'.repeat(300_000)).subarray(0, -1)), UNKNOWN_KIND.mediaType);
  });

  it('decides what an app takes', () => {
    const kinds = ['application/pdf', 'text/plain', 'application/x-msdownload', 'application/xml', 'image/png'];
    const taken = (types: 'pictures' | 'documents' | 'any') =>
      kinds.filter((mediaType) => isTaken(types, {mediaType, endings: []}, {isPicture: mediaType === 'image/png'}));
    assert.deepEqual(taken('pictures'), ['image/png']);
    assert.deepEqual(taken('documents'), ['application/pdf', 'text/plain', 'image/png']);
    assert.deepEqual(taken('any'), kinds);
    const broken = {mediaType: 'image/png', endings: []};
    assert.equal(isTaken('documents', broken, {isPicture: false}), false, 'a picture that cannot be read');
  });
});
