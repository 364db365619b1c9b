import {emailKey} from 'helpshift-chat/protocol';
import {Proof, sufficientProof} from './proof.js';
import type {ProofLevel, ProofRules} from './proof.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** A logged-in user, as stored. */
export interface KnownUser {
  readonly id: string;
  readonly userId: string | null;
  readonly userIdProof: ProofLevel;
  readonly userEmail: string | null;
  readonly userEmailProof: ProofLevel;
  readonly userName: string | null;
  readonly lastSeenAt: number;
}

/** A claim whose token was accepted, or that needs no token. */
export interface AcceptedClaim {
  readonly claim: LoggedInClaim;
  /** How the claim's identifiers are proved. */
  readonly proof: ProofLevel;
  /** Neither name nor address of the user may stay stored. */
  readonly fullPrivacy: boolean;
}

/** The stored users that matter for a claim. */
export interface Candidates {
  /** The user with the claim's `userId`. */
  readonly byUserId: KnownUser | undefined;
  /**
   * The user without a `userId` who has the claim's address. If the claim has no address: the address of the user with
   * the claim's `userId`.
   */
  readonly byEmailAlone: KnownUser | undefined;
  /**
   * Other users with a `userId` and that address, the one seen last first. Two are enough. Their address has the proof
   * that `emailProofNeeded` says.
   */
  readonly sharing: readonly KnownUser[];
}

/** The changes of a user's row. */
export type UserChanges = Partial<Omit<KnownUser, 'id'>>;

/** What a claim leads to. */
export type Resolution =
  | {readonly kind: 'known'; readonly id: string; readonly changes: UserChanges}
  /** A new user. The user `releasedId` loses the `userId` to it. */
  | {readonly kind: 'new'; readonly user: Omit<KnownUser, 'id'>; readonly releasedId: string | undefined}
  /** The token fits several users, and nothing says which one it was made for. */
  | {readonly kind: 'ambiguous'};

/**
 * The proof that the address of a user with a `userId` must have, so that the address leads a claim to this user. A claim
 * that needs caution must know about all users with its address.
 */
export function emailProofNeeded({proof}: AcceptedClaim, rules: ProofRules): ProofLevel {
  const sufficient = sufficientProof(rules);
  return proof < sufficient ? Proof.declared : sufficient;
}

/**
 * Decides which user a claim means. Rules: "What to provide as user identifiers" in the specification, and
 * docs/identity.md. A `userId` decides before an e-mail address. An address alone leads to the user without a `userId`,
 * else to the one seen last.
 */
export function resolveClaim(
  accepted: AcceptedClaim,
  candidates: Candidates,
  rules: ProofRules,
  now: number,
): Resolution {
  if (accepted.proof < sufficientProof(rules) && !fitsOneUser(accepted, candidates)) return {kind: 'ambiguous'};
  const {byUserId} = candidates;
  const isTakenOver = byUserId !== undefined && mustRelease(byUserId, accepted, rules);
  const user = isTakenOver ? undefined : chooseUser(accepted, candidates, rules);
  const seenAfter = lastVisitOfOthers(candidates, user);
  if (user) return {kind: 'known', id: user.id, changes: changesOf(user, accepted, seenAfter, now)};
  const lastSeenAt = Math.max(now, seenAfter + 1);
  return {kind: 'new', user: newUser(accepted, lastSeenAt), releasedId: isTakenOver ? byUserId.id : undefined};
}

/** Whether an ambiguous token for both identifiers can only have been made for the user that it names. */
function fitsOneUser({claim}: AcceptedClaim, {byUserId, byEmailAlone, sharing}: Candidates): boolean {
  // One token gave the user both. If a second token has proved one of them better, they may belong to two people.
  if (byUserId) {
    const {userIdProof, userEmailProof} = byUserId;
    return hasEmailOf(byUserId, claim) && userEmailProof > Proof.declared && userEmailProof === userIdProof;
  }
  return !byEmailAlone && !sharing.length;
}

/**
 * Whether a stored user loses the `userId` to the claim. The stored user has it by an ambiguous token only, with an
 * address, and the claim has another address, or none. Such a claim is proved: `fitsOneUser` has refused an ambiguous one.
 *
 * Without an address, the token was for the `userId` alone, in an app that accepted all. Only a better token leads there
 * now, so the user stays.
 */
function mustRelease(user: KnownUser, {claim}: AcceptedClaim, rules: ProofRules): boolean {
  const isDoubtful = user.userIdProof === Proof.ambiguous && user.userIdProof < sufficientProof(rules);
  return isDoubtful && user.userEmail !== null && !hasEmailOf(user, claim);
}

function chooseUser(
  {claim}: AcceptedClaim,
  {byUserId, byEmailAlone, sharing}: Candidates,
  {verification}: ProofRules,
): KnownUser | undefined {
  if (byUserId) return byUserId;
  if (claim.userId === undefined) return byEmailAlone ?? sharing[0];
  // The user without a `userId` gains this one. Not if another user has the address as well: both may have written as the
  // address alone. And not if a token has proved the address and the page only declares the `userId`.
  const mayGain = !sharing.length && (verification || byEmailAlone?.userEmailProof === Proof.declared);
  return mayGain ? byEmailAlone : undefined;
}

function hasEmailOf({userEmail}: KnownUser, claim: LoggedInClaim): boolean {
  return userEmail !== null && claim.userEmail !== undefined && emailKey(userEmail) === emailKey(claim.userEmail);
}

/** The last visit of another user with the same address; -1 when there is none. */
function lastVisitOfOthers({byEmailAlone, sharing}: Candidates, user: KnownUser | undefined): number {
  const others = [byEmailAlone, ...sharing].filter((other) => other !== undefined && other.id !== user?.id);
  return Math.max(-1, ...others.map((other) => other?.lastSeenAt ?? -1));
}

/** The values that a claim changes. A value that the claim does not have stays as it is. */
function changesOf(
  user: KnownUser,
  {claim, proof, fullPrivacy}: AcceptedClaim,
  seenAfter: number,
  now: number,
): UserChanges {
  const {userId = user.userId, userEmail = user.userEmail, userName = user.userName} = claim;
  const {userEmailProof: knownProof} = user;
  const emailProof = hasEmailOf(user, claim) ? stronger(knownProof, proof) : proof;
  const after = {
    userId,
    userIdProof: claim.userId === undefined ? user.userIdProof : stronger(user.userIdProof, proof),
    userEmail: fullPrivacy ? null : userEmail,
    userEmailProof: fullPrivacy ? Proof.declared : claim.userEmail === undefined ? knownProof : emailProof,
    userName: fullPrivacy ? null : userName,
    // The time of the last visit decides only between users with the same address. Else a visit needs no write.
    lastSeenAt: seenAfter < user.lastSeenAt ? user.lastSeenAt : Math.max(now, seenAfter + 1),
  };
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== user[name as keyof KnownUser]));
}

function newUser({claim, proof}: AcceptedClaim, lastSeenAt: number): Omit<KnownUser, 'id'> {
  return {
    userId: claim.userId ?? null,
    userIdProof: claim.userId === undefined ? Proof.declared : proof,
    userEmail: claim.userEmail ?? null,
    userEmailProof: claim.userEmail === undefined ? Proof.declared : proof,
    userName: claim.userName ?? null,
    lastSeenAt,
  };
}

function stronger(a: ProofLevel, b: ProofLevel): ProofLevel {
  return a > b ? a : b;
}
