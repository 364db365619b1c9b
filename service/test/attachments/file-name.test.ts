import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {FILE_NAME_LIMIT_CHARS} from 'helpshift-chat/protocol';
import {endingOf, fileName, withEnding} from '../../src/attachments/file-name.js';

describe('the name of a file', () => {
  it('keeps the letters of all languages', () => {
    for (const name of [
      'Übergabe 2.pdf',
      '契約書.docx',
      'صورة.png',
      'תמונה.jpg',
      'a b (1) [x] & c=d+e.txt',
      '🙂.gif',
    ]) {
      assert.equal(fileName(name), name);
    }
    assert.equal(fileName('e\u0301te\u0301.txt'), 'été.txt', 'in one form');
  });

  it('has no folder', () => {
    for (const given of ['../../etc/passwd', '/etc/passwd', 'C:\\Windows\\passwd', '..\\passwd', 'a/b\\passwd']) {
      assert.equal(fileName(given), 'passwd');
    }
    assert.equal(fileName('..'), 'file');
    assert.equal(fileName('a/'), 'file');
  });

  it('has nothing that is not seen, or that changes the direction of a text', () => {
    assert.equal(fileName('photo\u202egpj.exe'), 'photogpj.exe');
    assert.equal(fileName('a\0b\u0007c\u200bd\u2066e\u2069f\ufeffg\u00adh\u2028i\u{e0041}j.txt'), 'abcdefghij.txt');
    assert.equal(fileName('half \ud83d.txt'), 'half .txt');
  });

  it('is one that every system can store', () => {
    assert.equal(fileName('a<b>c:d"e|f?g*h.txt'), 'a_b_c_d_e_f_g_h.txt');
    assert.equal(fileName('report.pdf. . .'), 'report.pdf');
    assert.equal(fileName('  .hidden'), 'hidden');
    for (const device of ['CON', 'con.txt', 'Aux.tar.gz', 'LPT1', 'com¹.log', 'NUL .txt']) {
      assert.equal(fileName(device), `_${device}`);
    }
    assert.equal(fileName('console.txt'), 'console.txt');
  });

  it('is cut before its ending', () => {
    const cut = fileName(`${'x'.repeat(400)}.jpeg`);
    assert.equal(cut, `${'x'.repeat(FILE_NAME_LIMIT_CHARS - 5)}.jpeg`);
    assert.equal(fileName(`${'🙂'.repeat(200)}.txt`).length, FILE_NAME_LIMIT_CHARS);
    assert.equal(fileName('x'.repeat(400)).length, FILE_NAME_LIMIT_CHARS);
  });

  it('is safe whatever is given, and stays the same when it is given again', () => {
    const piece = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.constantFrom('..', '/', '\\', '\0', '\u202e', '.', ' ', 'CON', '.exe', 'x'.repeat(200), '\ud800'),
    );
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 8}), (pieces) => {
        const name = fileName(pieces.join(''));
        assert.ok(name.length >= 1 && name.length <= FILE_NAME_LIMIT_CHARS, name);
        assert.doesNotMatch(name, /[\\/\p{Cc}\p{Cf}\p{Cs}<>:"|?*]|^[\s.]|[\s.]$/u);
        assert.equal(fileName(name), name);
      }),
      {numRuns: 2000},
    );
  });

  it('gets the ending of its content', () => {
    assert.equal(endingOf('a.TAR.GZ'), 'gz');
    assert.equal(endingOf('.profile'), '');
    assert.equal(withEnding('photo.JPG', ['jpg', 'jpeg']), 'photo.JPG');
    assert.equal(withEnding('invoice.exe', ['pdf']), 'invoice.exe.pdf');
    assert.equal(withEnding('photo', ['jpg']), 'photo.jpg');
    assert.equal(withEnding('anything.exe', []), 'anything.exe');
    assert.equal(withEnding('x'.repeat(150), ['jpg']).length, FILE_NAME_LIMIT_CHARS);
  });
});
