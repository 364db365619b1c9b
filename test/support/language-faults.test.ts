import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {languageFaults} from './language-faults.js';

const ENGLISH = {
  locale: 'en',
  send: 'Send',
  unread: '{count} unread',
  from: {one: '{count} message from {name}', other: '{count} messages from {name}'},
  lists: {open: {title: 'Open'}},
};
const GERMAN = {
  locale: 'de',
  send: 'Senden',
  unread: '{count} ungelesen',
  from: {one: 'Eine Nachricht von {name}', other: '{count} Nachrichten von {name}'},
  lists: {open: {title: 'Offen'}},
};

describe('languageFaults', () => {
  it('finds none where there is none', () => {
    assert.deepEqual(languageFaults('de', GERMAN, ENGLISH), []);
    assert.deepEqual(languageFaults('en', ENGLISH, ENGLISH), []);
    const unread = {zero: 'لا', one: 'واحدة', two: 'اثنتان', few: '{count}', many: '{count}', other: '{count}'};
    const from = '{count} {name}';
    assert.deepEqual(languageFaults('ar', {...GERMAN, locale: 'ar', unread, from}, ENGLISH), []);
  });

  const {send, ...withoutSend} = GERMAN;
  const {one} = GERMAN.from;
  const cases: readonly (readonly [texts: object, fault: string])[] = [
    [{...GERMAN, locale: 'en'}, 'locale: is en, not de'],
    [withoutSend, 'send: is missing'],
    [{...GERMAN, more: send}, 'more: is superfluous'],
    [{...GERMAN, lists: {open: {}}}, 'lists.open.title: is missing'],
    [{...GERMAN, lists: {...GERMAN.lists, closed: {title: 'Zu'}}}, 'lists.closed.title: is superfluous'],
    [{...GERMAN, send: ' '}, 'send: is empty'],
    [{...GERMAN, send: () => 'Senden'}, 'send: is no text'],
    [{...GERMAN, send: '{name} senden'}, 'send: has {name}, which English does not have'],
    [{...GERMAN, unread: 'ungelesen'}, 'unread: has no {count}'],
    [{...GERMAN, unread: '{ount} {count}'}, 'unread: has {ount}, which English does not have'],
    [{...GERMAN, from: {other: '{count} von {name}'}}, 'from: has no plural form "one"'],
    [
      {...GERMAN, from: {...GERMAN.from, few: '{count} {name}'}},
      'from: has the plural form "few", which de does not have',
    ],
    [{...GERMAN, from: {one, other: 'Nachrichten von {name}'}}, 'from: other has no {count}'],
    [{...GERMAN, from: {...GERMAN.from, one: 'Eine Nachricht'}}, 'from: one has no {name}'],
    [{...GERMAN, from: {...GERMAN.from, one: ''}}, 'from: one is empty'],
    [{...GERMAN, send: {one: 'a', other: 'b'}}, 'send: has plural forms, but no {count} in English'],
  ];
  for (const [texts, fault] of cases) {
    it(`finds: ${fault}`, () => assert.deepEqual(languageFaults('de', texts, ENGLISH), [fault]));
  }
});
