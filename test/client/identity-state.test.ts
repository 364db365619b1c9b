import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {type Identity, type IdentityEvent, nextIdentity} from '../../src/client/identity-state.js';

const ANONYMOUS: Identity = {status: 'anonymous'};
const VERIFYING: Identity = {status: 'verifying', attempt: 1};
const VERIFIED: Identity = {status: 'verified', attempt: 1};
const UNVERIFIED: Identity = {status: 'unverified', attempt: 1, reason: 'invalid user auth token'};
const ALL = [ANONYMOUS, VERIFYING, VERIFIED, UNVERIFIED];

const accepted = (attempt: number): IdentityEvent => ({type: 'accepted', attempt});
const refused = (attempt: number): IdentityEvent => ({type: 'refused', attempt, reason: 'missing user auth token'});

describe('nextIdentity', () => {
  it('is verifying as soon as the page names a user, also after another user', () => {
    for (const identity of ALL) {
      assert.deepEqual(nextIdentity(identity, {type: 'claimed', attempt: 2}), {status: 'verifying', attempt: 2});
    }
  });

  it('is verified when the service accepts the current attempt', () => {
    assert.deepEqual(nextIdentity(VERIFYING, accepted(1)), VERIFIED);
  });

  it('is unverified, with the reason, when the service refuses it', () => {
    assert.deepEqual(nextIdentity(VERIFYING, refused(1)), {
      status: 'unverified',
      attempt: 1,
      reason: 'missing user auth token',
    });
  });

  it('ignores the answer to an older or unknown attempt', () => {
    const newer: Identity = {status: 'verifying', attempt: 2};
    for (const attempt of [1, 3]) {
      assert.equal(nextIdentity(newer, accepted(attempt)), newer);
      assert.equal(nextIdentity(newer, refused(attempt)), newer);
    }
  });

  it('ignores an answer after the user has left, or after a refusal', () => {
    for (const identity of [ANONYMOUS, UNVERIFIED]) {
      assert.equal(nextIdentity(identity, accepted(1)), identity);
      assert.equal(nextIdentity(identity, refused(1)), identity);
    }
  });

  it('stays verified during a renewal, so that the launcher does not flicker', () => {
    const renewing = nextIdentity(VERIFIED, {type: 'renewed', attempt: 2});
    assert.deepEqual(renewing, {status: 'verified', attempt: 2});
    assert.equal(nextIdentity(renewing, refused(1)), renewing);
    assert.deepEqual(nextIdentity(renewing, accepted(2)), {status: 'verified', attempt: 2});
  });

  it('is unverified when the service refuses a renewal: a deleted key ends the session', () => {
    const renewing = nextIdentity(VERIFIED, {type: 'renewed', attempt: 2});
    assert.equal(nextIdentity(renewing, refused(2)).status, 'unverified');
  });

  it('is verifying when a new token comes before the answer, or after a refusal', () => {
    for (const identity of [VERIFYING, UNVERIFIED]) {
      assert.deepEqual(nextIdentity(identity, {type: 'renewed', attempt: 2}), {status: 'verifying', attempt: 2});
    }
  });

  it('is anonymous when the page no longer names a user', () => {
    for (const identity of ALL) assert.deepEqual(nextIdentity(identity, {type: 'left'}), ANONYMOUS);
  });

  const attempt = fc.integer({min: 1, max: 4});
  const event: fc.Arbitrary<IdentityEvent> = fc.oneof(
    fc.record({type: fc.constantFrom('claimed', 'renewed'), attempt}),
    fc.record({type: fc.constant<'accepted'>('accepted'), attempt}),
    attempt.map(refused),
    fc.constant<IdentityEvent>({type: 'left'}),
  );

  it('never reaches verified without an accepted answer to the newest attempt', () => {
    fc.assert(
      fc.property(fc.array(event, {maxLength: 30}), (events) => {
        let identity: Identity = ANONYMOUS;
        // The expected state, from the list of events alone.
        let newest: number | undefined;
        let isAccepted = false;
        for (const event of events) {
          identity = nextIdentity(identity, event);
          if (event.type === 'left') newest = undefined;
          if (event.type === 'claimed' || event.type === 'renewed') newest = event.attempt;
          if (event.type === 'claimed' || event.type === 'left') isAccepted = false;
          if (event.type === 'refused' && event.attempt === newest) {
            isAccepted = false;
            newest = undefined; // The attempt has its answer; only a new attempt can be accepted.
          }
          if (event.type === 'accepted' && event.attempt === newest) isAccepted = true;
          assert.equal(identity.status === 'verified', isAccepted);
        }
      }),
      {numRuns: 3000},
    );
  });

  it('keeps only the number of an attempt: no claim and no token', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const identity = events.reduce(nextIdentity, ANONYMOUS);
        const known = new Set(['status', 'attempt', 'reason']);
        assert.deepEqual(
          Object.keys(identity).filter((key) => !known.has(key)),
          [],
        );
      }),
    );
  });
});
