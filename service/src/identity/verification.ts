import {signedText, strictSignedText} from 'helpshift-chat/token';
import {hmacSha256, isSameSecret} from './digest.js';
import type {SecretKey} from './apps.js';
import type {TokenIdentifiers} from 'helpshift-chat/token';

/** Why a token was refused, for the operator's log. The page only learns "missing" or "invalid". */
export type RefusalReason = 'missing' | 'no-active-key' | 'no-match' | 'compatible-form-off' | 'signed-text-owned';

export type Verification =
  | {readonly accepted: true; readonly keyId: string; readonly form: 'compatible' | 'strict'}
  | {readonly accepted: false; readonly reason: RefusalReason};

interface TokenClaim {
  readonly token: string | undefined;
  /** The identifiers of the page; without `userEmail` under full privacy. */
  readonly identifiers: TokenIdentifiers;
}

const STRICT_PREFIX = 'v1.';

/**
 * Checks a user auth token against every active key of an app. Rules: "Verifying the identity of users" in the
 * specification, and the two forms in `helpshift-chat/token`.
 *
 * The time depends on the number of keys alone. The comparison is between texts, not bytes: the last character of
 * base64 has unused bits, so several texts would give the same bytes.
 */
export function verifyUserAuthToken(
  {token, identifiers}: TokenClaim,
  keys: readonly SecretKey[],
  {compatibleTokens}: {readonly compatibleTokens: boolean},
): Verification {
  if (!token) return {accepted: false, reason: 'missing'};
  if (!keys.length) return {accepted: false, reason: 'no-active-key'};

  const form = token.startsWith(STRICT_PREFIX) ? 'strict' : 'compatible';
  if (form === 'compatible' && !compatibleTokens) return {accepted: false, reason: 'compatible-form-off'};

  const signature = form === 'strict' ? token.slice(STRICT_PREFIX.length) : token.replace(/=$/, '');
  const message = form === 'strict' ? strictSignedText(identifiers) : signedText(identifiers);
  const encoding = form === 'strict' ? 'base64url' : 'base64';
  let keyId: string | undefined;
  for (const key of keys) {
    const expected = hmacSha256(key.secret, message).toString(encoding).replace(/=$/, '');
    if (isSameSecret(signature, expected)) keyId ??= key.id;
  }
  return keyId === undefined ? {accepted: false, reason: 'no-match'} : {accepted: true, keyId, form};
}
