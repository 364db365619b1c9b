import {hmacSha256, isSameSecret} from '../digest.js';
import type {AppKey} from '../apps/apps.js';
import type {SessionUser} from 'helpshift-chat/protocol';
import type {KeyObject} from 'node:crypto';

/** A session: the right to act as one user of one app. This is the content of a session token. */
export interface Session extends AppKey, Omit<SessionUser, 'key'> {
  readonly id: string;
  /** The id of the user's row. A new anonymous user has no row yet. */
  readonly ownerId: string;
  /** The secret key that verified the user; null for an unverified user. When the key is deleted, the session ends. */
  readonly keyId: string | null;
  /**
   * The app's epoch when the session began, if a change of the app's settings can end the session; else null. It ends when
   * the epoch grows.
   */
  readonly epoch: number | null;
  /** Full privacy: the service must store neither name nor address of this user. */
  readonly fullPrivacy: boolean;
  /** The name of an anonymous user without a row. */
  readonly anonymousName: string | null;
  /** Milliseconds since 1970, by the service's clock. */
  readonly expiresAt: number;
}

const PREFIX = 'v2.';

type Payload = [
  domain: string,
  platformId: string,
  id: string,
  kind: 0 | 1,
  verified: 0 | 1,
  fullPrivacy: 0 | 1,
  ownerId: string,
  keyId: string | null,
  epoch: number | null,
  anonymousName: string | null,
  expiresAt: number,
];

/** Serializes and signs a session: `v2.`, the session in base64url, `.`, HMAC-SHA256 in base64url. */
export function signSession(session: Session, sessionKey: Uint8Array | KeyObject): string {
  const payload: Payload = [
    session.domain,
    session.platformId,
    session.id,
    session.kind === 'anonymous' ? 0 : 1,
    session.verified ? 1 : 0,
    session.fullPrivacy ? 1 : 0,
    session.ownerId,
    session.keyId,
    session.epoch,
    session.anonymousName,
    session.expiresAt,
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
  const [domain, platformId, id, kind, verified, fullPrivacy, ownerId, keyId, epoch, anonymousName, expiresAt] =
    payload;
  return {
    domain,
    platformId,
    id,
    kind: kind === 0 ? 'anonymous' : 'logged-in',
    verified: verified === 1,
    fullPrivacy: fullPrivacy === 1,
    ownerId,
    keyId,
    epoch,
    anonymousName,
    expiresAt,
  };
}

/** Returns the key that `SessionUser.key` names: the same for one user in every session. */
export function userKeyOf({domain, ownerId}: Session, sessionKey: Uint8Array | KeyObject): string {
  return signatureOf(JSON.stringify(['user', domain, ownerId]), sessionKey);
}

/** Returns the key for the limits of a session: of a verified user in all browsers; of another session alone, which anybody can make. */
export function limitKey({domain, ownerId, verified, id}: Session): string {
  return verified ? `${domain} ${ownerId}` : id;
}

function signatureOf(text: string, sessionKey: Uint8Array | KeyObject): string {
  return hmacSha256(sessionKey, text).toString('base64url');
}
