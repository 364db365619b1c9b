import {identify} from 'helpshift-chat/protocol';
import {possibleDigests} from './diagnosis/possible-digest.js';
import {TokenReadings} from './diagnosis/token-reading.js';
import {isAmbiguousText, verifyUserAuthToken} from './verification.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {Diagnosis} from '../../contract/diagnosis.js';
import type {Mistake} from '../../contract/diagnosis-texts.js';
import type {CandidateKey} from './diagnosis/possible-digest.js';
import type {TokenForm} from './verification.js';
import type {SignedUser} from './diagnosis/signed-text.js';
import type {TokenIdentifiers} from 'helpshift-chat/token';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

export type {Diagnosis} from '../../contract/diagnosis.js';
export type {Mistake} from '../../contract/diagnosis-texts.js';
export type {CandidateKey} from './diagnosis/possible-digest.js';

/** What a site passes to the element, for a check by the site's developer. */
export interface DiagnosisRequest extends TokenIdentifiers {
  readonly token: string;
  readonly fullPrivacy: boolean;
  /** Only to find the mistake that the name was signed as well. */
  readonly userName?: string | undefined;
}

/** What the app accepts. */
export interface DiagnosisRules {
  readonly compatibleTokens: CompatibleTokens;
  /** Whether a `cautious` app accepts an ambiguous token for these two identifiers, because of the users that it has. */
  readonly mayAmbiguousClaim: boolean;
}

/** What the service has stored for the user or users that the page may mean. */
export interface StoredIdentifiers {
  readonly userIds: readonly string[];
  readonly userEmails: readonly string[];
  readonly userNames: readonly string[];
}

const NOTHING_STORED: StoredIdentifiers = {userIds: [], userEmails: [], userNames: []};

/** The longest name or private address that may have been signed. A longer text would block the event loop. */
const SIGNED_TEXT_LIMIT_CHARS = 1000;

/** The length of a right token's HMAC-SHA256. */
const DIGEST_BYTES = 32;

/**
 * Checks a user auth token, and finds the mistake that explains a wrong one. It tries the known mistakes, alone and
 * combined, and returns the smallest combination that gives this token. There is always a reason. Rule: "How do I test
 * that I have User Identity Verification set up correctly?" in the specification.
 */
export function diagnoseToken(
  request: DiagnosisRequest,
  keys: readonly CandidateKey[],
  rules: DiagnosisRules,
  stored: StoredIdentifiers = NOTHING_STORED,
): Diagnosis {
  const {claim, issues} = identify({...request, userAuthToken: request.token});
  if (claim.kind === 'anonymous') {
    const leak = findLeak(new TokenReadings(request.token), keys);
    return {valid: false, mistakes: [...leak, 'user-is-anonymous'], issues};
  }
  const active = keys.filter(({standing}) => standing === 'active');
  const verification = verifyUserAuthToken({token: request.token, claim}, active, rules);
  if (verification.accepted && !isRefusedAsAmbiguous(verification.form, claim, rules)) {
    return {valid: true, keyId: verification.keyId, form: verification.form, issues};
  }
  return {valid: false, mistakes: findMistakes(request, claim, keys, rules, stored), issues};
}

function findMistakes(
  request: DiagnosisRequest,
  claim: LoggedInClaim,
  keys: readonly CandidateKey[],
  rules: DiagnosisRules,
  stored: StoredIdentifiers,
): readonly Mistake[] {
  if (!request.token.trim()) return ['token-missing'];
  const readings = new TokenReadings(request.token);
  const leak = findLeak(readings, keys);
  if (leak.length) return leak;
  if (readings.isMissingValue) return ['token-is-a-missing-value'];

  const missingKey: readonly Mistake[] = keys.some(({standing}) => standing === 'active') ? [] : ['no-active-key'];
  const search = {
    user: signedUser(request, claim, stored),
    keys,
    hasStrictPrefix: readings.all.some(({hasStrictPrefix}) => hasStrictPrefix),
    digestLengths: new Set(readings.all.map(({length}) => length)),
  };
  for (const {value, form, mistakes} of readings.all.length ? possibleDigests(search) : []) {
    const written = readings.explain(value, form);
    if (!written) continue;
    // The old strict form was written in base64url.
    const isOld = mistakes.includes('old-strict-form');
    const wrongWriting = isOld ? written.filter((mistake) => mistake !== 'token-is-base64url') : written;
    return [...missingKey, ...formMistakes(form, claim, rules), ...wrongWriting, ...mistakes];
  }
  const whole = readings.all.find(({length}) => length === DIGEST_BYTES);
  if (!whole) return [...missingKey, 'token-has-wrong-length'];
  return missingKey.length ? missingKey : [...whole.mistakes, 'unexplained'];
}

/** A secret in the page is the worst mistake: everybody who reads it can be any user. */
function findLeak(readings: TokenReadings, keys: readonly CandidateKey[]): readonly Mistake[] {
  const key = keys.find(({secret}) => readings.holds(secret));
  if (!key) return [];
  return key.standing === 'deleted' ? ['token-is-the-secret', 'key-deleted'] : ['token-is-the-secret'];
}

function signedUser(request: DiagnosisRequest, claim: LoggedInClaim, stored: StoredIdentifiers): SignedUser {
  const {userId, userEmail} = claim;
  const names = [request.userName, ...stored.userNames].filter(mayBeSigned);
  return {
    identifiers: {userId, userEmail},
    privateEmail: request.fullPrivacy && mayBeSigned(request.userEmail) ? request.userEmail : undefined,
    names: [...new Set(names)],
    storedIds: stored.userIds.filter((id) => id !== userId),
    storedEmails: stored.userEmails.filter((email) => email !== userEmail),
  };
}

function mayBeSigned(text: string | undefined): text is string {
  return !!text && text.length <= SIGNED_TEXT_LIMIT_CHARS;
}

/** What the app has against a token of this form, even if it is made in the right way. */
function formMistakes(form: TokenForm, claim: LoggedInClaim, rules: DiagnosisRules): readonly Mistake[] {
  if (form === 'compatible' && rules.compatibleTokens === 'none') return ['compatible-form-is-off'];
  return isRefusedAsAmbiguous(form, claim, rules) ? ['ambiguous-token'] : [];
}

function isRefusedAsAmbiguous(form: TokenForm, claim: LoggedInClaim, rules: DiagnosisRules): boolean {
  if (form === 'strict' || rules.compatibleTokens !== 'cautious' || !isAmbiguousText(claim)) return false;
  const namesBoth = claim.userId !== undefined && claim.userEmail !== undefined;
  return !namesBoth || !rules.mayAmbiguousClaim;
}
