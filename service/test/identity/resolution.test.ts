import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Proof, type ProofRules} from '../../src/identity/proof.js';
import {resolveClaim, type AcceptedClaim, type Candidates, type KnownUser} from '../../src/identity/resolution.js';

const {declared, ambiguous, proved} = Proof;
const OFF: ProofRules = {verification: false, compatibleTokens: 'none'};
const NONE: ProofRules = {verification: true, compatibleTokens: 'none'};
const CAUTIOUS: ProofRules = {verification: true, compatibleTokens: 'cautious'};
const ALL: ProofRules = {verification: true, compatibleTokens: 'all'};
const NOW = 100;

const user = (id: string, fields: Partial<KnownUser> = {}): KnownUser => ({
  id,
  userId: null,
  userIdProof: declared,
  userEmail: null,
  userEmailProof: declared,
  userName: null,
  lastSeenAt: 0,
  ...fields,
});
const ann = (proof: AcceptedClaim['proof'], claim: object = {userId: '12', userEmail: 'ann@x.org'}): AcceptedClaim => ({
  claim: {kind: 'logged-in', ...claim} as AcceptedClaim['claim'],
  proof,
  fullPrivacy: false,
});

/** `known ID`, `new`, `new, ID loses its userId` or `ambiguous`. */
function outcome(accepted: AcceptedClaim, candidates: Partial<Candidates>, rules: ProofRules): string {
  const all = {byUserId: undefined, byEmailAlone: undefined, sharing: [], ...candidates};
  const resolution = resolveClaim(accepted, all, rules, NOW);
  if (resolution.kind === 'known') return `known ${resolution.id}`;
  if (resolution.kind === 'ambiguous') return 'ambiguous';
  return resolution.releasedId === undefined ? 'new' : `new, ${resolution.releasedId} loses its userId`;
}

