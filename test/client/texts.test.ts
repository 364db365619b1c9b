import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fillText} from '../../src/client/texts.js';

describe('fillText', () => {
  it('puts each value in the place of its name', () => {
    assert.equal(fillText('{a} and {b}, {a}', {a: 'x', b: 'y'}, 'en'), 'x and y, x');
  });

  it('writes numbers as the language does', () => {
    assert.equal(fillText('{count} left', {count: 1234}, 'en'), '1,234 left');
    assert.equal(fillText('{count} übrig', {count: 1234}, 'de'), '1.234 übrig');
    assert.equal(fillText('{count}', {count: 1234567}, 'en-IN'), '12,34,567');
  });

  it('never reads a value as a text', () => {
    for (const value of ['{b}', '$&', '$1', '{a}'])
      assert.equal(fillText('{a}!', {a: value, b: 'no'}, 'en'), `${value}!`);
  });

  it('leaves a placeholder without a value', () => {
    assert.equal(fillText('{a} {b}', {a: 'x'}, 'en'), 'x {b}');
  });

  const arabic = {zero: '0', one: '1', two: '2', few: '3-10', many: '11-99', other: '100'};
  for (const [count, form] of [
    [0, '0'],
    [1, '1'],
    [2, '2'],
    [3, '3-10'],
    [10, '3-10'],
    [11, '11-99'],
    [99, '11-99'],
    [100, '100'],
    [103, '3-10'],
  ] as const) {
    it(`chooses the Arabic form of ${count}`, () => assert.equal(fillText(arabic, {count}, 'ar-EG'), form));
  }

  it('takes "other" where a form is missing, and where the language does not have it', () => {
    assert.equal(fillText({other: '{count} Zeichen'}, {count: 1}, 'de'), '1 Zeichen');
    assert.equal(fillText({two: 'pair', other: 'some'}, {count: 2}, 'en'), 'some');
  });
});
