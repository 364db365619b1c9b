import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AUDIT_KINDS} from '../../../contract/audit.js';
import {changeText, networkText, reasonText, sentenceOf} from '../../../inbox/audit/event-texts.js';
import {strings as de} from '../../../inbox/strings/de.js';
import {en} from '../../../inbox/strings/en.js';
import type {AuditChange} from '../../../contract/audit.js';
import type {RefusalReason} from '../../../src/identity/verification.js';
import {CHANGED, makeEvent, NEWER, REFUSED} from '../support/audit-fixtures.js';

const APP = {domain: 'bar', platformId: 'foo'};
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');
const change = (one: AuditChange): string => plain(changeText(one, en));

describe('the sentence of an event', () => {
  it('says who did what to which app', () => {
    assert.equal(plain(sentenceOf(CHANGED, en)), 'Ann changed the settings of bar / foo.');
    const created = makeEvent(1, {kind: 'key-created', actor: {kind: 'command'}, app: APP, subject: 'k1'});
    assert.equal(
      plain(sentenceOf(created, en)),
      'A command on the service’s computer created the key k1 of bar / foo.',
    );
    assert.equal(plain(sentenceOf(CHANGED, de)), 'Ann hat die Einstellungen von bar / foo geändert.');
  });

  it('says how many were refused', () => {
    assert.equal(plain(sentenceOf(REFUSED, en)), '1,234 log-ins were refused within a minute.');
  });

  it('names what only a newer page can describe', () => {
    assert.match(plain(sentenceOf(NEWER, en)), /^Somebody: moon-landed\. /);
  });

  it('has no hole, whatever the event lacks', () => {
    for (const kind of AUDIT_KINDS) {
      for (const strings of [en, de]) assert.doesNotMatch(sentenceOf(makeEvent(1, {kind}), strings), /[{}]/, kind);
    }
  });

  it('shows what is invisible in a name', () => {
    const actor = {kind: 'agent', id: 'x', name: 'Ann\u202e'} as const;
    assert.match(sentenceOf(makeEvent(1, {actor}), en), /Ann\[U\+202E\]/);
  });
});

describe('the text of a change', () => {
  it('has the label of the setting, and the value before and after', () => {
    assert.equal(change({name: 'verification', before: true, after: false}), 'Verify the identity of users: on → off');
    assert.equal(
      change({name: 'compatibleTokens', before: 'none', after: 'cautious'}),
      'Tokens of Helpshift’s form: None → Cautious',
    );
    assert.equal(
      change({name: 'origins', before: [], after: ['https://a.example', '*']}),
      'Origins: empty → https://a.example, *',
    );
    assert.equal(
      change({name: 'verification', before: null, after: true}),
      'Verify the identity of users: not usable → on',
    );
  });

  it('has the value alone of what is new', () => {
    assert.equal(change({name: 'broughtAlong', after: true}), 'The site had the secret already: yes');
    assert.equal(change({name: 'role', after: 'administrator'}), 'Role: administrator');
    assert.equal(change({name: 'domain', after: null}), 'Domain: all');
    assert.equal(change({name: 'compatibleTokens', after: 'of later'}), 'Tokens of Helpshift’s form: of later');
    assert.equal(change({name: 'ofLater', after: 'x'}), 'ofLater: x');
  });
});

describe('why and where something was refused', () => {
  const {audit} = en.settings;

  it('is said in words, in the language of the agent', () => {
    const reasons: readonly RefusalReason[] = [
      'missing',
      'no-active-key',
      'no-match',
      'compatible-form-off',
      'ambiguous-token',
    ];
    for (const reason of reasons) assert.notEqual(reasonText(reason, audit), reason);
    assert.equal(reasonText('entries', audit), 'too many messages and answers');
    assert.equal(reasonText('entries', de.settings.audit), 'zu viele Nachrichten und Antworten');
    assert.equal(networkText('other', audit), 'other networks together');
  });

  it('is shown as it is when only a newer service knows it', () => {
    assert.equal(reasonText('of\u202elater', audit), 'of[U+202E]later');
    assert.equal(networkText('203.0.113.0/24', audit), '203.0.113.0/24');
  });
});
