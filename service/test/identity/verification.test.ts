import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createUserAuthToken} from 'helpshift-chat/token';
import {verifyUserAuthToken} from '../../src/identity/verification.js';
import {countConstantTimeComparisons} from '../support/constant-time.js';
import type {SecretKey} from '../../src/apps/apps.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';
import type {TokenIdentifiers} from 'helpshift-chat/token';

const KEYS: readonly SecretKey[] = [
  {id: 'old', secret: 'old-secret'},
  {id: 'new', secret: 'new-secret'},
];
const BOTH = {userId: 'captain_planet', userEmail: 'captain@example.com'};
const ON = {compatibleTokens: 'all'} as const;

/** The claim of these identifiers. */
function claimOf(identifiers: TokenIdentifiers): LoggedInClaim {
  return {kind: 'logged-in', ...identifiers} as LoggedInClaim;
}

describe('verifyUserAuthToken: "recalculates the unique user authentication token using the shared secret key"', () => {
  for (const form of ['compatible', 'strict'] as const) {
    for (const [name, identifiers] of [
      ['both identifiers', BOTH],
      ['a userId alone', {userId: BOTH.userId}],
      ['a userEmail alone', {userEmail: BOTH.userEmail}],
    ] as const) {
      for (const {id, secret} of KEYS) {
        it(`accepts the ${form} form for ${name} with the ${id} key`, async () => {
          const token = await createUserAuthToken({...identifiers, secret, form});
          assert.deepEqual(verifyUserAuthToken({token, claim: claimOf(identifiers)}, KEYS, ON), {
            accepted: true,
            keyId: id,
            form,
            isAmbiguous: form === 'compatible' && 'userEmail' in identifiers,
          });
        });
      }
    }
  }

  it('accepts both forms with and without padding', async () => {
    for (const form of ['strict', 'compatible'] as const) {
      const padded = await createUserAuthToken({...BOTH, secret: 'new-secret', form});
      assert.match(padded, /=$/);
      for (const token of [padded, padded.slice(0, -1)]) {
        assert.equal(verifyUserAuthToken({token, claim: claimOf(BOTH)}, KEYS, ON).accepted, true);
      }
    }
  });

  describe('of an app that is cautious', () => {
    const cautious = {compatibleTokens: 'cautious'} as const;
    for (const [name, identifiers, expected] of [
      ['a userId', {userId: '123'}, {accepted: true, isAmbiguous: false}],
      ['a userId with an @ in it', {userId: '12@x'}, {accepted: false, reason: 'ambiguous-token'}],
      ['a userId that ends in no address', {userId: 'a@b@'}, {accepted: true, isAmbiguous: false}],
      ['a userId that ends in an address', {userId: '123ann@x.org'}, {accepted: false, reason: 'ambiguous-token'}],
      [
        'a userId that ends in one, and is none',
        {userId: '1 2ann@x.org'},
        {accepted: false, reason: 'ambiguous-token'},
      ],
      ['an address', {userEmail: 'ann@x.org'}, {accepted: false, reason: 'ambiguous-token'}],
      ['both, which the users of the app decide', BOTH, {accepted: true, isAmbiguous: true}],
    ] as const) {
      it(`a compatible token for ${name}`, async () => {
        const token = await createUserAuthToken({...identifiers, secret: 'new-secret', form: 'compatible'});
        const verification = verifyUserAuthToken({token, claim: claimOf(identifiers)}, KEYS, cautious);
        const {accepted, ...rest} = verification;
        const {reason, isAmbiguous} = rest as {reason?: string; isAmbiguous?: boolean};
        assert.deepEqual({accepted, ...(reason && {reason}), ...(accepted && {isAmbiguous})}, expected);
      });
    }
  });

  it('reports a missing token when it is absent or ""', () => {
    for (const token of [undefined, '']) {
      const verification = verifyUserAuthToken({token, claim: claimOf(BOTH)}, KEYS, ON);
      assert.deepEqual(verification, {accepted: false, reason: 'missing'});
    }
  });

  it('verifies no user without an active key', async () => {
    const token = await createUserAuthToken({...BOTH, secret: 'new-secret'});
    const verification = verifyUserAuthToken({token, claim: claimOf(BOTH)}, [], ON);
    assert.deepEqual(verification, {accepted: false, reason: 'no-active-key'});
  });

  it('refuses the compatible form when it is switched off, and accepts the strict form', async () => {
    const off = {compatibleTokens: 'none'} as const;
    const compatible = await createUserAuthToken({...BOTH, secret: 'new-secret', form: 'compatible'});
    const strict = await createUserAuthToken({...BOTH, secret: 'new-secret', form: 'strict'});
    const verification = verifyUserAuthToken({token: compatible, claim: claimOf(BOTH)}, KEYS, off);
    assert.deepEqual(verification, {accepted: false, reason: 'compatible-form-off'});
    assert.equal(verifyUserAuthToken({token: strict, claim: claimOf(BOTH)}, KEYS, off).accepted, true);
  });

  it('refuses what is nearly the right token', async () => {
    const token = await createUserAuthToken({...BOTH, secret: 'new-secret', form: 'compatible'});
    const strict = await createUserAuthToken({...BOTH, secret: 'new-secret', form: 'strict'});
    const wrong = [
      `${token}=`,
      `${token}\n`,
      ` ${token}`,
      token.slice(0, -2),
      token.toLowerCase(),
      Buffer.from(token, 'base64').toString('hex'),
      strict.slice('v1.'.length),
      `v1.${token.slice(0, -1)}`,
      `${strict}=`,
      `${strict}==`,
      `v1.${token}`,
      `v1.v1.${strict.slice(3)}`,
      strict.replace('v1', 'v2'),
      'v1.',
      '=',
      'x'.repeat(60_000),
      '\u0000',
      '🙂'.repeat(11),
    ];
    for (const candidate of wrong) {
      const verification = verifyUserAuthToken({token: candidate, claim: claimOf(BOTH)}, KEYS, ON);
      assert.deepEqual(verification, {accepted: false, reason: 'no-match'}, JSON.stringify(candidate.slice(0, 60)));
    }
  });

  it('compares with every key in constant time, whichever fits', async () => {
    for (const secret of ['old-secret', 'new-secret', 'another secret']) {
      const token = await createUserAuthToken({...BOTH, secret});
      const verify = () => verifyUserAuthToken({token, claim: claimOf(BOTH)}, KEYS, ON);
      assert.equal(countConstantTimeComparisons(verify), KEYS.length, secret);
    }
  });

  it('refuses every other spelling of the same bytes', async () => {
    const token = (await createUserAuthToken({...BOTH, secret: 'new-secret', form: 'compatible'})).slice(0, -1);
    const bytes = Buffer.from(token, 'base64');
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];
    const twins = alphabet.map((last) => token.slice(0, -1) + last).filter((twin) => twin !== token);
    const sameBytes = twins.filter((twin) => Buffer.from(twin, 'base64').equals(bytes));
    assert.equal(sameBytes.length, 3);
    for (const twin of sameBytes) {
      assert.equal(verifyUserAuthToken({token: twin, claim: claimOf(BOTH)}, KEYS, ON).accepted, false);
    }
  });

  // Pairs of identifiers that are nearly equal: one text, split in two places or used as one identifier.
  const character = fc.constantFrom('a', '"', ',', '\\', '😀');
  const parted = fc.array(character, {minLength: 2, maxLength: 6}).chain((characters) => {
    const place = fc.integer({min: 0, max: characters.length});
    return fc
      .tuple(place, place)
      .map((places) =>
        places.map((at) => ({userId: characters.slice(0, at).join(''), userEmail: characters.slice(at).join('')})),
      );
  });
  const accepts = async (form: 'compatible' | 'strict', made: TokenIdentifiers, identifiers: TokenIdentifiers) => {
    const token = await createUserAuthToken({...made, secret: 'new-secret', form});
    return verifyUserAuthToken({token, claim: claimOf(identifiers)}, KEYS, ON).accepted;
  };

  it('accepts a strict token only for its own identifiers', async () => {
    await fc.assert(
      fc.asyncProperty(parted, async ([made = {}, given = {}]) => {
        const isSame = made.userId === given.userId && made.userEmail === given.userEmail;
        assert.equal(await accepts('strict', made, given), isSame);
      }),
      {numRuns: 200},
    );
  });

  it('accepts a compatible token only for its own signed text', async () => {
    const text = fc.array(character, {minLength: 1, maxLength: 3}).map((characters) => characters.join(''));
    const pair = fc.record({userId: text, userEmail: text});
    await fc.assert(
      fc.asyncProperty(pair, pair, async (made, given) => {
        const isSame = made.userId + made.userEmail === given.userId + given.userEmail;
        assert.equal(await accepts('compatible', made, given), isSame);
      }),
      {numRuns: 200},
    );
    await fc.assert(fc.asyncProperty(parted, async ([made = {}, given = {}]) => accepts('compatible', made, given)));
  });

  it('never accepts a token of an inactive key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({minLength: 1}), fc.constantFrom('compatible', 'strict'), async (secret, form) => {
        fc.pre(!KEYS.some((key) => key.secret === secret));
        const token = await createUserAuthToken({...BOTH, secret, form});
        assert.equal(verifyUserAuthToken({token, claim: claimOf(BOTH)}, KEYS, ON).accepted, false);
      }),
      {numRuns: 200},
    );
  });
});
