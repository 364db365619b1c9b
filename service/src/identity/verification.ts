import {isEmail} from 'helpshift-chat/protocol';
import {compatibleSignedText, STRICT_PREFIX, strictSignedText} from 'helpshift-chat/token';
import {hmacSha256, isSameSecret} from '../digest.js';
import type {SecretKey} from '../apps/apps.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** Why a token was refused, for the operator's log. The page only learns "missing" or "invalid". */
export type RefusalReason = 'missing' | 'no-active-key' | 'no-match' | 'compatible-form-off' | 'ambiguous-token';

export type TokenForm = 'strict' | 'compatible';

export type Verification =
  | {readonly accepted: true; readonly keyId: string; readonly form: TokenForm; readonly isAmbiguous: boolean}
  | {readonly accepted: false; readonly reason: RefusalReason};

/**
 * Checks a user auth token against every active key of an app. Rules: "Verifying the identity of users" in the
 * specification, and the two forms in `helpshift-chat/token`.
 *
 * An ambiguous token that an app accepts with `cautious` is accepted here if the claim has both identifiers;
 * `planResolution` knows the app's users, and decides.
 *
 * The time depends on the number of keys alone. The comparison is between texts, not bytes: the last character of
 * base64 has unused bits, so several texts would give the same bytes.
 */
export function verifyUserAuthToken(
  {token, claim}: {readonly token: string | undefined; readonly claim: LoggedInClaim},
  keys: readonly SecretKey[],
  {compatibleTokens}: {readonly compatibleTokens: CompatibleTokens},
): Verification {
  if (!token) return {accepted: false, reason: 'missing'};
  if (!keys.length) return {accepted: false, reason: 'no-active-key'};

  const form = token.startsWith(STRICT_PREFIX) ? 'strict' : 'compatible';
  if (form === 'compatible' && compatibleTokens === 'none') return {accepted: false, reason: 'compatible-form-off'};

  const signature = (form === 'strict' ? token.slice(STRICT_PREFIX.length) : token).replace(/=$/, '');
  const message = form === 'strict' ? strictSignedText(claim) : compatibleSignedText(claim);
  let keyId: string | undefined;
  for (const key of keys) {
    const expected = hmacSha256(key.secret, message).toString('base64').slice(0, -1);
    if (isSameSecret(signature, expected)) keyId ??= key.id;
  }
  if (keyId === undefined) return {accepted: false, reason: 'no-match'};

  const isAmbiguous = form === 'compatible' && isAmbiguousText(claim);
  const namesBoth = claim.userId !== undefined && claim.userEmail !== undefined;
  if (isAmbiguous && compatibleTokens === 'cautious' && !namesBoth) return {accepted: false, reason: 'ambiguous-token'};
  return {accepted: true, keyId, form, isAmbiguous};
}

/**
 * Whether a token in the compatible form may have been made for other identifiers than these. Only a `userId` alone that
 * does not end in a valid address is certain: whoever signs an address signs it last.
 */
export function isAmbiguousText({userId = '', userEmail}: LoggedInClaim): boolean {
  // The shortest address at its end begins one character before the last `@`.
  return userEmail !== undefined || isEmail(userId.slice(Math.max(userId.lastIndexOf('@') - 1, 0)));
}
