import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {en} from '../../inbox/strings/en.js';
import {chooseStrings} from '../../inbox/strings/languages.js';

const LANGUAGES = [en, {...en, locale: 'de', logIn: 'Anmelden'}, {...en, locale: 'pt-BR', logIn: 'Entrar'}];

describe('chooseStrings', () => {
  it('chooses the first wanted language that exists', () => {
    assert.equal(chooseStrings(['xx', 'de', 'en'], LANGUAGES).logIn, 'Anmelden');
    assert.equal(chooseStrings(['pt-br'], LANGUAGES).logIn, 'Entrar');
  });

  it('keeps the wanted region for dates', () => {
    const strings = chooseStrings(['de-AT'], LANGUAGES);
    assert.equal(strings.logIn, 'Anmelden');
    assert.equal(strings.locale, 'de-AT');
  });

  it('falls back to English', () => {
    assert.equal(chooseStrings(['xx'], LANGUAGES), en);
    assert.equal(chooseStrings([], LANGUAGES), en);
  });
});

describe('English', () => {
  it('counts in words', () => {
    assert.equal(en.charactersLeft(1), '1 character left');
    assert.equal(en.charactersLeft(1200), '1,200 characters left');
    assert.equal(en.pageTitle(0), 'Inbox');
    assert.equal(en.pageTitle(3), '(3) Inbox');
  });
});
