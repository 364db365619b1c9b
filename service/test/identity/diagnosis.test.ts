import assert from 'node:assert/strict';
import {createHash, createHmac} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {compatibleSignedText, createUserAuthToken, strictSignedText} from 'helpshift-chat/token';
import {diagnoseToken} from '../../src/identity/diagnosis.js';
import {MISTAKE_TEXTS} from '../../contract/diagnosis-texts.js';
import {DIGESTS_LIMIT, possibleDigests} from '../../src/identity/diagnosis/possible-digest.js';
import type {CandidateKey, DiagnosisRequest, Mistake} from '../../src/identity/diagnosis.js';

const SECRET = 'q83vEjRWeJASNFZ4kBI0VniQq83vEjRW';
const HEX_SECRET = '00112233445566778899aabbccddeeff';
const KEYS: readonly CandidateKey[] = [
  {id: 'the-current-key', secret: SECRET, standing: 'active'},
  {id: 'the-hex-key', secret: HEX_SECRET, standing: 'active'},
  {id: 'the-quoted-key', secret: '"a secret with quotation marks"', standing: 'active'},
  {id: 'the-old-key', secret: 'an old secret that was deleted', standing: 'deleted'},
  {id: 'the-key-elsewhere', secret: 'the secret of another app', standing: 'other-app'},
  {id: 'the-key-far-away', secret: 'the secret of another domain', standing: 'other-domain'},
];
const ALL = {compatibleTokens: 'all', mayAmbiguousClaim: false} as const;
const NONE = {compatibleTokens: 'none', mayAmbiguousClaim: false} as const;
const CAUTIOUS = {compatibleTokens: 'cautious', mayAmbiguousClaim: false} as const;
const STORED = {userIds: ['stored-id'], userEmails: ['stored@example.com'], userNames: ['Stored Name']};

const USER = {userId: 'Captain_Planét', userEmail: 'Captain@example.com'};
const {userId, userEmail} = USER;
const NAME = 'Linka';
const STRICT = strictSignedText(USER);
const BOTH = compatibleSignedText(USER);
const ID_ALONE = {userId};
const EMAIL_ALONE = {userEmail};

const hmac = (text: string | Buffer, secret: string | Buffer = SECRET, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text).digest();
const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');
const strict = (text: string | Buffer, secret: string | Buffer = SECRET) => `v1.${base64(hmac(text, secret))}`;
const compatible = (text: string, secret: string | Buffer = SECRET) => base64(hmac(text, secret));
const RIGHT = strict(STRICT);

/** A user whose right token holds a character. */
function userWith(character: string) {
  const userIds = Array.from({length: 500}, (_, number) => `user-${number}`);
  const found = userIds.find((id) =>
    strict(strictSignedText({userId: id}))
      .slice(4, -1)
      .includes(character),
  );
  return {userId: found ?? assert.fail(`no token with ${character}`)};
}
const PLUS = userWith('+');
const SLASH = userWith('/');

type Options = Partial<Omit<DiagnosisRequest, 'token'>> & {rules?: typeof ALL | typeof NONE | typeof CAUTIOUS};

function mistakesOf(token: string, {rules = NONE, ...request}: Options = USER, keys = KEYS) {
  const diagnosis = diagnoseToken({fullPrivacy: false, ...request, token}, keys, rules, STORED);
  return diagnosis.valid ? 'valid' : diagnosis.mistakes;
}

