import assert from 'node:assert/strict';
import {createHash, createHmac} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createUserAuthToken} from 'helpshift-chat/token';
import {diagnoseToken} from '../../src/identity/diagnosis.js';
import {MISTAKE_TEXTS} from '../../src/identity/diagnosis-texts.js';
import type {CandidateKey, Mistake} from '../../src/identity/diagnosis.js';

const SECRET = 'q83vEjRWeJASNFZ4kBI0VniQq83vEjRW';
const HEX_SECRET = '00112233445566778899aabbccddeeff';
const KEYS: readonly CandidateKey[] = [
  {id: 'current', secret: SECRET, standing: 'active'},
  {id: 'hex', secret: HEX_SECRET, standing: 'active'},
  {id: 'old', secret: 'an old secret that was deleted', standing: 'deleted'},
  {id: 'elsewhere', secret: 'the secret of another app', standing: 'other-app'},
];
const USER = {userId: 'Captain_Planet', userEmail: 'Captain@example.com'};
const BOTH = USER.userId + USER.userEmail;
const BOTH_RULES = {compatibleTokens: true};

const sign = (text: string, secret: string | Buffer = SECRET, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text).digest();
const base64 = (digest: Buffer) => digest.toString('base64');

function mistakesOf(token: string, {fullPrivacy = false, rules = BOTH_RULES, keys = KEYS, user = USER} = {}) {
  const diagnosis = diagnoseToken({...user, token, fullPrivacy}, keys, rules);
  return diagnosis.valid ? 'valid' : diagnosis.mistakes;
}

