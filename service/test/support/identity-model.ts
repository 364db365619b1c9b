/**
 * A model of who may be whom, written from the rules of the documents and not from the service's code: "Which user is
 * meant" and "The user auth token" in docs/identity.md.
 */
import {emailKey, isEmail} from 'helpshift-chat/protocol';
import {compatibleSignedText, strictSignedText} from 'helpshift-chat/token';
import type {CompatibleTokens} from 'helpshift-chat/protocol';

/** What a page passes, without its token. */
export interface Claim {
  readonly userId?: string;
  readonly userEmail?: string;
}

/** Somebody with an account at the site, and the identifiers that are theirs. */
export interface Person {
  readonly name: string;
  readonly userId?: string;
  readonly addresses: readonly string[];
}

/** A token as the site's server made it. */
export interface Token {
  readonly form: 'strict' | 'compatible';
  readonly signed: Claim;
  readonly secret: string;
}

/** How sure the service can be of an identifier. */
export type Proof = 'declared' | 'ambiguous' | 'proved';

/** A user of the service, as far as the rules see it. */
export interface User {
  userId?: string | undefined;
  idProof?: Proof;
  address?: string;
  addressProof?: Proof;
  /** Its `userId` has gone to somebody with a better proof. No claim leads to it any more. */
  hasLostId?: boolean;
  readonly texts: string[];
}

export interface AppRules {
  verification: boolean;
  compatibleTokens: CompatibleTokens;
  secret: string;
}

/** Returns the claims that the site signs for a person. */
export function claimsOf({userId, addresses}: Person): Claim[] {
  const withId = userId === undefined ? [] : [{userId}, ...addresses.map((userEmail) => ({userId, userEmail}))];
  return [...withId, ...addresses.map((userEmail) => ({userEmail}))];
}

/** Whether all identifiers of a claim are this person's. */
export function isOwn(person: Person, {userId, userEmail}: Claim): boolean {
  const isAddressOwn =
    userEmail === undefined || person.addresses.some((address) => emailKey(address) === emailKey(userEmail));
  return isAddressOwn && (userId === undefined || userId === person.userId);
}

/** Whether the compatible form signs the same bytes for this person as the token holds. */
export function hasBytesOf(person: Person, token: Token): boolean {
  const text = compatibleSignedText(token.signed);
  return token.form === 'compatible' && claimsOf(person).some((claim) => compatibleSignedText(claim) === text);
}

function endsInAddress(text: string): boolean {
  return [...text].some((_, index) => isEmail(text.slice(index)));
}

/** What a claim with a token is worth: a proof, or the error code of the refusal. */
export function judge(
  users: readonly User[],
  {verification, compatibleTokens, secret}: AppRules,
  claim: Claim,
  token: Token | undefined,
): Proof | 'missing_user_auth_token' | 'invalid_user_auth_token' {
  if (!verification) return 'declared';
  if (!token) return 'missing_user_auth_token';
  if (token.secret !== secret) return 'invalid_user_auth_token';
  const signedText = token.form === 'strict' ? strictSignedText : compatibleSignedText;
  if (signedText(token.signed) !== signedText(claim)) return 'invalid_user_auth_token';
  if (token.form === 'strict' || compatibleTokens === 'all') return 'proved';
  return compatibleTokens === 'cautious' ? judgeCautiously(users, claim) : 'invalid_user_auth_token';
}

function judgeCautiously(users: readonly User[], {userId, userEmail}: Claim): Proof | 'invalid_user_auth_token' {
  if (userId === undefined) return 'invalid_user_auth_token';
  if (userEmail === undefined) return endsInAddress(userId) ? 'invalid_user_auth_token' : 'proved';
  const owner = users.find((user) => user.userId === userId);
  const isKnown = owner
    ? owner.address === emailKey(userEmail) && owner.addressProof !== 'declared' && owner.addressProof === owner.idProof
    : !users.some((user) => user.address === emailKey(userEmail) && !user.hasLostId);
  return isKnown ? 'ambiguous' : 'invalid_user_auth_token';
}

