import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
  displayName,
  identifiers,
  identityMark,
  mainIdentifier,
  shortCode,
  typedContact,
} from '../../inbox/format/identity.js';
import {groupMessages} from '../../inbox/format/message-groups.js';
import {visibleIdentifier, visibleName} from '../../inbox/format/visible-text.js';
import {makeConversation, makeMessage, makeUnverifiedUser, makeUser, NAMELESS} from './support/fixtures.js';

process.env['TZ'] = 'Europe/Berlin';

describe('identifiers', () => {
  it('have marks of their own', () => {
    for (const userIdVerified of [true, false]) {
      for (const userEmailVerified of [true, false]) {
        assert.deepEqual(identifiers(makeUser({userIdVerified, userEmailVerified})), [
          {kind: 'user-id', text: 'captain_planet', mark: userIdVerified ? 'verified' : 'not-verified'},
          {kind: 'user-email', text: 'captain@example.com', mark: userEmailVerified ? 'verified' : 'not-verified'},
        ]);
      }
    }
  });

  it('are those that the page has given, and an anonymous user has none', () => {
    const kinds = (fields: Parameters<typeof makeUser>[0]) => identifiers(makeUser(fields)).map(({kind}) => kind);
    assert.deepEqual(kinds({userId: null}), ['user-email']);
    assert.deepEqual(kinds({userEmail: null}), ['user-id']);
    assert.deepEqual(kinds({kind: 'anonymous'}), []);
  });

  it('show characters that cannot be seen', () => {
    const [id] = identifiers(makeUser({userId: 'ad\u200Bmin'}));
    assert.equal(id?.text, 'ad[U+200B]min');
  });
});

describe('mainIdentifier', () => {
  it('is verified if there is a verified one, and then rather the address', () => {
    assert.equal(mainIdentifier(makeUser())?.kind, 'user-email');
    assert.equal(mainIdentifier(makeUser({userEmailVerified: false}))?.kind, 'user-id');
    assert.equal(mainIdentifier(makeUser({userIdVerified: false}))?.kind, 'user-email');
    assert.equal(mainIdentifier(makeUnverifiedUser())?.kind, 'user-email');
    assert.equal(mainIdentifier(makeUnverifiedUser({userEmail: null}))?.kind, 'user-id');
    assert.equal(mainIdentifier(NAMELESS), undefined);
  });
});

describe('identityMark', () => {
  it('says which identifier is verified', () => {
    assert.equal(identityMark(makeUser()), 'user-email-verified');
    assert.equal(identityMark(makeUser({userEmailVerified: false})), 'user-id-verified');
    assert.equal(identityMark(makeUnverifiedUser()), 'not-verified');
    assert.equal(identityMark(NAMELESS), 'anonymous');
  });

  it('never calls an anonymous user verified, and nobody for an identifier that is not given', () => {
    assert.equal(identityMark(makeUser({kind: 'anonymous'})), 'anonymous');
    assert.equal(identityMark(makeUser({userId: null, userEmail: null})), 'not-verified');
  });
});

describe('displayName', () => {
  it('without a name, is the identifier that is verified', () => {
    assert.equal(displayName(makeUser({userName: null, userEmailVerified: false})), 'captain_planet');
    assert.equal(displayName(makeUnverifiedUser({userName: null})), 'captain@example.com');
  });

  it('is the name, else the e-mail, else the id', () => {
    assert.equal(displayName(makeUser()), 'Captain Planet');
    assert.equal(displayName(makeUser({userName: null})), 'captain@example.com');
    assert.equal(displayName(makeUser({userName: null, userEmail: null})), 'captain_planet');
    assert.equal(displayName(makeUser({userName: null, userEmail: null, userId: null})), undefined);
  });

  it("never uses the user's own answers", () => {
    const {user} = makeConversation({
      user: makeUser({kind: 'anonymous', userName: null, userEmail: null, userId: null}),
      contact: {name: 'Captain Planet', email: 'captain@example.com'},
    });
    assert.equal(displayName(user), undefined);
  });
});

describe('visible text', () => {
  it('writes out directional overrides and isolates', () => {
    assert.equal(visibleName('Piano \u202Enam\u2069'), 'Piano [U+202E]nam[U+2069]');
  });

  it('writes out line breaks and other controls', () => {
    assert.equal(visibleName('Ann\nVerified\u2028x\0'), 'Ann[U+000A]Verified[U+2028]x[U+0000]');
  });

  it('keeps the joiners that names need, and shows them in an identifier', () => {
    assert.equal(visibleName('می\u200Cخواهم 👨\u200D👩\u200D👧'), 'می\u200Cخواهم 👨\u200D👩\u200D👧');
    assert.equal(visibleIdentifier('ad\u200Cmin'), 'ad[U+200C]min');
  });

  it('distinguishes identifiers that look the same', () => {
    for (const invisible of ['\u200B', '\u00AD', '\u2060', '\uFEFF', '\u3164', '\u{E0041}']) {
      assert.notEqual(visibleIdentifier(`admin${invisible}`), 'admin');
      assert.match(visibleIdentifier(`admin${invisible}`), /^admin\[U\+[\dA-F]+\]$/);
    }
  });

  it('leaves all other text unchanged', () => {
    assert.equal(visibleName('Ann Ó Briain 山田 ✔ 😀'), 'Ann Ó Briain 山田 ✔ 😀');
    assert.equal(visibleIdentifier('a b'), 'a b');
  });
});

describe('typedContact', () => {
  it('is absent when the user has typed nothing', () => {
    assert.equal(typedContact(makeConversation()), undefined);
    assert.equal(typedContact(makeConversation({contact: {name: '', email: ''}})), undefined);
  });

  it("contains the user's text, with invisible characters written out", () => {
    const contact = {name: 'Ann\u202E', email: 'ann@example.com\u200B'};
    assert.deepEqual(typedContact(makeConversation({contact})), {
      name: 'Ann[U+202E]',
      email: 'ann@example.com[U+200B]',
    });
  });
});

describe('shortCode', () => {
  it('is the end of the conversation’s id', () => {
    assert.equal(shortCode('7d0c1c1e-0000-4000-8000-00000000ab12'), 'AB12');
    assert.equal(shortCode('a-1'), 'A1');
  });
});

const at = (time: string): number => Date.parse(time);

describe('groupMessages', () => {
  const minute = (value: string): number => at(`2026-03-29T${value}+02:00`);
  const agent = (name: string): {kind: 'agent'; name: string} => ({kind: 'agent', name});

  it('puts messages of one sender within one minute together', () => {
    const days = groupMessages([
      makeMessage(1, {createdAt: minute('10:00:01')}),
      makeMessage(2, {createdAt: minute('10:00:59')}),
      makeMessage(3, {createdAt: minute('10:01:00')}),
      makeMessage(4, {createdAt: minute('10:01:01'), sender: agent('Ada')}),
      makeMessage(5, {createdAt: minute('10:01:02'), sender: agent('Bob')}),
    ]);
    assert.deepEqual(
      days.map(({groups}) => groups.map(({messages}) => messages.map(({sequence}) => sequence))),
      [[[1, 2], [3], [4], [5]]],
    );
  });

  it('begins a new day at midnight of the agent’s time zone', () => {
    const messages = [
      makeMessage(1, {createdAt: at('2026-03-28T22:59:59Z')}),
      makeMessage(2, {createdAt: at('2026-03-28T23:00:00Z')}),
    ];
    assert.equal(groupMessages(messages).length, 2);
  });

  it('is empty without messages', () => {
    assert.deepEqual(groupMessages([]), []);
  });
});
