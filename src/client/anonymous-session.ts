import type {ClearAnonymousUserRequest, SessionResponse} from '../protocol/wire.js';
import {
  anonymousCredential,
  forgetAnonymousUser,
  takeAnonymousCredential,
  watchAnonymousUser,
} from './anonymous-user.js';
import {isChatError} from './errors.js';
import {retry} from './retry.js';
import {type AppAddress, requestService} from './service-request.js';
import {requestSession} from './user-session.js';

/** What a page says of an anonymous user. */
export interface AnonymousClaim {
  readonly app: AppAddress;
  readonly userName: string | undefined;
  readonly fullPrivacy: boolean;
  /** The user has ended, here or at the service: whoever comes next is somebody else, and needs another session. */
  readonly onEnd: () => void;
  /** The user cannot be kept in this browser and will end with the page. */
  readonly onNotKept: () => void;
}

// By session: the credential that it was accepted with. It never goes on as somebody else.
const accepted = new WeakMap<AbortSignal, string>();

/**
 * Asks for a session of this browser's anonymous user. One whom the service has ended is forgotten, and somebody new
 * takes their place.
 */
export async function requestAnonymousSession(
  claim: AnonymousClaim,
  signal: AbortSignal,
  isSecondTry = false,
): Promise<SessionResponse> {
  const {app, userName, fullPrivacy, onEnd, onNotKept} = claim;
  const credential = await anonymousCredential(app, onNotKept);
  const before = accepted.get(signal);
  if (before !== undefined && before !== credential) onEnd();
  // Ended just now, or while the credential was read.
  signal.throwIfAborted();
  try {
    const user = {anonymousCredential: credential, ...(userName && {userName}), ...(fullPrivacy && {fullPrivacy})};
    const session = await requestSession(app, user, signal);
    if (before === undefined) {
      accepted.set(signal, credential);
      watchAnonymousUser(app, credential, signal, onEnd);
    }
    return session;
  } catch (error) {
    if (isSecondTry || !isChatError(error) || error.code !== 'unauthorized') throw error;
    await forgetAnonymousUser(app, credential);
    return requestAnonymousSession(claim, signal, true);
  }
}

/**
 * Ends this browser's anonymous user of the app for good: here at once, and at the service as soon as it can be told.
 * Rule: `clearAnonymousUserOnLogin` in the specification. Never rejects.
 */
export async function clearAnonymousUser(app: AppAddress): Promise<void> {
  const {serviceUrl, domain, platformId} = app;
  const credential = await takeAnonymousCredential(app);
  if (!credential) return;
  const body: ClearAnonymousUserRequest = {domain, platformId, anonymousCredential: credential};
  const {signal} = new AbortController();
  const url = `${serviceUrl}/v1/anonymous-users/clear`;
  await retry(() => requestService(url, () => true, {method: 'POST', body, signal}), signal).catch(() => {
    // The service does not know the app, so nobody was there.
  });
}
