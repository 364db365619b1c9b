import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  emailKey,
  identify,
  type Identification,
  type IdentityIssue,
  isEmail,
  isMissingValue,
  USER_EMAIL_LIMIT_CHARS,
  USER_ID_LIMIT_CHARS,
  USER_NAME_LIMIT_CHARS,
  type UserFields,
} from '../../src/protocol/identity.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

const GRINNING = '😀'; // One code point, two UTF-16 code units.
const FAMILY = '👩‍👧'; // Three code points, drawn as one character.
const LONE_SURROGATES = ['\uD83D', '\uDE00', 'a\uD83D', '\uDE00a', '\uDE00\uD83D', 'a\uD83Db'];

/** White space that is no control character. */
const SPACES = {
  space: ' ',
  'no-break space': '\u00A0',
  'em space': '\u2003',
  'ideographic space': '\u3000',
  'line separator': '\u2028',
  'byte order mark': '\uFEFF',
};

const WHITE_SPACE = {
  ...SPACES,
  tab: '\t',
  'line feed': '\n',
  'carriage return': '\r',
  'form feed': '\f',
  'vertical tab': '\v',
};

/** What programs write for a value that they do not have, and templates that nobody has filled in. */
const MISSING_VALUES = [
  'undefined',
  'null',
  'NaN',
  'None',
  '[object Object]',
  '{{user.id}}',
  '{{ user.id }}',
  '{{}}',
  '${userId}',
  '${}',
  '<%= user.id %>',
  '<%%>',
  '{{ user\u2028.id }}',
];

/** Texts that resemble them, and are ids. */
const NOT_MISSING_VALUES = [
  'Undefined',
  'UNDEFINED',
  'undefined1',
  'undefined undefined',
  'Null',
  'NULL',
  'nulls',
  'null-1',
  'nan',
  'NAN',
  'none',
  'NONE',
  'nil',
  'false',
  'true',
  '0',
  '-1',
  'object Object',
  '[object Array]',
  '[object Object][object Object]',
  '{user}',
  '{{user',
  'user}}',
  'a{{user}}',
  '{{user}}a',
  '$user',
  '$1',
  '{}',
  '[]',
  '${user',
  'a${user}',
  '${user}-1',
  '<%user',
  '<% user %>-1',
  '%user%',
  '<user>',
];

const NOT_STRINGS: readonly (readonly [string, unknown])[] = [
  ['an integer', 42],
  ['zero', 0],
  ['a decimal', 4.2],
  ['NaN', NaN],
  ['a big integer', 42n],
  ['true', true],
  ['false', false],
  ['a symbol', Symbol('ann')],
  ['a function', () => 'ann'],
  ['an array', ['ann@example.com']],
  ['an empty array', []],
  ['an object', {}],
  ['an object with a toString method', {toString: () => 'ann@example.com'}],
  ['a String object', Object('ann@example.com')],
  ['an object without a prototype', Object.create(null)],
  ['a date', new Date(0)],
];

const ANONYMOUS: Identification = {claim: {kind: 'anonymous'}, issues: []};

function assertRefused(fields: UserFields, ...issues: IdentityIssue[]): void {
  assert.deepEqual(identify(fields), {claim: {kind: 'anonymous'}, issues});
}

function assertLoggedIn(fields: UserFields, identifiers: object = fields): void {
  assert.deepEqual(identify(fields), {claim: {kind: 'logged-in', ...identifiers}, issues: []});
}

