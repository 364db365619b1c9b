import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {chooseLanguage} from '../../../src/element/i18n/load-language.js';
import {LANGUAGES} from '../../../src/element/i18n/languages/index.js';
import {identityBotEnglish} from '../../../src/element/i18n/identity-bot-en.js';
import {panelEnglish} from '../../../src/element/i18n/panel-en.js';

describe('chooseLanguage', () => {
  const cases: readonly (readonly [wish: string | null | undefined, browser: readonly string[], chosen: string])[] = [
    [undefined, ['de'], 'en'],
    [null, ['de'], 'en'],
    ['de', ['ar'], 'de'],
    ['de-AT', [], 'de'],
    ['de-Latn-AT', [], 'de'],
    ['ar', [], 'ar'],
    ['xx', ['de'], 'en'],
    ['browserDefault', ['de-CH', 'ar'], 'de'],
    ['browserDefault', ['xx', 'ar-EG'], 'ar'],
    ['browserDefault', ['en-US', 'de'], 'en'],
    ['browserDefault', [], 'en'],
    ['toString', [], 'en'],
    ['__proto__', [], 'en'],
  ];
  for (const [wish, browser, chosen] of cases) {
    it(`chooses ${chosen} for ${wish} in a browser of ${browser.join(', ') || 'no language'}`, () => {
      assert.equal(chooseLanguage(wish, browser), chosen);
    });
  }
});

describe('the languages', () => {
  for (const [code, load] of Object.entries(LANGUAGES)) {
    it(`have every string in ${code}, and no empty one`, async () => {
      const {strings} = await load();
      assert.deepEqual(Object.keys(strings).sort(), Object.keys({...panelEnglish, ...identityBotEnglish}).sort());
      for (const [name, value] of Object.entries(strings)) {
        const text: unknown = typeof value === 'function' ? (value as (count: number) => string)(7) : value;
        assert.match(String(text), /\S/u, name);
        if (typeof value === 'function') assert.match(String(text), /7/, name);
      }
    });
  }
});
