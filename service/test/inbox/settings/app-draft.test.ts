import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  changesOf,
  fieldOf,
  hasChanges,
  readLines,
  refusedSetting,
  remainingDraft,
  widerTokens,
} from '../../../inbox/settings/app-draft.js';
import {makeApp, makeNewerApp} from '../support/settings-fixtures.js';

describe('the changes of an app', () => {
  const app = makeApp();

  it('are exactly the differences', () => {
    assert.deepEqual(changesOf(app, {}), {});
    const {
      domain: _d,
      platformId: _p,
      keys: _k,
      ...same
    } = {
      ...app,
      largestAttachment: String(fieldOf(app, {}, 'largestAttachment')),
      keepEndedConversations: String(fieldOf(app, {}, 'keepEndedConversations')),
      keepAnonymousUsers: String(fieldOf(app, {}, 'keepAnonymousUsers')),
      tags: String(fieldOf(app, {}, 'tags')),
      origins: String(fieldOf(app, {}, 'origins')),
    };
    assert.deepEqual(changesOf(app, same), {});
    assert.deepEqual(changesOf(app, {askName: true, verification: true}), {askName: true});
    assert.deepEqual(
      changesOf(app, {
        verification: false,
        compatibleTokens: 'none',
        askName: true,
        askEmail: false,
        accent: '',
        greeting: '',
        tags: 'vip\n  two words ',
        origins: '',
      }),
      {
        verification: false,
        compatibleTokens: 'none',
        askName: true,
        askEmail: false,
        accent: '',
        greeting: '',
        tags: ['vip', 'two words'],
        origins: [],
      },
    );
  });

  it('keep a setting that only a newer service knows, until another choice is made', () => {
    const newer = makeNewerApp('compatibleTokens');
    assert.equal(fieldOf(newer, {}, 'compatibleTokens'), undefined);
    assert.equal(fieldOf(newer, {compatibleTokens: 'all'}, 'compatibleTokens'), 'all');
    assert.deepEqual(changesOf(newer, {greeting: 'Hi'}), {greeting: 'Hi'});
    assert.deepEqual(changesOf(newer, {compatibleTokens: 'none'}), {compatibleTokens: 'none'});
    assert.deepEqual(changesOf(makeNewerApp('verification'), {verification: false}), {verification: false});
  });

  it('ignore blank lines, spaces around an origin, and repeated origins', () => {
    assert.equal(hasChanges(app, {origins: ' https://a.example\r\n\nhttps://b.example \n'}), false);
    assert.deepEqual(readLines('https://b.example\nhttps://a.example\nhttps://b.example'), [
      'https://b.example',
      'https://a.example',
    ]);
  });

  it('turn any text into origins that stay the same when written and read again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const origins = readLines(text);
        assert.deepEqual(readLines(origins.join('\n')), origins);
      }),
    );
  });

  it('stay when they were made during a save', () => {
    const saved = {greeting: 'A', verification: false};
    assert.deepEqual(remainingDraft({greeting: 'AB', verification: false, askName: true}, saved), {
      greeting: 'AB',
      askName: true,
    });
  });
});

describe('a refused setting', () => {
  it('is the first that cannot have its value', () => {
    assert.equal(refusedSetting({}), undefined);
    assert.equal(refusedSetting({title: '', accent: '#ffffff', greeting: 'two\nlines', origins: ['*']}), undefined);
    for (const accent of ['red', '#12', '#12345g', '#1234567', ' #123456', '#123456\n']) {
      assert.equal(refusedSetting({title: 'Help', accent}), 'accent', accent);
    }
    assert.equal(refusedSetting({title: 'two\nlines'}), 'title');
    assert.equal(refusedSetting({origins: ['a.example']}), 'origins');
    assert.equal(refusedSetting({tags: ['x'.repeat(101)]}), 'tags');
  });
});

describe('a wider choice of tokens', () => {
  const NONE_CAUTIOUS_ALL = ['none', 'cautious', 'all'] as const;

  it('accepts more than what is saved', () => {
    const wider = NONE_CAUTIOUS_ALL.map((saved) =>
      NONE_CAUTIOUS_ALL.map((chosen) => widerTokens(makeApp({compatibleTokens: saved}), {compatibleTokens: chosen})),
    );
    assert.deepEqual(wider, [
      [undefined, 'cautious', 'all'],
      [undefined, undefined, 'all'],
      [undefined, undefined, undefined],
    ]);
  });

  it('is none without a choice, and any but "none" where the saved setting is not known', () => {
    assert.equal(widerTokens(makeApp({compatibleTokens: 'none'}), {greeting: 'Hi'}), undefined);
    const newer = makeNewerApp('compatibleTokens');
    assert.deepEqual(
      NONE_CAUTIOUS_ALL.map((compatibleTokens) => widerTokens(newer, {compatibleTokens})),
      [undefined, 'cautious', 'all'],
    );
  });
});