describe('a logged-in user', () => {
  it('"In order to create a logged-in user in Helpshift, the use of either userId or userEmail is required."', () => {
    assertLoggedIn({userId: 'captain_planet'});
    assertLoggedIn({userEmail: 'captain@example.com'});
    assertLoggedIn({userId: 'captain_planet', userEmail: 'captain@example.com'});
    assert.deepEqual(identify({userName: 'Captain Planet'}), {
      claim: {kind: 'anonymous', userName: 'Captain Planet'},
      issues: [],
    });
  });

  it('"If a user identifier is not passed […], Helpshift assumes that the end user is an anonymous user"', () => {
    assert.deepEqual(identify({}), ANONYMOUS);
    for (const nothing of [undefined, null, '']) {
      assert.deepEqual(identify({userId: nothing, userEmail: nothing, userName: nothing}), ANONYMOUS);
      assertLoggedIn({userId: 'u1', userEmail: nothing, userName: nothing}, {userId: 'u1'});
      assertLoggedIn({userId: nothing, userEmail: 'a@b.org', userName: nothing}, {userEmail: 'a@b.org'});
    }
  });

  it('"All the parameter values should be of type string. Integer and decimal values are invalid."', () => {
    for (const [what, value] of NOT_STRINGS) {
      const issuesFor = (fields: UserFields) => {
        const {claim, issues} = identify(fields);
        return [what, claim, issues];
      };
      const anonymous = {kind: 'anonymous'};
      assert.deepEqual(issuesFor({userId: value}), [what, anonymous, ['USER_ID_NOT_A_STRING']]);
      assert.deepEqual(issuesFor({userEmail: value}), [what, anonymous, ['USER_EMAIL_NOT_A_STRING']]);
      const named = {kind: 'logged-in', userId: 'u1'};
      assert.deepEqual(issuesFor({userId: 'u1', userName: value}), [what, named, ['USER_NAME_NOT_A_STRING']]);
    }
  });

  it('ignores inherited properties as identifiers, and accepts a prototype key as an id', () => {
    for (const userId of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']) {
      const {claim, issues} = identify({userId});
      assert.deepEqual(issues, []);
      assert.equal(Object.getPrototypeOf(claim), Object.prototype);
      assert.deepEqual(Object.entries(claim), [
        ['kind', 'logged-in'],
        ['userId', userId],
      ]);
    }
  });

  it('does not fall back to the valid identifier when the other is invalid', () => {
    assertRefused({userId: ' u1', userEmail: 'ann@example.com'}, 'USER_ID_HAS_OUTER_WHITE_SPACE');
    assertRefused({userId: 'u1', userEmail: 'not an address'}, 'USER_EMAIL_INVALID');
    assertRefused({userId: 7, userEmail: 'ann@'}, 'USER_ID_NOT_A_STRING', 'USER_EMAIL_INVALID');
    const {claim} = identify({userId: ' u1', userEmail: 'ann@example.com', userName: 'Ann'});
    assert.deepEqual(claim, {kind: 'anonymous', userName: 'Ann'});
  });
});

