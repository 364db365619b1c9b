/** The identifiers that a token is made from, exactly as the page passes them (not trimmed, not lower-cased). */
export interface TokenIdentifiers {
  userId?: string | undefined;
  userEmail?: string | undefined;
}

export interface TokenOptions extends TokenIdentifiers {
  /** A secret key of the app. Its UTF-8 bytes are the HMAC key. */
  secret: string;
  /** True when the page sets `full-privacy`: the token is then made from `userId` alone. Default: false. */
  fullPrivacy?: boolean;
  /**
   * `compatible` is the form that Helpshift's documentation describes and existing sites make. `strict` has no two
   * pairs of identifiers that share a token; prefer it in new code. Default: `compatible`.
   */
  form?: 'compatible' | 'strict';
}

/**
 * Returns the text that the compatible form signs: `userId` followed by `userEmail`, each only if given, with no separator.
 * Rule: "Verifying the identity of users" in the specification.
 */
export function signedText({userId, userEmail}: TokenIdentifiers): string {
  return (userId ?? '') + (userEmail ?? '');
}

/** Returns the text that the strict form signs. The JSON array keeps the two identifiers apart. */
export function strictSignedText({userId, userEmail}: TokenIdentifiers): string {
  return `helpshift-chat.v1\0${JSON.stringify([userId || null, userEmail || null])}`;
}

/**
 * Makes a user auth token, the proof of a user's identifiers. Pass it to the page as `user-auth-token`.
 *
 * @returns Standard base64 with padding (44 characters), or `v1.` followed by 43 characters of base64url.
 * Rejects with a `TypeError` when the secret is empty, no identifier is given, or one is not a string.
 */
export async function createUserAuthToken(options: TokenOptions): Promise<string> {
  const {secret, fullPrivacy = false, form = 'compatible'} = options;
  for (const name of ['userId', 'userEmail'] as const) {
    const identifier: unknown = options[name];
    if (identifier != null && typeof identifier !== 'string') throw new TypeError(`${name}: a string is needed`);
  }
  if (form !== 'compatible' && form !== 'strict') throw new TypeError("form: 'compatible' or 'strict' is needed");
  const identifiers = {userId: options.userId, userEmail: fullPrivacy ? undefined : options.userEmail};
  if (typeof secret !== 'string' || !secret) throw new TypeError('secret: a non-empty string is needed');
  if (!identifiers.userId && !identifiers.userEmail) {
    throw new TypeError(fullPrivacy ? 'userId: needed with full privacy' : 'userId, userEmail: give at least one');
  }
  if (form === 'strict') return `v1.${toBase64url(await hmacSha256(secret, strictSignedText(identifiers)))}`;
  return toBase64(await hmacSha256(secret, signedText(identifiers)));
}

/** HMAC-SHA256 (RFC 2104, FIPS 198-1) of the UTF-8 bytes of `text`. */
export async function hmacSha256(secret: string, text: string): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const algorithm = {name: 'HMAC', hash: 'SHA-256'};
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
