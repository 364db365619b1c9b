import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {APP_SETTINGS, type SettingDescription} from 'helpshift-chat/protocol';
import {settingProblem} from '../../contract/app-settings.js';

const LINE = {kind: 'line', limit: 3, default: ''} as const;
const TEXT = {kind: 'text', limit: 3, default: ''} as const;
const COLOUR = {kind: 'colour', default: ''} as const;
const SWITCH = {kind: 'switch', default: true} as const;
const CHOICE = {kind: 'choice', values: ['one', 'two'], default: 'one'} as const;
const LINES = {kind: 'lines', limit: 2, limitChars: 3, default: []} as const;
const ORIGINS = {kind: 'origins', limit: 2, default: []} as const;

/** A setting, values that it can have, and values that it cannot have. */
const CASES: readonly [SettingDescription, readonly unknown[], readonly unknown[]][] = [
  [SWITCH, [true, false], ['true', 1, null, undefined]],
  [LINE, ['', 'abc', '🙂🙂🙂'], ['abcd', 'a\nb', 'a\0', 'a\u2028', '\ud83d', 7, null, ['a']]],
  [TEXT, ['', 'a\nb', '🙂🙂🙂'], ['abcd', 'a\0', '\ud83d', 7, null]],
  [COLOUR, ['', '#ffffff', '#00aaFF'], ['red', '#12', '#12345g', '#1234567', '#123456\n', 0x123456, null]],
  [CHOICE, ['one', 'two'], ['three', '', true, ['one'], null]],
  [LINES, [[], ['abc'], ['a b', 'A'], ['a', 'a']], ['a', [7], {}, null, ['a', 'b', 'c']]],
  [LINES, [['🙂']], [[''], ['abcd'], [' a'], ['a '], ['a\nb'], ['a\0'], ['\ud83d'], ['🙂🙂']]],
  [ORIGINS, [[], ['*'], ['https://a.example', 'http://localhost:8080']], ['*', [7], [['*']], {}, null]],
  [ORIGINS, [], [['https://a.example/'], ['*', 'A.example'], ['*', '*', '*'], ['https://*.example']]],
];

describe('settingProblem', () => {
  for (const [setting, good, bad] of CASES) {
    it(`accepts and refuses values of the kind ${setting.kind}: ${bad.length}`, () => {
      for (const value of good) assert.equal(settingProblem(setting, value), undefined, JSON.stringify(value));
      for (const value of bad) assert.ok(settingProblem(setting, value), JSON.stringify(value));
    });
  }

  it('says what to do', () => {
    assert.equal(settingProblem(SWITCH, 'on'), 'expected true or false');
    assert.equal(settingProblem(LINE, 'abcd'), 'expected one line of at most 3 characters');
    assert.equal(settingProblem(TEXT, 'abcd'), 'expected at most 3 characters of text');
    assert.equal(settingProblem(CHOICE, 'three'), 'expected one of one, two');
    assert.equal(
      settingProblem(LINES, ['abcd']),
      'expected at most 2 lines of 1 to 3 characters, without spaces around them',
    );
    assert.match(settingProblem(COLOUR, 'red') ?? '', /^expected a colour as #/);
    assert.match(settingProblem(ORIGINS, ['a.example']) ?? '', /write https:\/\/a\.example$/);
  });

  it('accepts every default', () => {
    for (const [name, setting] of Object.entries<SettingDescription>(APP_SETTINGS)) {
      assert.equal(settingProblem(setting, setting.default), undefined, name);
    }
  });
});