/** The users that an accepted claim may lead to; none: a new user. Several: the rules name the one seen last. */
export function candidates(users: readonly User[], {userId, userEmail}: Claim, proof: Proof): readonly User[] {
  const owner = userId === undefined ? undefined : users.find((user) => user.userId === userId);
  const address = userEmail === undefined ? undefined : emailKey(userEmail);
  if (owner) return losesId(owner, address, proof) ? [] : [owner];
  if (address === undefined) return [];
  const others = users.filter((user) => user.address === address && !user.hasLostId);
  const nameless = others.filter((user) => user.userId === undefined);
  const named = others.filter((user) => user.userId !== undefined);
  const trusted = proof === 'declared' ? named : named.filter((user) => user.addressProof === 'proved');
  // Else somebody who only declares an address could tie an id of their own to the user who has proved it.
  const gaining = proof === 'declared' ? nameless.filter((user) => user.addressProof === 'declared') : nameless;
  if (userId !== undefined) return trusted.length ? [] : gaining;
  return nameless.length ? nameless : trusted;
}

/** Whether a better proof of a `userId` takes it from the user who was first with an ambiguous token. */
export function losesId(owner: User, address: string | undefined, proof: Proof): boolean {
  const hasAnother = owner.address !== undefined && owner.address !== address;
  return proof === 'proved' && owner.idProof === 'ambiguous' && hasAnother;
}

/** Writes into the user what an accepted claim said of it. */
export function learn(user: User, {userId, userEmail}: Claim, proof: Proof): void {
  if (userId !== undefined) {
    if (user.userId !== userId || proof === 'proved') user.idProof = proof;
    user.userId = userId;
  }
  if (userEmail !== undefined) {
    const isNew = user.address !== emailKey(userEmail);
    if (isNew || proof === 'proved') user.addressProof = proof;
    user.address = emailKey(userEmail);
  }
}

/** A log-in, with its token if it has one. */
export interface LogIn {
  readonly claim: Claim;
  readonly token?: Token;
}

/** Returns how the users of an app may look, see `lookOf`, after these log-ins, each done once or more often, in any order. */
export function endsOf(logIns: readonly LogIn[], rules: AppRules): Set<string> {
  const ends = new Set<string>();
  const seen = new Set<string>();
  const all = 2 ** logIns.length - 1;
  // `done` has a bit for each log-in. The list grows during the loop: what one log-in leads to is where the next one begins.
  const courses: {readonly users: readonly User[]; readonly done: number}[] = [{users: [], done: 0}];
  for (const {users, done} of courses) {
    if (done === all) ends.add(lookOf(users.map((user) => (user.hasLostId ? {} : user))));
    for (const [index, logIn] of logIns.entries()) {
      const next = {users: logInByRules(structuredClone(users) as User[], logIn, rules), done: done | (1 << index)};
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      courses.push(next);
    }
  }
  return ends;
}

function logInByRules(users: User[], {claim, token}: LogIn, rules: AppRules): User[] {
  const proof = judge(users, rules, claim, token);
  if (isRefusal(proof)) return users;
  const [known] = candidates(users, claim, proof);
  const owner = users.find(({userId}) => userId !== undefined && userId === claim.userId);
  if (!known && owner) {
    owner.userId = undefined;
    owner.hasLostId = true;
  }
  const user = known ?? {texts: []};
  learn(user, claim, proof);
  return known ? users : [...users, user];
}

function isRefusal(result: ReturnType<typeof judge>): result is Exclude<typeof result, Proof> {
  return result.endsWith('_token');
}

/** Describes users by what leads to them; their order does not count. */
export function lookOf(users: readonly {userId?: string | null | undefined; address?: string | null}[]): string {
  return users
    .map(({userId, address}) => `${userId ?? 'no id'} ${address ?? 'no address'}`)
    .toSorted()
    .join(', ');
}
