import {appName} from '../apps/apps.js';
import {emailDigest, userIdDigest} from './identifier-columns.js';
import type {AppKey} from '../apps/apps.js';
import type {WriteKey} from '../database/engine.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** Returns the key of an app: it is made, or its settings or secret keys change. */
export function appWriteKey(app: AppKey): WriteKey {
  return `app:${appName(app)}`;
}

/** Returns the keys of identifiers: users with them are looked for, and made when they are missing. */
export function identifierWriteKeys(
  app: AppKey,
  {userId, userEmail}: Pick<LoggedInClaim, 'userId' | 'userEmail'>,
): WriteKey[] {
  return [
    ...(userId === undefined ? [] : [`user:${appName(app)}/${userIdDigest(userId)}` as const]),
    ...(userEmail === undefined ? [] : [`email:${appName(app)}/${emailDigest(userEmail)}` as const]),
  ];
}

/**
 * Returns the key of one user: the user's first open conversation begins, an anonymous user gets a row or is cleared, or
 * the user's row changes after it was read.
 */
export function ownerWriteKey({domain, ownerId}: {readonly domain: string; readonly ownerId: string}): WriteKey {
  return `owner:${domain}/${ownerId}`;
}

/** Returns the key of an agent's address: an agent with it is looked for, and added when there is none. */
export function agentWriteKey(email: string): WriteKey {
  return `agent:${emailDigest(email)}`;
}
