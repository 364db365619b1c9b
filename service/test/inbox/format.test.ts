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
import {logItems} from '../../inbox/format/log-items.js';
import {isolated, visibleIdentifier, visibleName} from '../../inbox/format/visible-text.js';
import {EMPTY_THREAD, type Thread} from '../../inbox/state/state.js';
import {
  makeEntries,
  makeEntry,
  makeHead,
  makeNote,
  makeThread,
  makeUnverifiedUser,
  makeUser,
  NAMELESS,
} from './support/fixtures.js';

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
    const {user} = makeHead({
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
    assert.equal(typedContact(makeHead()), undefined);
    assert.equal(typedContact(makeHead({contact: {name: '', email: ''}})), undefined);
  });

  it("contains the user's text, with invisible characters written out", () => {
    const contact = {name: 'Ann\u202E', email: 'ann@example.com\u200B'};
    assert.deepEqual(typedContact(makeHead({contact})), {
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

describe('isolated', () => {
  it('keeps the direction of a name out of the sentence around it', () => {
    assert.equal(isolated('Ann'), '\u2068Ann\u2069');
  });
});

describe('logItems', () => {
  const me = 'Ada';
  /** The items in short: a group as its texts, with `note` before those of notes. */
  const outline = (thread: Thread): string[] =>
    logItems(thread, me).flatMap((item) => {
      if (item.kind === 'day') return [];
      if (item.kind !== 'group') return [item.kind];
      const texts = item.messages.map(({text, delivery}) => (delivery === 'stored' ? text : `${text} (${delivery})`));
      return [`${item.isNote ? 'note ' : ''}${item.author.kind}: ${texts.join(', ')}`];
    });

  it('puts each note after the entry that was the newest when the note was stored', () => {
    const notes = [
      makeNote(1, {after: 0, content: {kind: 'note', text: 'a'}}),
      makeNote(2, {after: 2, content: {kind: 'note', text: 'b'}}),
      makeNote(3, {after: 2, content: {kind: 'note', text: 'c'}}),
      makeNote(4, {after: 3, content: {kind: 'note', text: 'd'}}),
    ];
    assert.deepEqual(outline(makeThread(makeEntries(1, 3), {notes})), [
      'note agent: a',
      'user: text 1, text 2',
      'note agent: b, c',
      'user: text 3',
      'note agent: d',
    ]);
    assert.deepEqual(outline(makeThread(makeEntries(3, 3), {notes})), [
      'note agent: b, c',
      'user: text 3',
      'note agent: d',
    ]);
  });

  it('ends with what is on its way, in the order of writing, answers and notes apart', () => {
    const thread = makeThread(makeEntries(1, 1), {
      queues: {
        text: [
          {id: 'a', text: 'first', writtenAt: 2000, status: 'failed'},
          {id: 'c', text: 'third', writtenAt: 4000, status: 'waiting'},
        ],
        note: [{id: 'b', text: 'second', isNote: true, writtenAt: 3000, status: 'waiting'}],
      },
    });
    assert.deepEqual(outline(thread), [
      'user: text 1',
      'agent: first (failed)',
      'note agent: second (waiting)',
      'agent: third (waiting)',
    ]);
  });

  it('shows what happened, and that something cannot be shown', () => {
    const entries = [
      makeEntry(1),
      makeEntry(2, {content: {kind: 'resolved'}, author: {kind: 'agent', name: 'Ada'}}),
      makeEntry(3, {content: {kind: 'unknown'}}),
    ];
    assert.deepEqual(outline(makeThread(entries)), ['user: text 1', 'resolved', 'unknown']);
    assert.deepEqual(outline(EMPTY_THREAD), []);
  });
});
