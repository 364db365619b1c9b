import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {hmacSha256, isSameSecret, sha256} from '../src/digest.js';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('hmacSha256', () => {
  // https://www.rfc-editor.org/rfc/rfc4231#section-4
  const vectors = [
    ['1', bytes('0b'.repeat(20)), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    ['2', 'Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [
      '3',
      bytes('aa'.repeat(20)),
      bytes('dd'.repeat(50)),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [
      '4',
      bytes('0102030405060708090a0b0c0d0e0f10111213141516171819'),
      bytes('cd'.repeat(50)),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    [
      '6',
      bytes('aa'.repeat(131)),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      '7',
      bytes('aa'.repeat(131)),
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ] as const;
  for (const [name, key, message, expected] of vectors) {
    it(`is right for test case ${name} of RFC 4231`, () => {
      assert.equal(hmacSha256(key, message).toString('hex'), expected);
    });
  }
});

describe('sha256', () => {
  it('is right for "abc" (FIPS 180-2, appendix B.1)', () => {
    const expected = bytes('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(sha256('abc'), expected.toString('base64url'));
  });
});

describe('isSameSecret', () => {
  it('is true only for the same text', () => {
    assert.equal(isSameSecret('secret', 'secret'), true);
    assert.equal(isSameSecret('secret', 'Secret'), false);
    assert.equal(isSameSecret('secre', 'secret'), false);
    assert.equal(isSameSecret('', 'secret'), false);
  });
});
