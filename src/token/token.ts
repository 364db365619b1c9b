import {hasControlCharacter, isMissingValue} from '../protocol/identity.js';

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
   * `compatible` is the form that Helpshift's documentation describes. It has no separator, so one token may fit several
   * users; an app accepts it only if its setting `compatible-tokens` says so. Default: `strict`.
   */
  form?: 'strict' | 'compatible';
}

/** The beginning of a token in the strict form. */
export const STRICT_PREFIX = 'v1.';

/**
 * Returns the text that the strict form signs. An identifier that is not given counts as the empty string. No identifier
 * that the service accepts holds a line break, so no other pair of identifiers makes the same text.
 */
export function strictSignedText({userId, userEmail}: TokenIdentifiers): string {
  return `helpshift-chat.v1\n${userId ?? ''}\n${userEmail ?? ''}`;
}

/**
 * Returns the text that the compatible form signs: `userId` followed by `userEmail`, each only if given, with no separator.
 * Rule: "Verifying the identity of users" in the specification.
 */
export function compatibleSignedText({userId, userEmail}: TokenIdentifiers): string {
  return (userId ?? '') + (userEmail ?? '');
}

/**
 * Makes a user auth token, the proof of a user's identifiers. Pass it to the page as `user-auth-token`.
 *
 * @returns `v1.` followed by 44 characters of standard base64; in the compatible form only the base64.
 * Rejects with a `TypeError` when the secret is empty, no identifier is given, or one is not a string, holds a control
 * character or is the text of a missing value, for example `undefined`.
 */
export async function createUserAuthToken(options: TokenOptions): Promise<string> {
  const {secret, fullPrivacy = false, form = 'strict'} = options;
  if (form !== 'strict' && form !== 'compatible') throw new TypeError("form: 'strict' or 'compatible' is needed");
  if (typeof secret !== 'string' || !secret) throw new TypeError('secret: a non-empty string is needed');
  const identifiers = {
    userId: readIdentifier('userId', options.userId),
    userEmail: readIdentifier('userEmail', fullPrivacy ? undefined : options.userEmail),
  };
  if (!identifiers.userId && !identifiers.userEmail) {
    throw new TypeError(fullPrivacy ? 'userId: needed with full privacy' : 'userId, userEmail: give at least one');
  }
  if (form === 'strict') return STRICT_PREFIX + toBase64(await hmacSha256(secret, strictSignedText(identifiers)));
  return toBase64(await hmacSha256(secret, compatibleSignedText(identifiers)));
}

function readIdentifier(name: keyof TokenIdentifiers, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new TypeError(`${name}: a string is needed`);
  if (hasControlCharacter(value)) throw new TypeError(`${name}: holds a line break or another control character`);
  if (isMissingValue(value)) throw new TypeError(`${name}: is the text of a missing value; leave it out instead`);
  return value;
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
