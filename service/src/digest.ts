import {createHash, createHmac, hkdfSync, timingSafeEqual} from 'node:crypto';
import type {KeyObject} from 'node:crypto';

/** SHA-256 in base64url, 43 characters. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** HMAC-SHA256 (RFC 2104) of bytes, or of a text in UTF-8. */
export function hmacSha256(key: string | Uint8Array | KeyObject, message: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

/** Derives a key of 256 bits for one purpose from a key of the installation (HKDF-SHA256, RFC 5869). */
export function deriveKey(key: Uint8Array, salt: Uint8Array | string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, purpose, 32));
}

/** Compares two secrets in constant time. Their lengths are not secret. */
export function isSameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