describe('userId', () => {
  it('"The max length is 750 characters. Values longer than this will result in the creation of an anonymous user."', () => {
    assert.equal(USER_ID_LIMIT_CHARS, 750);
    for (const character of ['a', 'ü', '字', GRINNING]) {
      assertLoggedIn({userId: character.repeat(750)});
      assertRefused({userId: character.repeat(751)}, 'USER_ID_TOO_LONG');
    }
    assertLoggedIn({userId: FAMILY.repeat(250)});
    assertRefused({userId: FAMILY.repeat(250) + 'a'}, 'USER_ID_TOO_LONG');
    assertRefused({userId: 'a'.repeat(1_000_000)}, 'USER_ID_TOO_LONG');
  });

  it('"userId values with leading/trailing spaces will result in the creation of an anonymous user"', () => {
    for (const [what, space] of Object.entries(WHITE_SPACE)) {
      for (const userId of [`${space}u1`, `u1${space}`, `${space}u1${space}`, space]) {
        assert.deepEqual(
          identify({userId}),
          {
            claim: {kind: 'anonymous'},
            issues: ['USER_ID_HAS_OUTER_WHITE_SPACE'],
          },
          what,
        );
      }
    }
  });

  it('"Spaces within the userId value are allowed, though."', () => {
    for (const space of Object.values(SPACES)) assertLoggedIn({userId: `u${space}1`});
  });

  it('"The userId value is case-sensitive": it is kept as it is', () => {
    for (const userId of ['1abc', '1ABC', 'İ', 'ß', 'a\u0308', 'ä']) assertLoggedIn({userId});
  });

  it('"Do not provide an email address as the userId.": one that does is taken, and told', () => {
    assert.deepEqual(identify({userId: 'ann@example.com', userEmail: 'ann@example.com'}), {
      claim: {kind: 'logged-in', userId: 'ann@example.com', userEmail: 'ann@example.com'},
      issues: ['USER_ID_LOOKS_LIKE_EMAIL'],
    });
    assertLoggedIn({userId: '@ann'});
    assertLoggedIn({userId: 'ann@'});
  });

  it('rejects texts without a UTF-8 form: two ids would sign the same bytes', () => {
    for (const lone of LONE_SURROGATES) assertRefused({userId: lone}, 'USER_ID_NOT_WELL_FORMED');
  });

  it('rejects control characters: the strict form of the token separates the identifiers by line breaks', () => {
    for (let code = 0; code <= 0x9f; code += 1) {
      const userId = `u${String.fromCharCode(code)}1`;
      if (code < 0x20 || code >= 0x7f) assertRefused({userId}, 'USER_ID_HAS_CONTROL_CHARACTER');
      else assert.equal(identify({userId}).claim.kind, 'logged-in');
    }
    for (const userId of ['\0', '\0u1', 'u1\0', '\x01\x7f', 'a\r\nSet-Cookie: b', 'helpshift-chat.v1\nu1\n\x85']) {
      assertRefused({userId}, 'USER_ID_HAS_CONTROL_CHARACTER');
    }
  });

  it('rejects the text of a missing value: all visitors would be one user', () => {
    for (const userId of MISSING_VALUES) assertRefused({userId}, 'USER_ID_IS_A_MISSING_VALUE');
    assertRefused({userId: 'undefined', userEmail: 'ann@example.com'}, 'USER_ID_IS_A_MISSING_VALUE');
    assertRefused({userId: 'undefined', userEmail: 'undefined'}, 'USER_ID_IS_A_MISSING_VALUE', 'USER_EMAIL_INVALID');
    assertRefused({userId: 'null', fullPrivacy: true}, 'USER_ID_IS_A_MISSING_VALUE');
  });

  it('accepts what resembles a missing value: the list is exact and case-sensitive', () => {
    for (const userId of NOT_MISSING_VALUES) assertLoggedIn({userId});
  });

  it('accepts everything else: bidi marks, markup, zero-width space, the soft hyphen', () => {
    for (const userId of ['\u202Eabc\u202C', '<b>', '\u200Bu1', "'; --", '0', 'u\u00AD1']) assertLoggedIn({userId});
  });
});

