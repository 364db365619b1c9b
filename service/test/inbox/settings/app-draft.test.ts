import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  changesOf,
  fieldsOf,
  hasChanges,
  readOrigins,
  remainingDraft,
  widerTokens,
} from '../../../inbox/settings/app-draft.js';
import {makeApp} from '../support/settings-fixtures.js';

describe('the changes of an app', () => {
  const app = makeApp();

  it('are exactly the differences', () => {
    assert.deepEqual(changesOf(app, {}), {});
    assert.deepEqual(changesOf(app, fieldsOf(app)), {});
    assert.deepEqual(changesOf(app, {asksName: true, verification: true}), {identityBot: {name: true}});
    assert.deepEqual(
      changesOf(app, {
        verification: false,
        compatibleTokens: 'none',
        asksName: true,
        asksEmail: false,
        greeting: '',
        origins: '',
      }),
      {
        verification: false,
        compatibleTokens: 'none',
        identityBot: {name: true, email: false},
        greeting: '',
        origins: [],
      },
    );
  });

  it('keep a setting that only a newer service knows, until another choice is made', () => {
    const newer = makeApp({compatibleTokens: 'newer'});
    assert.deepEqual(changesOf(newer, fieldsOf(newer)), {});
    assert.deepEqual(changesOf(newer, {greeting: 'Hi'}), {greeting: 'Hi'});
    assert.deepEqual(changesOf(newer, {compatibleTokens: 'none'}), {compatibleTokens: 'none'});
    // The service was updated while the page had a draft.
    assert.deepEqual(changesOf(app, {compatibleTokens: 'newer'}), {});
  });

  it('ignore blank lines, spaces around an origin, and repeated origins', () => {
    assert.equal(hasChanges(app, {origins: ' https://a.example\r\n\nhttps://b.example \n'}), false);
    assert.deepEqual(readOrigins('https://b.example\nhttps://a.example\nhttps://b.example'), [
      'https://b.example',
      'https://a.example',
    ]);
  });

  it('turn any text into origins that stay the same when written and read again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const origins = readOrigins(text);
        assert.deepEqual(readOrigins(origins.join('\n')), origins);
      }),
    );
  });

  it('stay when they were made during a save', () => {
    const saved = {greeting: 'A', verification: false};
    assert.deepEqual(remainingDraft({greeting: 'AB', verification: false, asksName: true}, saved), {
      greeting: 'AB',
      asksName: true,
    });
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
    const newer = makeApp({compatibleTokens: 'newer'});
    assert.deepEqual(
      NONE_CAUTIOUS_ALL.map((compatibleTokens) => widerTokens(newer, {compatibleTokens})),
      [undefined, 'cautious', 'all'],
    );
  });
});
