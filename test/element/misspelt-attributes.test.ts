import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import type {WebChatRuntimeErrorEvent} from '../../src/element/events.js';
import {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {reportMisspelt} from '../../src/element/misspelt-attributes.js';
import {RuntimeErrors} from '../../src/element/runtime-errors.js';

/** By the attribute's name: what is meant. */
const MISSPELT = {
  userid: 'user-id',
  user_id: 'user-id',
  userId: 'user-id',
  'user-uid': 'user-id',
  'user-mail': 'user-email',
  useremail: 'user-email',
  'user-emial': 'user-email',
  username: 'user-name',
  'user-authtoken': 'user-auth-token',
  'user-auth-tokn': 'user-auth-token',
  platformid: 'platform-id',
  'plattform-id': 'platform-id',
  'platform-it': 'platform-id',
  serviceurl: 'service-url',
  'service-uri': 'service-url',
  domian: 'domain',
  domains: 'domain',
  langauge: 'language',
  'hide-laucher': 'hide-launcher',
  fullprivacy: 'full-privacy',
  'conversation-prefil-texts': 'conversation-prefill-text',
  'clear-anonymous-user-on-log-in': 'clear-anonymous-user-on-login',
};

const HARMLESS = [
  ...['slot', 'hidden', 'lang', 'dir', 'title', 'role', 'part', 'nonce', 'tabindex', 'is', 'jsaction', 'key', 'ref'],
  ...['user', 'token', 'email', 'name', 'url', 'service', 'user-time', 'user-role', 'user-agent', 'app-id', 'theme'],
];

function start(t: TestContext) {
  const warn = t.mock.method(console, 'warn', () => {});
  const host = new EventTarget();
  const details: unknown[] = [];
  host.addEventListener('webchatruntimeerror', (event) => details.push((event as WebChatRuntimeErrorEvent).detail));
  const errors = new RuntimeErrors(host);
  return {
    details,
    sentences: () => warn.mock.calls.map(({arguments: texts}) => texts.join(' ')),
    report: (names: readonly string[]) => reportMisspelt(names, HelpshiftChat.observedAttributes, errors),
    another: () => reportMisspelt(['userid'], HelpshiftChat.observedAttributes, new RuntimeErrors(host)),
  };
}

describe('a misspelt attribute', () => {
  for (const [attribute, meant] of Object.entries(MISSPELT)) {
    it(`${attribute} means ${meant}`, (t) => {
      const {report, details, sentences} = start(t);
      report([attribute]);
      assert.deepEqual(details, [
        {error: 'CONFIGURATION_INVALID', reason: 'ATTRIBUTE_MISSPELT', details: {attribute, meant}},
      ]);
      assert.equal(sentences().length, 1);
      assert.match(sentences()[0] ?? '', new RegExp(`ATTRIBUTE_MISSPELT .*${attribute}.*Write ${meant}\\.`));
    });
  }

  it('is reported once for each element, and beside others', (t) => {
    const {report, another, details} = start(t);
    report(['userid', 'platformid']);
    report(['platformid', 'userid', 'useremail']);
    assert.equal(details.length, 3);
    another();
    assert.equal(details.length, 4);
  });
});

describe('no misspelt attribute', () => {
  for (const name of HARMLESS) {
    it(`is ${name}`, (t) => {
      const {report, details} = start(t);
      report([name]);
      assert.deepEqual(details, []);
    });
  }
});