describe('userEmail', () => {
  const valid = [
    'foobar@example.com',
    'FOObar@Example.Com',
    'a@b',
    'a.b@c.d',
    '.a@b.c',
    'a.@b.c',
    'a..b@c.d',
    "!#$%&'*+/=?^_`{|}~-@example.com",
    'a+tag@example.com',
    '1@2.3',
    'a@xn--bcher-kva.example',
    'a@localhost',
    `a@${'b'.repeat(63)}`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}`,
    'a@b-c',
  ];
  const invalid = [
    'foobar',
    '@',
    'a@',
    '@b',
    'a@@b',
    'a@b@c',
    'a b@c.d',
    'a@b c',
    'a@b.',
    'a@.b',
    'a@b..c',
    'a@-b',
    'a@b-',
    'a@b-.c',
    'a@b_c',
    `a@${'b'.repeat(64)}`,
    'a,b@c.d',
    '"a b"@c.d',
    'a@[127.0.0.1]',
    'Ann <a@b.c>',
    'mailto:a@b.c',
    'ä@b.c',
    'a@bücher.example',
    'a@b.c\0',
    // The strict form of the token separates the identifiers by line breaks.
    'a\n@b.c',
    'a@b.c\nd@e.f',
    'a@b.c\rd@e.f',
    'a\u200B@b.c',
    'ſ@b.c', // Equal to "S" when Unicode case is ignored.
    'a@\u212A.c', // Equal to "K" when Unicode case is ignored.
    '\uD83D@b.c',
  ];

  it('"The email should be in a valid format, e.g. "foobar@example.com"."', () => {
    for (const userEmail of valid) assertLoggedIn({userEmail});
  });

  it('"Invalid emails will result in the creation of an anonymous user."', () => {
    for (const userEmail of invalid) assertRefused({userEmail}, 'USER_EMAIL_INVALID');
  });

  it('"Emails with leading/trailing spaces will result in the creation of an anonymous user."', () => {
    for (const space of Object.values(WHITE_SPACE)) {
      for (const userEmail of [`${space}a@b.c`, `a@b.c${space}`, space]) {
        assertRefused({userEmail}, 'USER_EMAIL_HAS_OUTER_WHITE_SPACE');
      }
    }
  });

  it('"The email value is case insensitive": it is compared without case, and kept as it is', () => {
    assert.equal(emailKey('foobar@example.com'), emailKey('FOObar@Example.Com'));
    assert.notEqual(emailKey('foobar@example.com'), emailKey('foobaz@example.com'));
    assertLoggedIn({userEmail: 'FOObar@Example.Com'});
  });

  it('rejects the text of a missing value, as it is no address', () => {
    for (const userEmail of MISSING_VALUES) assertRefused({userEmail}, 'USER_EMAIL_INVALID');
  });

  it('is at most 320 characters long', () => {
    assert.equal(USER_EMAIL_LIMIT_CHARS, 320);
    const domain = `@${'b'.repeat(63)}`;
    assertLoggedIn({userEmail: 'a'.repeat(320 - domain.length) + domain});
    assertRefused({userEmail: 'a'.repeat(321 - domain.length) + domain}, 'USER_EMAIL_TOO_LONG');
    assertRefused({userEmail: 'a'.repeat(1_000_000)}, 'USER_EMAIL_TOO_LONG');
  });

  it('is valid exactly when it is valid by the HTML standard', () => {
    // Word for word from https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
    const standard =
      /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
    const part = fc.string({unit: fc.constantFrom(...'aZ0.-_+!@ \n~^', 'é', 'ſ', '\u212A', '\0'), maxLength: 8});
    const nearlyAddress = fc.tuple(part, fc.constantFrom('@', '', '@@'), part).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(nearlyAddress, fc.emailAddress(), fc.string()), (value) => {
        assert.equal(isEmail(value), value.length <= USER_EMAIL_LIMIT_CHARS && standard.test(value));
      }),
      {numRuns: 2000},
    );
  });

  it('is checked in time that grows only with its length', () => {
    // A pattern with backtracking would take hours for these.
    for (const hostile of [`a@${'a-'.repeat(150)}`, `a@${'a.'.repeat(150)}`, `${'a'.repeat(318)}@`]) {
      assert.equal(isEmail(hostile), false);
    }
  });
});

describe('userName', () => {
  const nameOf = (userName: unknown) => identify({userId: 'u1', userName}).claim.userName;

  it('"Max length – 255 characters. Values longer than this will be truncated."', () => {
    assert.equal(USER_NAME_LIMIT_CHARS, 255);
    for (const character of ['a', 'ü', GRINNING]) {
      assert.equal(nameOf(character.repeat(255)), character.repeat(255));
      assert.equal(nameOf(character.repeat(256)), character.repeat(255));
      assert.equal(nameOf(character.repeat(5000)), character.repeat(255));
    }
  });

  it('is never cut inside a character', () => {
    assert.equal(nameOf('a'.repeat(254) + GRINNING + 'b'), 'a'.repeat(254) + GRINNING);
    assert.equal(nameOf('a'.repeat(255) + GRINNING), 'a'.repeat(255));
  });

  it('"If you don\'t have the user\'s name in your systems, you may leave it blank."', () => {
    for (const blank of ['', ' ', '\n\t', null, undefined]) {
      assert.deepEqual(identify({userId: 'u1', userName: blank}).claim, {kind: 'logged-in', userId: 'u1'});
      assert.deepEqual(identify({userId: 'u1', userName: blank}).issues, []);
    }
  });

  it('loses outer white space and characters that cannot be stored; it never makes a user anonymous', () => {
    assert.equal(nameOf(' Ann \n'), 'Ann');
    assert.equal(nameOf('A\0n\uD83Dn'), 'Ann');
    assert.equal(nameOf('\uD83D\0\uDE00Ann'), 'Ann');
    assert.equal(nameOf('\uD83D'), undefined);
    assert.equal(nameOf('Ann  Lee'), 'Ann  Lee');
    for (const name of ['\uD83D', '\0', 'a'.repeat(9999), 7]) {
      assert.equal(identify({userId: 'u1', userName: name}).claim.kind, 'logged-in');
    }
  });
});

describe('full privacy, with which "the user authentication token should be generated only using the userId"', () => {
  it('counts userEmail and userName as not given', () => {
    const {claim, issues} = identify({
      userId: 'u1',
      userEmail: 'ann@example.com',
      userName: 'Ann',
      fullPrivacy: true,
    });
    assert.deepEqual(claim, {kind: 'logged-in', userId: 'u1'});
    assert.deepEqual(issues, []);
  });

  it('makes the user anonymous when only an address is given, and says so', () => {
    const addressAlone = {userEmail: 'ann@example.com', userName: 'Ann', fullPrivacy: true};
    assertRefused(addressAlone, 'USER_EMAIL_ALONE_WITH_FULL_PRIVACY');
    assertRefused({...addressAlone, userAuthToken: 'v1.x'}, 'USER_EMAIL_ALONE_WITH_FULL_PRIVACY');
    for (const userEmail of ['', null, undefined])
      assert.deepEqual(identify({userEmail, fullPrivacy: true}), ANONYMOUS);
  });

  it('does not check them', () => {
    assertLoggedIn({userId: 'u1', userEmail: 'broken', userName: 7, fullPrivacy: true}, {userId: 'u1'});
    assertRefused({userId: ' u1', userEmail: 'broken', fullPrivacy: true}, 'USER_ID_HAS_OUTER_WHITE_SPACE');
  });

  it('is off when it is false', () => {
    assertLoggedIn({userId: 'u1', userEmail: 'a@b.c', fullPrivacy: false}, {userId: 'u1', userEmail: 'a@b.c'});
  });
});

describe('a token without a user', () => {
  it('is reported, because a token identifies nobody', () => {
    for (const userAuthToken of ['v1.x', 'x']) {
      assertRefused({userAuthToken}, 'USER_AUTH_TOKEN_WITHOUT_USER');
      assertRefused({userAuthToken, userId: '', userEmail: null}, 'USER_AUTH_TOKEN_WITHOUT_USER');
    }
    assert.deepEqual(identify({userAuthToken: 'x', userName: 'Ann'}), {
      claim: {kind: 'anonymous', userName: 'Ann'},
      issues: ['USER_AUTH_TOKEN_WITHOUT_USER'],
    });
  });

  it('is not reported without a token, with an identifier, or beside the rule that the identifier breaks', () => {
    for (const userAuthToken of ['', null, undefined, 7]) assert.deepEqual(identify({userAuthToken}), ANONYMOUS);
    assertLoggedIn({userId: 'u1', userAuthToken: 'x'}, {userId: 'u1'});
    assertLoggedIn({userEmail: 'a@b', userAuthToken: 'x'}, {userEmail: 'a@b'});
    assertRefused({userId: ' u1', userAuthToken: 'x'}, 'USER_ID_HAS_OUTER_WHITE_SPACE');
  });
});

describe('isMissingValue', () => {
  it('sees the whole list, and no more', () => {
    for (const value of MISSING_VALUES) assert.equal(isMissingValue(value), true, value);
    for (const value of [...NOT_MISSING_VALUES, '', ' undefined', 'null ']) assert.equal(isMissingValue(value), false);
  });

  it('looks at the length of a text once, whatever it holds', () => {
    // A pattern with backtracking would take hours for these.
    for (const opening of ['{{', '${', '<%']) assert.equal(isMissingValue(opening.repeat(100_000)), false);
  });
});

describe('identify, with any input', () => {
  const text = fc.oneof(
    fc.string({unit: 'binary', maxLength: 20}),
    // Any UTF-16 code units, also lone surrogates.
    fc.array(fc.nat(0xffff), {maxLength: 20}).map((units) => String.fromCharCode(...units)),
    fc.emailAddress(),
    fc.constantFrom(
      '',
      ' ',
      ' u1',
      'u1 ',
      'u1',
      'u\n1',
      '\0',
      'undefined',
      '{{id}}',
      'a@b',
      'x'.repeat(751),
      GRINNING.repeat(750),
      'y'.repeat(300),
    ),
  );
  const value = fc.oneof({weight: 4, arbitrary: text}, fc.anything());
  const fields = fc.record(
    {userId: value, userEmail: value, userName: value, userAuthToken: value, fullPrivacy: fc.boolean()},
    {requiredKeys: []},
  );

  function assertAll(check: (given: UserFields, identification: Identification) => void): void {
    fc.assert(
      fc.property(fields, (given) => check(given, identify(given))),
      {numRuns: 1000},
    );
  }

  it('never throws', () => {
    const anything = fc.record({userId: fc.anything(), userEmail: fc.anything(), userName: fc.anything()});
    fc.assert(fc.property(anything, (given) => void identify(given)));
    assertAll(() => {});
  });

  it('returns the same claim for its own claim', () => {
    assertAll(({fullPrivacy}, {claim}) => {
      const again = identify({...claim, ...(fullPrivacy !== undefined && {fullPrivacy})});
      assert.deepEqual(again.claim, claim);
      assert.deepEqual(identify({...claim}).claim, claim);
    });
  });

  it('never claims a value that was not given', () => {
    assertAll((given, {claim}) => {
      const {kind, userName, ...identifiers} = claim;
      for (const [name, identifier] of Object.entries(identifiers)) {
        assert.equal(identifier, given[name as keyof UserFields]);
      }
      // The name is cut and cleaned: its characters come from the given name, in the same order.
      let rest = typeof given.userName === 'string' ? [...given.userName] : [];
      for (const character of userName ?? '') {
        assert.ok(rest.includes(character));
        rest = rest.slice(rest.indexOf(character) + 1);
      }
      if (given.fullPrivacy) assert.deepEqual([claim.userName, 'userEmail' in claim], [undefined, false]);
      assert.equal(kind === 'logged-in', Object.keys(identifiers).length > 0);
    });
  });

  it('makes the user anonymous for any invalid identifier', () => {
    const isBlank = (value: unknown) => value === undefined || value === null || value === '';
    const isBroken = (value: unknown, limit: number) =>
      !isBlank(value) && (typeof value !== 'string' || value !== value.trim() || [...value].length > limit);
    const isUnusableId = (value: unknown) =>
      typeof value === 'string' && (/\p{Cc}/u.test(value) || value === 'undefined' || value === '{{id}}');
    assertAll(({userId, userEmail, fullPrivacy}, {claim, issues}) => {
      const isIdBroken = isBroken(userId, 750) || isUnusableId(userId);
      const isEmailBroken = !fullPrivacy && isBroken(userEmail, 320);
      const hasIssueOf = (field: string) => issues.some((issue) => issue.startsWith(field));
      if (isIdBroken || isEmailBroken) assert.equal(claim.kind, 'anonymous');
      if (isIdBroken) assert.ok(hasIssueOf('USER_ID_'));
      if (isEmailBroken) assert.ok(hasIssueOf('USER_EMAIL_'));
    });
  });

  it('returns only text that UTF-8 and PostgreSQL can store, within the limits', () => {
    assertAll((_given, {claim}) => {
      const {
        userId = '',
        userEmail = '',
        userName = '',
      } = claim as {userId?: string; userEmail?: string; userName?: string};
      const all = userId + userEmail + userName;
      assert.doesNotThrow(() => encodeURIComponent(all)); // Throws on a lone surrogate.
      assert.ok(!all.includes('\0'));
      assert.ok(!/\p{Cc}/u.test(userId + userEmail)); // A line break would be a second one in the signed text.
      assert.ok([...userId].length <= 750 && userEmail.length <= 320 && [...userName].length <= 255);
    });
  });
});
