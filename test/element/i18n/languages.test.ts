import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {attachmentsEnglish} from '../../../src/element/i18n/attachments-en.js';
import {farewellEnglish} from '../../../src/element/i18n/farewell-en.js';
import {identityBotEnglish} from '../../../src/element/i18n/identity-bot-en.js';
import {LANGUAGES} from '../../../src/element/i18n/languages/index.js';
import {panelEnglish} from '../../../src/element/i18n/panel-en.js';
import {previewEnglish} from '../../../src/element/i18n/preview-en.js';
import {signsEnglish} from '../../../src/element/i18n/signs-en.js';
import {languageFaults} from '../../support/language-faults.js';

const english = {
  ...panelEnglish,
  ...identityBotEnglish,
  ...farewellEnglish,
  ...signsEnglish,
  ...previewEnglish,
  ...attachmentsEnglish,
};

describe('the languages of the element', () => {
  it('have no fault in English', () => assert.deepEqual(languageFaults('en', english, english), []));

  for (const [code, load] of Object.entries(LANGUAGES)) {
    it(`say in ${code} what English says`, async () => {
      assert.deepEqual(languageFaults(code, (await load()).strings, english), []);
    });
  }
});
