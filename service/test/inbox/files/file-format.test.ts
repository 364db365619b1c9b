import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fileKind} from '../../../inbox/format/file-kind.js';
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
