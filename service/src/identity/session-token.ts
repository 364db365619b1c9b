import {hmacSha256, isSameSecret} from './digest.js';
import type {AppKey} from './apps.js';
import type {SessionUser} from 'helpshift-chat/protocol';
import type {KeyObject} from 'node:crypto';

/** A session: the right to act as one user of one app. This is the content of a session token. */
export interface Session extends AppKey, SessionUser {
  /** The id of the user's row. A new anonymous user has no row yet. */
  readonly ownerId: string;
  /** The secret key that verified the user; null for an unverified user. When the key is deleted, the session ends. */
  readonly keyId: string | null;
  /** Whether the user auth token had the compatible form. An app can stop accepting that form. */
  readonly compatibleToken: boolean;
  /** Full privacy: the service must store neither name nor address of this user. */
  readonly fullPrivacy: boolean;
  /** The name of an anonymous user without a row. */
  readonly anonymousName: string | null;
  /** Milliseconds since 1970, by the service's clock. */
  readonly expiresAt: number;
}

const PREFIX = 'v1.';

type Payload = [
  domain: string,
  platformId: string,
  kind: 0 | 1,
  verified: 0 | 1,
  fullPrivacy: 0 | 1,
  ownerId: string,
  keyId: string | null,
  anonymousName: string | null,
  expiresAt: number,
  compatibleToken: 0 | 1,
];

/** Serializes and signs a session: `v1.`, the session in base64url, `.`, HMAC-SHA256 in base64url. */
export function signSession(session: Session, sessionKey: Uint8Array | KeyObject): string {
  const payload: Payload = [
    session.domain,
    session.platformId,
    session.kind === 'anonymous' ? 0 : 1,
    session.verified ? 1 : 0,
    session.fullPrivacy ? 1 : 0,
    session.ownerId,
    session.keyId,
    session.anonymousName,
    session.expiresAt,
    session.compatibleToken ? 1 : 0,
  ];
  const signed = PREFIX + Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${signed}.${signatureOf(signed, sessionKey)}`;
}

/**
 * Reads the result of `signSession`; `undefined` when the signature is wrong. The session may be over: `Sessions`
 * checks that.
 */
export function readSession(token: string, sessionKey: Uint8Array | KeyObject): Session | undefined {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(end, 0));
  if (!signed.startsWith(PREFIX) || !isSameSecret(token.slice(end + 1), signatureOf(signed, sessionKey))) {
    return undefined;
  }
  const payload = JSON.parse(Buffer.from(signed.slice(PREFIX.length), 'base64url').toString()) as Payload;
  const [domain, platformId, kind, verified, fullPrivacy, ownerId, keyId, anonymousName, expiresAt, compatibleToken] =
    payload;
  return {
    domain,
    platformId,
    kind: kind === 0 ? 'anonymous' : 'logged-in',
    verified: verified === 1,
    fullPrivacy: fullPrivacy === 1,
    ownerId,
    keyId,
    anonymousName,
    expiresAt,
    compatibleToken: compatibleToken === 1,
  };
}

function signatureOf(signed: string, sessionKey: Uint8Array | KeyObject): string {
  return hmacSha256(sessionKey, signed).toString('base64url');
}
