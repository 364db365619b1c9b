import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {changesOf, fieldsOf, hasChanges, readOrigins, remainingDraft} from '../../inbox/state/app-draft.js';
import {makeApp} from './support/settings-fixtures.js';

describe('the changes of an app', () => {
  const app = makeApp();

  it('are exactly the differences', () => {
    assert.deepEqual(changesOf(app, {}), {});
    assert.deepEqual(changesOf(app, fieldsOf(app)), {});
    assert.deepEqual(changesOf(app, {asksName: true, verification: true}), {identityBot: {name: true}});
    assert.deepEqual(
      changesOf(app, {
        verification: false,
        compatibleTokens: false,
        asksName: true,
        asksEmail: false,
        greeting: '',
        origins: '',
      }),
      {
        verification: false,
        compatibleTokens: false,
        identityBot: {name: true, email: false},
        greeting: '',
        origins: [],
      },
    );
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