describe('diagnoseToken: "How do I test that I have User Identity Verification set up correctly?"', () => {
  it('says valid to a right token, in both forms, with and without padding', async () => {
    assert.equal(mistakesOf(base64(sign(BOTH))), 'valid');
    assert.equal(mistakesOf(base64(sign(BOTH)).replace('=', '')), 'valid');
    assert.equal(mistakesOf(await createUserAuthToken({...USER, secret: SECRET, form: 'strict'})), 'valid');
  });

  const cases: readonly [Mistake, string][] = [
    ['token-missing', ' '],
    ['token-has-white-space', `${base64(sign(BOTH))}\n`],
    ['token-is-quoted', `"${base64(sign(BOTH))}"`],
    ['token-is-url-encoded', encodeURIComponent(base64(sign(BOTH)))],
    ['token-truncated', base64(sign(BOTH)).slice(0, 30)],
    ['token-is-hex', sign(BOTH).toString('hex')],
    ['token-is-base64-of-hex', base64(Buffer.from(sign(BOTH).toString('hex')))],
    ['strict-prefix-on-compatible-form', `v1.${base64(sign(BOTH))}`],
    ['signed-user-id-alone', base64(sign(USER.userId))],
    ['signed-user-email-alone', base64(sign(USER.userEmail))],
    ['signed-in-swapped-order', base64(sign(USER.userEmail + USER.userId))],
    ['signed-with-separator', base64(sign(`${USER.userId}:${USER.userEmail}`))],
    ['signed-lower-cased-email', base64(sign(USER.userId + USER.userEmail.toLowerCase()))],
    ['signed-lower-cased-user-id', base64(sign(USER.userId.toLowerCase() + USER.userEmail))],
    ['signed-with-line-break', base64(sign(`${BOTH}\n`))],
    ['key-deleted', base64(sign(BOTH, 'an old secret that was deleted'))],
    ['key-of-another-app', base64(sign(BOTH, 'the secret of another app'))],
    ['secret-with-line-break', base64(sign(BOTH, `${SECRET}\n`))],
    ['secret-with-white-space', base64(sign(BOTH, ` ${SECRET}`))],
    ['secret-base64-decoded', base64(sign(BOTH, Buffer.from(SECRET, 'base64')))],
    ['secret-hex-decoded', base64(sign(BOTH, Buffer.from(HEX_SECRET, 'hex')))],
    ['key-and-text-swapped', base64(sign(SECRET, BOTH))],
    [
      'hash-without-key',
      base64(
        createHash('sha256')
          .update(SECRET + BOTH)
          .digest(),
      ),
    ],
    ['another-hash-function', base64(sign(BOTH, SECRET, 'sha1'))],
    ['unknown', base64(sign('somebody else entirely'))],
  ];
  for (const [mistake, token] of cases) {
    it(`finds ${mistake}`, () => assert.deepEqual(mistakesOf(token), [mistake]));
  }

  it('finds characters that got lost in an address or were encoded for one', () => {
    // Chosen because the base64 of their digests has a plus sign and a slash.
    const user = ['+', '/'].map((sign_) =>
      Array.from({length: 200}, (_, n) => `user ${n}`).find((userId) => base64(sign(userId)).includes(sign_)),
    );
    const [plus, slash] = user as [string, string];
    const options = (userId: string) => ({user: {userId, userEmail: ''}});
    assert.deepEqual(mistakesOf(base64(sign(plus)).replaceAll('+', ' '), options(plus)), ['token-lost-its-plus-signs']);
    assert.deepEqual(mistakesOf(sign(slash).toString('base64url'), options(slash)), ['token-is-base64url']);
  });

  it('finds mistakes of the strict form', async () => {
    const strict = await createUserAuthToken({...USER, secret: SECRET, form: 'strict'});
    assert.deepEqual(mistakesOf(strict.slice(3)), ['strict-prefix-missing']);
    const rules = {compatibleTokens: false};
    assert.deepEqual(mistakesOf(base64(sign(BOTH)), {rules}), ['compatible-form-is-off']);
  });

  it('finds a token made from the address although full privacy is on', () => {
    assert.equal(mistakesOf(base64(sign(USER.userId)), {fullPrivacy: true}), 'valid');
    assert.deepEqual(mistakesOf(base64(sign(BOTH)), {fullPrivacy: true}), ['signed-despite-full-privacy']);
  });

  it('finds two mistakes together', () => {
    const token = `${sign(`${BOTH}\n`).toString('hex')}\n`;
    assert.deepEqual(mistakesOf(token), ['token-has-white-space', 'token-is-hex', 'signed-with-line-break']);
  });

  it('reports identifiers that make an anonymous user, with the reason', () => {
    const diagnosis = diagnoseToken({userId: ' x', token: 'x', fullPrivacy: false}, KEYS, BOTH_RULES);
    assert.deepEqual(diagnosis, {
      valid: false,
      mistakes: ['user-is-anonymous'],
      issues: ['USER_ID_HAS_OUTER_WHITE_SPACE'],
    });
  });

  it('reports a missing key', () => {
    assert.deepEqual(mistakesOf(base64(sign(BOTH)), {keys: []}), ['no-active-key']);
  });

  it('rejects a text that is too long for a token at once, because it would block the event loop', () => {
    assert.deepEqual(mistakesOf(base64(sign(BOTH)) + ' '.repeat(1000)), ['unknown']);
    assert.deepEqual(mistakesOf(`${'='.repeat(60_000)}x`), ['unknown']);
  });

  it('looks for other mistakes only with the keys of this app', () => {
    const signedWith = (secret: string) => sign(BOTH, secret, 'sha1').toString('base64');
    assert.deepEqual(mistakesOf(signedWith(SECRET)), ['another-hash-function']);
    assert.deepEqual(mistakesOf(signedWith('the secret of another app')), ['unknown']);
    const hex = sign(USER.userId, 'the secret of another app').toString('hex');
    assert.deepEqual(mistakesOf(hex), ['token-is-hex', 'key-of-another-app', 'signed-user-id-alone']);
  });

  it('never calls noise valid, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (userId, userEmail, token) => {
        const diagnosis = diagnoseToken({userId, userEmail, token, fullPrivacy: false}, KEYS.slice(0, 1), BOTH_RULES);
        assert.equal(diagnosis.valid, false);
      }),
      {numRuns: 50},
    );
  });

  it('has a text for each mistake, with a remedy', () => {
    for (const {problem, remedy} of Object.values(MISTAKE_TEXTS)) assert.ok(problem.length > 10 && remedy.length > 10);
  });
});