describe('diagnoseToken: "How do I test that I have User Identity Verification set up correctly?"', () => {
  it('says valid to a right token, in both forms, with and without padding', async () => {
    for (const form of ['strict', 'compatible'] as const) {
      for (const user of [USER, ID_ALONE, EMAIL_ALONE]) {
        const token = await createUserAuthToken({...user, secret: SECRET, form});
        assert.equal(mistakesOf(token, {...user, rules: ALL}), 'valid');
        assert.equal(mistakesOf(token.replace('=', ''), {...user, rules: ALL}), 'valid');
      }
    }
    assert.equal(mistakesOf(strict(strictSignedText(ID_ALONE)), {...USER, fullPrivacy: true}), 'valid');
  });

  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const cases: readonly [Mistake, string, Options?][] = [
    // What the page passes
    ['token-missing', ' '],
    ...['undefined', 'null', '[object Promise]', '{{ token }}', '"undefined"', 'v1.undefined'].map(
      (token): [Mistake, string] => ['token-is-a-missing-value', token],
    ),
    ['token-is-the-secret', SECRET],
    ['token-is-the-secret', `v1.${SECRET}`],
    ['token-is-the-secret', base64(SECRET)],
    ['token-is-the-secret', 'the secret of another domain'],
    ['token-has-white-space', `${RIGHT}\n`],
    ['token-has-white-space', `${RIGHT.slice(0, 20)}\n${RIGHT.slice(20)}`],
    ['token-is-quoted', `"${RIGHT}"`],
    ['token-is-url-encoded', encodeURIComponent(RIGHT)],
    ['token-is-url-encoded-twice', encodeURIComponent(encodeURIComponent(RIGHT))],
    ['token-is-json-escaped', strict(strictSignedText(SLASH)).replaceAll('/', '\\/'), SLASH],
    ['token-is-json-escaped', RIGHT.replace('=', '\\u003D')],
    ['token-is-html-escaped', RIGHT.replace('=', '&#x3D;')],
    ['token-lost-its-plus-signs', strict(strictSignedText(PLUS)).replaceAll('+', ' '), PLUS],
    ['token-has-bearer-prefix', `Bearer ${RIGHT}`],
    ['token-has-algorithm-prefix', `sha256=${RIGHT}`],
    ['token-truncated', RIGHT.slice(0, 30)],
    ['token-altered', `${RIGHT};`],
    ['token-altered', RIGHT.slice(0, 30) + 'x'.repeat(16)],
    ['token-has-superfluous-padding', `${RIGHT}=`],
    ['token-has-superfluous-padding', `${compatible(userId)}==`, {...ID_ALONE, rules: CAUTIOUS}],
    ['token-has-wrong-length', RIGHT.slice(5, 30)],
    ['token-has-wrong-length', 'v1.'],
    // How the digest is written
    ['token-is-hex', `v1.${hmac(STRICT).toString('hex')}`],
    ['token-is-hex', `v1.${hmac(STRICT).toString('hex').toUpperCase()}`],
    ['token-is-base64url', `v1.${hmac(strictSignedText(SLASH)).toString('base64url')}`, SLASH],
    ['token-is-base64-of-hex', `v1.${base64(hmac(STRICT).toString('hex'))}`],
    ['token-is-double-base64', `v1.${base64(base64(hmac(STRICT)))}`],
    ['token-is-double-base64', base64(RIGHT)],
    ['strict-prefix-missing', RIGHT.slice(3)],
    ['strict-prefix-on-compatible-form', `v1.${compatible(BOTH)}`, {...USER, rules: ALL}],
    // What the app accepts
    ['compatible-form-is-off', compatible(BOTH)],
    ['ambiguous-token', compatible(BOTH), {...USER, rules: CAUTIOUS}],
    ['ambiguous-token', compatible(userEmail), {...EMAIL_ALONE, rules: CAUTIOUS}],
    // What was signed
    [
      'old-strict-form',
      `v1.${hmac(`helpshift-chat.v1\0${JSON.stringify([userId, userEmail])}`).toString('base64url')}`,
    ],
    [
      'old-strict-form',
      `v1.${hmac(`helpshift-chat.v1\0${JSON.stringify([userId, null])}`).toString('base64url')}`,
      ID_ALONE,
    ],
    ['signed-json', strict(JSON.stringify({userId, userEmail}))],
    ['signed-json', strict(JSON.stringify({user_id: userId, user_email: userEmail}))],
    ['signed-json', strict(JSON.stringify({userId, userEmail, userName: NAME})), {...USER, userName: NAME}],
    ['signed-json', strict(JSON.stringify({userId})), ID_ALONE],
    ['signed-json', strict(`{"userId": "${userId}", "userEmail": "${userEmail}"}`)],
    ['strict-text-lacks-its-first-line', strict(`${userId}\n${userEmail}`)],
    ['strict-text-lacks-an-empty-line', strict(`helpshift-chat.v1\n${userId}`), ID_ALONE],
    ['strict-text-lacks-an-empty-line', strict(`helpshift-chat.v1\n${userEmail}`), EMAIL_ALONE],
    ['strict-text-has-wrong-line-breaks', strict(STRICT.replaceAll('\n', '\\n'))],
    ['strict-text-has-wrong-line-breaks', strict(STRICT.replaceAll('\n', '\r\n'))],
    ['signed-user-id-alone', strict(strictSignedText(ID_ALONE))],
    ['signed-user-email-alone', strict(strictSignedText(EMAIL_ALONE))],
    ['signed-user-id-alone', compatible(userId), {...USER, rules: ALL}],
    ['signed-despite-full-privacy', RIGHT, {...USER, fullPrivacy: true}],
    ['signed-in-swapped-order', strict(strictSignedText({userId: userEmail, userEmail: userId}))],
    ['signed-in-swapped-order', compatible(userEmail + userId), {...USER, rules: ALL}],
    ['signed-with-separator', compatible(`${userId}:${userEmail}`), {...USER, rules: ALL}],
    ...['undefined', 'null', 'None', 'nil', '<nil>'].flatMap((missing): [Mistake, string, Options][] => [
      ['signed-with-missing-value', strict(strictSignedText({userId, userEmail: missing})), ID_ALONE],
      ['signed-with-missing-value', strict(strictSignedText({userId: missing, userEmail})), EMAIL_ALONE],
      ['signed-with-missing-value', compatible(userId + missing), {...ID_ALONE, rules: ALL}],
      ['signed-with-missing-value', compatible(missing + userEmail), {...EMAIL_ALONE, rules: ALL}],
    ]),
    ['signed-with-user-name', strict(`${STRICT}\n${NAME}`), {...USER, userName: NAME}],
    ['signed-with-user-name', compatible(userId + NAME + userEmail), {...USER, userName: NAME, rules: ALL}],
    ['signed-with-user-name', compatible(`${BOTH}Stored Name`), {...USER, rules: ALL}],
    ['signed-lower-cased-email', strict(strictSignedText({userId, userEmail: userEmail.toLowerCase()}))],
    ['signed-lower-cased-user-id', strict(strictSignedText({userId: userId.toLowerCase(), userEmail}))],
    ['signed-in-another-unicode-form', strict(strictSignedText({userId: userId.normalize('NFD'), userEmail}))],
    ['signed-in-another-unicode-form', RIGHT, {userId: userId.normalize('NFD'), userEmail}],
    ['signed-stored-email', strict(strictSignedText({userId, userEmail: 'stored@example.com'})), ID_ALONE],
    ['signed-stored-email', strict(strictSignedText({userId, userEmail: 'stored@example.com'}))],
    ['signed-stored-user-id', strict(strictSignedText({userId: 'stored-id', userEmail})), EMAIL_ALONE],
    ['signed-with-line-break', strict(`${STRICT}\n`)],
    ['signed-in-latin-1', strict(Buffer.from(STRICT, 'latin1'))],
    ['signed-in-latin-1', strict(Buffer.from(STRICT.replace('é', '?')))],
    ['signed-in-utf-16', strict(utf16(STRICT))],
    ['signed-in-utf-8-twice', strict(Buffer.from(STRICT).toString('latin1'))],
    // What it was signed with
    ['key-deleted', strict(STRICT, 'an old secret that was deleted')],
    ['key-of-another-app', strict(STRICT, 'the secret of another app')],
    ['key-of-another-domain', strict(STRICT, 'the secret of another domain')],
    ['key-id-in-place-of-secret', strict(STRICT, 'the-current-key')],
    ...['', 'undefined', 'null', 'None', 'my-secret-key'].map((secret): [Mistake, string] => [
      'secret-is-not-set',
      strict(STRICT, secret),
    ]),
    ['secret-is-not-set', compatible(BOTH, ''), {...USER, rules: ALL}],
    ['secret-with-line-break', strict(STRICT, `${SECRET}\n`)],
    ['secret-with-white-space', strict(STRICT, ` ${SECRET}`)],
    ['secret-is-quoted', strict(STRICT, `"${SECRET}"`)],
    ['secret-with-byte-order-mark', strict(STRICT, `\uFEFF${SECRET}`)],
    ['secret-base64-decoded', strict(STRICT, Buffer.from(SECRET, 'base64'))],
    ['secret-base64-encoded', strict(STRICT, base64(SECRET))],
    ['secret-hex-decoded', strict(STRICT, Buffer.from(HEX_SECRET, 'hex'))],
    ['secret-in-utf-16', strict(STRICT, utf16(SECRET))],
    ['stored-secret-is-not-trimmed', strict(STRICT, 'a secret with quotation marks')],
    ['key-and-text-swapped', strict(SECRET, STRICT)],
    ...[STRICT, SECRET + STRICT, STRICT + SECRET].map((text): [Mistake, string] => [
      'hash-without-key',
      `v1.${createHash('sha256').update(text).digest('base64')}`,
    ]),
    ...['sha1', 'sha384', 'sha512', 'md5'].map((name): [Mistake, string] => [
      'another-hash-function',
      `v1.${base64(hmac(STRICT, SECRET, name))}`,
    ]),
    ['unexplained', strict('somebody else entirely')],
  ];
  for (const [index, [mistake, token, options]] of cases.entries()) {
    it(`finds ${mistake} (${index})`, () => assert.deepEqual(mistakesOf(token, options), [mistake]));
  }

  it('is tested with every mistake', () => {
    const apart: Mistake[] = ['user-is-anonymous', 'no-active-key'];
    assert.deepEqual(new Set([...cases.map(([mistake]) => mistake), ...apart]), new Set(Object.keys(MISTAKE_TEXTS)));
  });

  it('accepts an ambiguous token if the users of the app allow it', () => {
    const token = compatible(BOTH);
    assert.equal(mistakesOf(token, {...USER, rules: {...CAUTIOUS, mayAmbiguousClaim: true} as never}), 'valid');
    assert.equal(mistakesOf(compatible(userId), {...ID_ALONE, rules: CAUTIOUS}), 'valid');
  });

  for (const [token, options, expected] of [
    [
      `${hmac(`${BOTH}\n`).toString('hex')}\n`,
      {...USER, rules: ALL},
      'token-has-white-space token-is-hex signed-with-line-break',
    ],
    [hmac(BOTH).toString('hex'), USER, 'compatible-form-is-off token-is-hex'],
    [hmac(BOTH).toString('hex'), {...USER, rules: CAUTIOUS}, 'ambiguous-token token-is-hex'],
    [strict(strictSignedText(ID_ALONE), `${SECRET}\n`), USER, 'signed-user-id-alone secret-with-line-break'],
    [strict(STRICT.toLowerCase()), USER, 'signed-lower-cased-email signed-lower-cased-user-id'],
    [strict(utf16(STRICT), utf16(SECRET)), USER, 'signed-in-utf-16 secret-in-utf-16'],
    [
      strict(strictSignedText(EMAIL_ALONE), 'an old secret that was deleted'),
      USER,
      'key-deleted signed-user-email-alone',
    ],
    [hmac(strictSignedText(ID_ALONE), 'the secret of another app').toString('base64'), USER, 'unexplained'],
    [
      `v1.${hmac(strictSignedText(ID_ALONE), 'the secret of another app').toString('hex')}`,
      USER,
      'token-is-hex key-of-another-app signed-user-id-alone',
    ],
    [`v1.${hmac(STRICT, 'the secret of another app', 'sha1').toString('base64')}`, USER, 'token-has-wrong-length'],
    [hmac('somebody else entirely').toString('hex'), USER, 'token-is-hex unexplained'],
  ] as const) {
    it(`finds together: ${expected}`, () =>
      assert.equal(mistakesOf(token, options).toString(), expected.replaceAll(' ', ',')));
  }

  it('reports identifiers that make an anonymous user, with the reason', () => {
    const reported = (request: object, token: string) => {
      const diagnosis = diagnoseToken({...request, token, fullPrivacy: false}, KEYS, NONE);
      return diagnosis.valid ? [] : [diagnosis.mistakes.join(), diagnosis.issues.join()];
    };
    assert.deepEqual(reported({userId: ' x'}, 'x'), ['user-is-anonymous', 'USER_ID_HAS_OUTER_WHITE_SPACE']);
    assert.deepEqual(reported({userId: 'null'}, 'x'), ['user-is-anonymous', 'USER_ID_IS_A_MISSING_VALUE']);
    assert.deepEqual(reported({}, 'x'), ['user-is-anonymous', 'USER_AUTH_TOKEN_WITHOUT_USER']);
    assert.deepEqual(reported({}, SECRET), ['token-is-the-secret,user-is-anonymous', 'USER_AUTH_TOKEN_WITHOUT_USER']);
  });

  it('reports a missing key', () => {
    assert.deepEqual(mistakesOf(RIGHT, USER, []), ['no-active-key']);
    const deleted = KEYS.filter(({standing}) => standing === 'deleted');
    const token = strict(STRICT, 'an old secret that was deleted');
    assert.deepEqual(mistakesOf(token, USER, deleted), ['no-active-key', 'key-deleted']);
  });

  it('has a text for each mistake, with a remedy', () => {
    for (const {problem, remedy} of Object.values(MISTAKE_TEXTS)) assert.ok(problem.length > 10 && remedy.length > 10);
  });
});