describe('resolveClaim', () => {
  const alone = (proof: AcceptedClaim['proof']) => user('alone', {userEmail: 'ann@x.org', userEmailProof: proof});
  const colleague = user('colleague', {userId: '13', userEmail: 'ann@x.org', userEmailProof: proved});

  it('prefers the user with the userId', () => {
    const candidates = {byUserId: user('12', {userId: '12'}), byEmailAlone: alone(proved)};
    for (const [rules, proof] of [
      [OFF, declared],
      [NONE, proved],
      [ALL, ambiguous],
    ] as const) {
      assert.equal(outcome(ann(proof), candidates, rules), 'known 12');
    }
  });

  describe('a user with an address alone', () => {
    it('gains a userId of a verified claim, however the address is proved', () => {
      for (const proof of [declared, ambiguous, proved])
        assert.equal(outcome(ann(proved), {byEmailAlone: alone(proof)}, NONE), 'known alone');
    });

    it('gains none while somebody else has the address as well', () => {
      const candidates = {byEmailAlone: alone(proved), sharing: [colleague]};
      assert.equal(outcome(ann(proved), candidates, NONE), 'new');
      assert.equal(outcome(ann(declared), candidates, OFF), 'new');
    });

    it('gains no userId that the page only declares, once a token has proved the address', () => {
      assert.equal(outcome(ann(declared), {byEmailAlone: alone(declared)}, OFF), 'known alone');
      for (const proof of [ambiguous, proved])
        assert.equal(outcome(ann(declared), {byEmailAlone: alone(proof)}, OFF), 'new');
    });
  });

  describe('a claim of an address alone', () => {
    const address = {userEmail: 'Ann@X.org'};
    it('means the user without a userId, else the one seen last', () => {
      const later = user('later', {userId: '14', userEmail: 'ann@x.org', lastSeenAt: 5});
      assert.equal(
        outcome(ann(proved, address), {byEmailAlone: alone(declared), sharing: [later]}, NONE),
        'known alone',
      );
      assert.equal(outcome(ann(proved, address), {sharing: [later, colleague]}, NONE), 'known later');
      assert.equal(outcome(ann(proved, address), {}, NONE), 'new');
    });
  });

  describe('an ambiguous token', () => {
    const founded = user('founded', {
      userId: '12',
      userIdProof: ambiguous,
      userEmail: 'Ann@x.org',
      userEmailProof: ambiguous,
    });

    it('is accepted in a cautious app only for a user whom a token has proved, or whom nobody can be taken for', () => {
      const twelve = (fields: Partial<KnownUser>) => ({byUserId: user('12', {userId: '12', ...fields})});
      assert.equal(outcome(ann(ambiguous), {}, CAUTIOUS), 'new');
      assert.equal(outcome(ann(ambiguous), {byUserId: founded}, CAUTIOUS), 'known founded');
      const same = {userIdProof: proved, userEmail: 'ann@x.org', userEmailProof: proved};
      assert.equal(outcome(ann(ambiguous), twelve(same), CAUTIOUS), 'known 12');
      // An app that accepted all may have joined an id and an address of two people.
      assert.equal(outcome(ann(ambiguous), twelve({...same, userIdProof: ambiguous}), CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), twelve({...same, userEmailProof: ambiguous}), CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), twelve({...same, userEmailProof: declared}), CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), twelve({...same, userEmail: 'real@x.org'}), CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), twelve({}), CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), {byEmailAlone: alone(declared)}, CAUTIOUS), 'ambiguous');
      assert.equal(outcome(ann(ambiguous), {sharing: [colleague]}, CAUTIOUS), 'ambiguous');
    });

    it('is a proof in an app that accepts all', () => {
      assert.equal(outcome(ann(ambiguous), {byEmailAlone: alone(proved)}, ALL), 'known alone');
    });

    it('keeps a userId only until a better proof with another address, or none, comes', () => {
      for (const rules of [CAUTIOUS, NONE]) {
        for (const claim of [{userId: '12'}, {userId: '12', userEmail: 'real@x.org'}])
          assert.equal(outcome(ann(proved, claim), {byUserId: founded}, rules), 'new, founded loses its userId');
        assert.equal(outcome(ann(proved), {byUserId: founded}, rules), 'known founded');
      }
      assert.equal(outcome(ann(proved, {userId: '12'}), {byUserId: founded}, ALL), 'known founded');
      assert.equal(outcome(ann(declared, {userId: '12'}), {byUserId: founded}, OFF), 'known founded');
    });

    it('for a userId alone, as an app that accepts all takes it, founds a user who keeps the userId', () => {
      const withoutAddress = user('founded', {userId: 'ann@x.org', userIdProof: ambiguous});
      for (const rules of [CAUTIOUS, NONE, ALL]) {
        for (const claim of [{userId: 'ann@x.org'}, {userId: 'ann@x.org', userEmail: 'real@x.org'}])
          assert.equal(outcome(ann(proved, claim), {byUserId: withoutAddress}, rules), 'known founded');
      }
    });
  });

  it('gives a new user proofs of the identifiers of the claim alone', () => {
    for (const [claim, userIdProof, userEmailProof] of [
      [{userId: '12'}, proved, declared],
      [{userEmail: 'ann@x.org'}, declared, proved],
      [{userId: '12', userEmail: 'ann@x.org'}, proved, proved],
    ] as const) {
      const none = {byUserId: undefined, byEmailAlone: undefined, sharing: []};
      const resolution = resolveClaim(ann(proved, claim), none, NONE, NOW);
      const made = resolution.kind === 'new' ? resolution.user : assert.fail(resolution.kind);
      assert.deepEqual([made.userIdProof, made.userEmailProof], [userIdProof, userEmailProof]);
    }
  });

  describe('the changes', () => {
    const known = user('1', {
      userId: '12',
      userIdProof: proved,
      userEmail: 'ann@x.org',
      userEmailProof: proved,
      userName: 'Ann',
    });
    const changes = (accepted: AcceptedClaim, candidates: Partial<Candidates> = {}, rules = NONE) => {
      const all = {byUserId: known, byEmailAlone: undefined, sharing: [], ...candidates};
      const resolution = resolveClaim(accepted, all, rules, NOW);
      return resolution.kind === 'known' ? resolution.changes : assert.fail(resolution.kind);
    };

    it('are none when the claim says nothing new', () => {
      assert.deepEqual(changes(ann(proved)), {});
      assert.deepEqual(changes(ann(proved, {userId: '12'})), {});
      assert.deepEqual(changes(ann(declared), {}, OFF), {}, 'what was proved stays proved');
      const byEmailAlone = alone(proved);
      assert.deepEqual(changes(ann(proved, {userEmail: 'ann@x.org'}), {byUserId: undefined, byEmailAlone}), {});
    });

    it('hold new values, and the proof of the address that is stored then', () => {
      assert.deepEqual(changes(ann(proved, {userId: '12', userEmail: 'Ann@x.org', userName: 'Anna'})), {
        userEmail: 'Ann@x.org',
        userName: 'Anna',
      });
      assert.deepEqual(changes(ann(declared, {userId: '12', userEmail: 'b@x.org'}), {}, OFF), {
        userEmail: 'b@x.org',
        userEmailProof: declared,
      });
    });

    it('remove name and address with full privacy', () => {
      const after = {userEmail: null, userEmailProof: declared, userName: null};
      assert.deepEqual(changes({...ann(proved, {userId: '12'}), fullPrivacy: true}), after);
    });

    it('hold the time of the visit only when another user with the address was seen later', () => {
      assert.deepEqual(changes(ann(proved), {sharing: [{...colleague, lastSeenAt: 200}]}), {lastSeenAt: 201});
      assert.deepEqual(changes(ann(proved), {sharing: [{...colleague, lastSeenAt: 0}]}), {lastSeenAt: NOW});
    });
  });
});
