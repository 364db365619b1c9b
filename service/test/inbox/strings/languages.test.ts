import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {en} from '../../../inbox/strings/en.js';
import {LANGUAGES, loadInboxLanguage} from '../../../inbox/strings/languages.js';
import {languageFaults} from '../../../../test/support/language-faults.js';

describe('loadInboxLanguage', () => {
  it('loads the texts, and keeps the wanted region for dates', async () => {
    const {code, direction, strings} = await loadInboxLanguage(['xx', 'de-AT', 'en']);
    assert.deepEqual([code, direction, strings.locale, strings.logIn], ['de', 'ltr', 'de-AT', 'Anmelden']);
  });

  it('knows that Arabic is written from right to left', async () => {
    assert.equal((await loadInboxLanguage(['ar-EG'])).direction, 'rtl');
  });

  it('falls back to English, whose region is kept as well', async () => {
    assert.deepEqual((await loadInboxLanguage(['xx'])).strings, en);
    assert.deepEqual((await loadInboxLanguage(['en-GB', 'de'])).strings, {...en, locale: 'en-GB'});
  });

  it('rejects when the texts do not load', async () => {
    await assert.rejects(loadInboxLanguage(['de'], {de: () => Promise.reject(new Error('is not there'))}));
  });
});

describe('the languages of the inbox', () => {
  it('have no fault in English', () => assert.deepEqual(languageFaults('en', en, en), []));

  for (const [code, load] of Object.entries(LANGUAGES)) {
    it(`say in ${code} what English says`, async () => {
      assert.deepEqual(languageFaults(code, (await load()).strings, en), []);
    });
  }
});
