import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fileKind} from '../../../inbox/format/file-kind.js';
import {fileSize} from '../../../inbox/format/file-size.js';
import {parseDownload} from '../../../inbox/files/parse-download.js';
import {pictureSize} from '../../../inbox/files/picture-size.js';

describe('parseDownload', () => {
  it('takes only a path of a download on this origin', () => {
    assert.equal(parseDownload({path: '/v1/downloads/aB-_9', expiresInMs: 1}), '/v1/downloads/aB-_9');
    for (const path of [
      '//evil.example/v1/downloads/a',
      'https://evil.example/',
      '/v1/downloads/../agent/x',
      'javascript:1',
      7,
    ]) {
      assert.equal(parseDownload({path}), undefined, String(path));
    }
    assert.equal(parseDownload(undefined), undefined);
  });
});

describe('pictureSize', () => {
  it('fits a picture into the log in its proportions, and makes none larger', () => {
    assert.deepEqual(pictureSize({width: 800, height: 600}), {width: 320, height: 240});
    assert.deepEqual(pictureSize({width: 300, height: 1200}), {width: 70, height: 280});
    assert.deepEqual(pictureSize({width: 100, height: 50}), {width: 100, height: 50});
  });

  it('leaves something to see of a thin line', () => {
    assert.deepEqual(pictureSize({width: 5000, height: 1}), {width: 320, height: 24});
  });
});

describe('fileSize', () => {
  it('uses the largest unit that gives at least one', () => {
    const sizes = [0, 1, 999, 1000, 1234, 999_400, 999_600, 2_500_000, 123_400_000, 5_000_000_000];
    assert.deepEqual(
      sizes.map((bytes) => fileSize(bytes, 'en')),
      ['0 bytes', '1 byte', '999 bytes', '1 kB', '1.2 kB', '999 kB', '1 MB', '2.5 MB', '123 MB', '5 GB'],
    );
    assert.equal(fileSize(1_500_000, 'de'), '1,5 MB');
  });
});

describe('fileKind', () => {
  it('knows what the service recognises', () => {
    const kinds = {
      'image/webp': 'picture',
      'application/pdf': 'pdf',
      'text/plain': 'text',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document',
      'application/vnd.oasis.opendocument.text': 'document',
      'application/vnd.oasis.opendocument.spreadsheet': 'spreadsheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'presentation',
      'audio/mpeg': 'audio',
      'video/mp4': 'video',
      'application/zip': 'archive',
      'application/octet-stream': 'other',
      '': 'other',
    } as const;
    for (const [type, kind] of Object.entries(kinds)) assert.equal(fileKind(type), kind, type);
  });
});
