import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {deflateRawSync} from 'node:zlib';
import {isTaken, recognise, UNKNOWN_KIND} from '../../src/attachments/media-type.js';
import {temporaryFolder} from '../support/temporary-folder.js';

/** An archive with one file. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), packed]);
}

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

  it('is found without unpacking a bomb: a document is as large as it says, or an archive', async (t) => {
    const path = join(temporaryFolder(t), 'file');
    const types = Buffer.from(
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    );
    writeFileSync(path, zipOf('[Content_Types].xml', types));
    assert.match((await recognise(path)).mediaType, /wordprocessingml\.document$/);
    const before = process.memoryUsage().rss;
    for (const name of ['[Content_Types].xml', 'mimetype']) {
      writeFileSync(path, zipOf(name, Buffer.concat([types, Buffer.alloc(60_000_000, 32)])));
      assert.equal((await recognise(path)).mediaType, 'application/zip', name);
    }
    assert.ok(process.memoryUsage().rss - before < 150_000_000);
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
