import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {chooseLanguage, loadLanguage} from '../../src/client/languages.js';

const CODES = ['ar', 'de', 'pt-BR'];

describe('chooseLanguage', () => {
  const cases: readonly (readonly [wanted: readonly string[], code: string, locale: string])[] = [
    [['de'], 'de', 'de'],
    [['de-AT'], 'de', 'de-AT'],
    [['de-Latn-AT'], 'de', 'de-Latn-AT'],
    [['DE-at'], 'de', 'DE-at'],
    [['pt-br'], 'pt-BR', 'pt-br'],
    [['pt', 'ar'], 'ar', 'ar'],
    [['xx', 'de-CH', 'ar'], 'de', 'de-CH'],
    [['en-GB', 'de'], 'en', 'en-GB'],
    [['de-'], 'de', 'de'],
    [['de-DE_1996'], 'de', 'de'],
    [['en-!'], 'en', 'en'],
    [['de_DE'], 'en', 'en'],
    [['xx'], 'en', 'en'],
    [[''], 'en', 'en'],
    [['toString', '__proto__'], 'en', 'en'],
    [[], 'en', 'en'],
  ];
  for (const [wanted, code, locale] of cases) {
    it(`chooses ${code}, as ${locale}, for ${wanted.join(', ') || 'no wish'}`, () => {
      assert.deepEqual(chooseLanguage(wanted, CODES), {code, locale});
    });
  }
});

describe('loadLanguage', () => {
  const load = (wanted: readonly string[]) =>
    loadLanguage(wanted, {
      ar: () => Promise.resolve({strings: 'Arabic'}),
      de: () => Promise.reject(new Error('is not there')),
    });

  it('loads the texts', async () => {
    assert.deepEqual(await load(['ar-EG']), {code: 'ar', locale: 'ar-EG', direction: 'rtl', strings: 'Arabic'});
  });

  it('has no texts for English', async () => {
    assert.deepEqual(await load(['en-GB']), {code: 'en', locale: 'en-GB', direction: 'ltr', strings: undefined});
  });

  it('rejects when the texts do not load', async () => {
    await assert.rejects(load(['de']), /is not there/);
  });
});
