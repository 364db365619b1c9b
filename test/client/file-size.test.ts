import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fileSize} from '../../src/client/file-size.js';

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
