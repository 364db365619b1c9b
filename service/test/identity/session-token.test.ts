import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {readSession, signSession, userKeyOf, type Session} from '../../src/identity/session-token.js';
import {countConstantTimeComparisons} from '../support/constant-time.js';

const KEY = randomBytes(32);
const SESSION: Session = {
  domain: 'acme',
  platformId: 'web',
  id: 'session',
  kind: 'logged-in',
  verified: true,
  fullPrivacy: false,
  ownerId: 'owner',
  keyId: 'key',
  epoch: 3,
  anonymousName: null,
  expiresAt: 1_800_000_000_000,
};

const sessions = fc.record<Session>({
  domain: fc.string(),
  platformId: fc.string({unit: 'grapheme'}),
  id: fc.string(),
  kind: fc.constantFrom('anonymous', 'logged-in'),
  verified: fc.boolean(),
  fullPrivacy: fc.boolean(),
  ownerId: fc.string(),
  keyId: fc.option(fc.string()),
  epoch: fc.option(fc.nat()),
  anonymousName: fc.option(fc.string({unit: 'grapheme'})),
  expiresAt: fc.nat(),
});

describe('a session token', () => {
  it('contains the session, in characters for a header', () => {
    fc.assert(
      fc.property(sessions, (session) => {
        const token = signSession(session, KEY);
        assert.match(token, /^v2\.[\w-]+\.[\w-]{43}$/);
        assert.deepEqual(readSession(token, KEY), {...session});
      }),
    );
  });

  it('is refused after any change of one character', () => {
    const token = signSession(SESSION, KEY);
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'A' ? 'B' : 'A';
      assert.equal(readSession(token.slice(0, index) + other + token.slice(index + 1), KEY), undefined, `at ${index}`);
    }
  });

  it('is refused when another key has signed it', () => {
    assert.equal(readSession(signSession(SESSION, randomBytes(32)), KEY), undefined);
  });

  it('has its signature compared in constant time', () => {
    for (const token of [signSession(SESSION, KEY), signSession(SESSION, randomBytes(32))])
      assert.equal(
        countConstantTimeComparisons(() => readSession(token, KEY)),
        1,
      );
  });

  it('is refused when it is noise', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        for (const token of [noise, `v2.${noise}`, `v2.${noise}.${noise}`])
          assert.equal(readSession(token, KEY), undefined);
      }),
    );
  });

  it("is refused when it is made of the user's key, which the page knows", () => {
    const signed = JSON.stringify(['user', SESSION.domain, SESSION.ownerId]);
    assert.equal(readSession(`${signed}.${userKeyOf(SESSION, KEY)}`, KEY), undefined);
  });
});

describe("the user's key", () => {
  it('is the same in every session of a user, differs for every other user, and tells nothing', () => {
    const key = userKeyOf(SESSION, KEY);
    assert.equal(userKeyOf({...SESSION, id: 'another', keyId: null, epoch: null, expiresAt: 0}, KEY), key);
    for (const other of [{ownerId: 'another'}, {domain: 'another'}])
      assert.notEqual(userKeyOf({...SESSION, ...other}, KEY), key);
    assert.match(key, /^[\w-]{43}$/);
  });
});