describe('diagnoseToken with two mistakes', () => {
  // One list for each step of a site's server, in the order of the work. Each entry changes the right way.
  const identifiers: readonly [Mistake, (user: typeof USER) => {userId?: string; userEmail?: string}][] = [
    ['signed-user-id-alone', (user) => ({userId: user.userId})],
    ['signed-user-email-alone', (user) => ({userEmail: user.userEmail})],
    ['signed-lower-cased-email', (user) => ({...user, userEmail: user.userEmail.toLowerCase()})],
    ['signed-lower-cased-user-id', (user) => ({...user, userId: user.userId.toLowerCase()})],
    ['signed-in-another-unicode-form', (user) => ({...user, userId: user.userId.normalize('NFD')})],
    ['signed-stored-email', (user) => ({...user, userEmail: 'stored@example.com'})],
    ['signed-stored-user-id', (user) => ({...user, userId: 'stored-id'})],
  ];
  const layouts: readonly [Mistake, (user: {userId?: string; userEmail?: string}) => string][] = [
    ['signed-in-swapped-order', (user) => strictSignedText({userId: user.userEmail, userEmail: user.userId})],
    ['signed-with-user-name', (user) => `${strictSignedText(user)}\n${NAME}`],
    ['strict-text-has-wrong-line-breaks', (user) => strictSignedText(user).replaceAll('\n', '\\n')],
    ['strict-text-lacks-its-first-line', (user) => strictSignedText(user).replace('helpshift-chat.v1\n', '')],
    [
      'old-strict-form',
      (user) => `helpshift-chat.v1\0${JSON.stringify([user.userId ?? null, user.userEmail ?? null])}`,
    ],
  ];
  const bytes: readonly [Mistake, (text: string) => Buffer][] = [
    ['signed-with-line-break', (text) => Buffer.from(`${text}\n`)],
    ['signed-in-utf-16', (text) => Buffer.from(text, 'utf16le')],
  ];
  const secrets: readonly [Mistake, (secret: string) => string | Buffer][] = [
    ['secret-with-line-break', (secret) => `${secret}\r\n`],
    ['secret-with-white-space', (secret) => `${secret} `],
    ['secret-is-quoted', (secret) => `'${secret}'`],
    ['secret-with-byte-order-mark', (secret) => `\uFEFF${secret}`],
    ['secret-base64-decoded', (secret) => Buffer.from(secret, 'base64')],
    ['secret-base64-encoded', (secret) => base64(secret)],
    ['secret-in-utf-16', (secret) => Buffer.from(secret, 'utf16le')],
    ['key-id-in-place-of-secret', () => 'the-current-key'],
    ['key-deleted', () => 'an old secret that was deleted'],
  ];
  const hashes: readonly [Mistake, (secret: string | Buffer, text: Buffer) => Buffer][] = [
    ['key-and-text-swapped', (secret, text) => hmac(Buffer.from(secret as string), text)],
    ['hash-without-key', (secret, text) => createHash('sha256').update(secret).update(text).digest()],
    ['another-hash-function', (secret, text) => hmac(text, secret, 'sha512')],
  ];
  const writings: readonly [Mistake, (digest: Buffer) => string][] = [
    ['token-is-hex', (digest) => digest.toString('hex')],
    ['token-is-base64-of-hex', (digest) => base64(digest.toString('hex'))],
    ['token-is-double-base64', (digest) => base64(base64(digest))],
  ];
  const prefixes: readonly [Mistake, (written: string) => string][] = [['strict-prefix-missing', (written) => written]];
  const passings: readonly [Mistake, (token: string) => string][] = [
    ['token-has-white-space', (token) => ` ${token}\n`],
    ['token-is-quoted', (token) => JSON.stringify(token)],
    ['token-is-url-encoded', (token) => token.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['token-has-bearer-prefix', (token) => `bearer ${token}`],
    ['token-has-algorithm-prefix', (token) => `sha256=${token}`],
    ['token-truncated', (token) => token.slice(0, 40)],
    ['token-has-superfluous-padding', (token) => `${token}===`],
  ];
  const steps = {identifiers, layouts, bytes, secrets, hashes, writings, prefixes, passings};
  type Step = keyof typeof steps;

  function makeToken(chosen: ReadonlyMap<Step, number>): string {
    const way = <T>(step: readonly (readonly [Mistake, T])[], name: Step, right: T): T =>
      step[chosen.get(name) ?? -1]?.[1] ?? right;
    const signed = way(identifiers, 'identifiers', (user) => user)(USER);
    const text = way(bytes, 'bytes', (plain) => Buffer.from(plain))(way(layouts, 'layouts', strictSignedText)(signed));
    const secret = way(secrets, 'secrets', (plain) => plain)(SECRET);
    const digest = way(hashes, 'hashes', (key, message) => hmac(message, key))(secret, text);
    const written = way(writings, 'writings', base64)(digest);
    return way(passings, 'passings', (token) => token)(way(prefixes, 'prefixes', (plain) => `v1.${plain}`)(written));
  }

  const mistake = fc
    .constantFrom(...(Object.keys(steps) as Step[]))
    .chain((step) => fc.tuple(fc.constant(step), fc.nat(steps[step].length - 1)));

  it('finds both, whatever two steps they are in', () => {
    fc.assert(
      fc.property(mistake, mistake, (first, second) => {
        fc.pre(first[0] !== second[0]);
        const token = makeToken(new Map([first, second]));
        const found = mistakesOf(token, {...USER, userName: NAME});
        const made = [first, second].map(([step, index]) => steps[step][index]?.[0]);
        assert.ok(
          found !== 'valid' && found.length > 0 && !found.includes('unexplained'),
          `${made.join()}: ${found.toString()}`,
        );
        assert.ok(!found.includes('token-has-wrong-length'), `${made.join()}: ${found.toString()}`);
      }),
      {numRuns: 300},
    );
  });

  it('says exactly these two for nearly every pair', () => {
    const pairs = [
      [
        ['identifiers', 0],
        ['secrets', 0],
      ],
      [
        ['layouts', 2],
        ['secrets', 6],
      ],
      [
        ['bytes', 0],
        ['writings', 0],
      ],
      [
        ['hashes', 2],
        ['passings', 5],
      ],
      [
        ['secrets', 8],
        ['identifiers', 2],
      ],
      [
        ['prefixes', 0],
        ['writings', 1],
      ],
    ] as const;
    for (const pair of pairs) {
      const made = pair.map(([step, index]) => steps[step][index]?.[0]);
      const found = mistakesOf(makeToken(new Map(pair)), {...USER, userName: NAME});
      assert.deepEqual(new Set(found), new Set(made));
    }
  });
});

describe('diagnoseToken with any text', () => {
  const noise = fc.oneof(
    fc.string({unit: 'binary', maxLength: 2000}),
    fc.string({unit: fc.constantFrom(...'="%25&#x3D;\\/ v1.aB+-_\n'), maxLength: 1200}),
    fc
      .tuple(fc.constantFrom('=', ' ', '"', '%25', '\\u0025', 'Bearer ', 'v1.', 'A', '0'), fc.nat(100_000))
      .map(([text, length]) => text.repeat(Math.ceil(length / text.length))),
  );

  it('never calls noise valid, never throws, and always gives a reason', () => {
    const identifiers = fc.oneof(
      fc.constantFrom(USER, ID_ALONE, EMAIL_ALONE),
      fc.record({userId: fc.string({maxLength: 800}), userEmail: fc.string()}),
    );
    fc.assert(
      fc.property(identifiers, noise, fc.boolean(), (named, token, fullPrivacy) => {
        const diagnosis = diagnoseToken({...named, token, fullPrivacy}, KEYS.slice(0, 1), ALL, STORED);
        assert.ok(!diagnosis.valid && diagnosis.mistakes.length > 0);
      }),
      {numRuns: 200},
    );
  });

  /** What a search costs when nothing is found. */
  const countDigests = (keys: readonly CandidateKey[]) => {
    const user = {identifiers: USER, names: [NAME], storedIds: ['stored-id'], storedEmails: ['stored@example.com']};
    const search = {user, keys, hasStrictPrefix: true, digestLengths: new Set([32])};
    return [...possibleDigests(search)].length;
  };
  const keysOf = (standing: CandidateKey['standing'], count: number) =>
    Array.from({length: count}, (_, index) => ({id: `key-${index}`, secret: `${HEX_SECRET}${index}`, standing}));

  it('computes a few thousand digests for five keys', () => {
    const count = countDigests(keysOf('active', 5));
    assert.ok(count > 1000 && count < 6000, String(count));
  });

  it('computes no more than its limit, however many keys there are', () => {
    const keys = [...keysOf('active', 20), ...keysOf('deleted', 300), ...keysOf('other-app', 300)];
    assert.equal(countDigests(keys), DIGESTS_LIMIT);
    assert.ok(countDigests(keysOf('other-domain', 3000)) <= 6000);
  });

  it('tries the right way with every key before any wrong way', () => {
    const keys = [...keysOf('active', 20), ...keysOf('deleted', 300)];
    const last = [...keys, {id: 'last', secret: 'the very last secret', standing: 'other-domain'} as const];
    assert.deepEqual(mistakesOf(strict(STRICT, 'the very last secret'), USER, last), ['key-of-another-domain']);
  });

  it('does not read a text that is too long for a token, because it would block the event loop', () => {
    assert.deepEqual(mistakesOf(RIGHT + ' '.repeat(1000)), ['token-has-wrong-length']);
    assert.deepEqual(mistakesOf(`${'='.repeat(60_000)}x`), ['token-has-wrong-length']);
  });

  it('does not try a name or a private address that is too long, for the same reason', () => {
    const withName = (userName: string) => mistakesOf(strict(`${STRICT}\n${userName}`), {...USER, userName});
    const withAddress = (privateEmail: string) => {
      const request = {userId, userEmail: privateEmail, fullPrivacy: true};
      return mistakesOf(strict(strictSignedText(request)), request);
    };
    assert.deepEqual(withName('x'.repeat(1000)), ['signed-with-user-name']);
    assert.deepEqual(withName('x'.repeat(1001)), ['unexplained']);
    assert.deepEqual(withAddress('x'.repeat(1000)), ['signed-despite-full-privacy']);
    assert.deepEqual(withAddress('x'.repeat(1001)), ['unexplained']);
  });
});
