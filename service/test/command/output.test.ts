import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {printable, table} from '../../src/command/output.js';

describe('table', () => {
  it('is as wide as its content, without spaces at the end of a line', () => {
    const rows = [
      ['acme/web', 'on'],
      ['a', ''],
    ];
    assert.equal(table(['APP', 'STATE'], rows), 'APP       STATE\nacme/web  on\na\n');
  });
});

describe('printable', () => {
  it('lets no text move the cursor, colour the terminal or change the direction of the line', () => {
    assert.equal(printable('a\u001b[31mb\n\u202ec'), 'a\\u{1b}[31mb\\u{a}\\u{202e}c');
    assert.equal(printable('Grüezi 🙂'), 'Grüezi 🙂');
  });
});
