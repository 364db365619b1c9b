import type {ClearAnonymousUserRequest, SessionResponse} from '../protocol/wire.js';
import {
  anonymousCredential,
  forgetAnonymousUser,
  forgetCleared,
  hasAnonymousUser,
  isOverAtService,
  removeOverdue,
  takeAnonymousCredential,
  watchAnonymousUser,
} from './anonymous-user.js';
import type {AppAddress} from './app-address.js';
import {isChatError} from './errors.js';
import {retry} from './retry.js';
import {requestService} from './service-request.js';
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
 * Asks for a session of this browser's anonymous user. One whose seven days are over by the service's clock, or whom the
 * service has ended, is forgotten, and somebody new takes their place.
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
  const user = {anonymousCredential: credential, ...(userName && {userName}), ...(fullPrivacy && {fullPrivacy})};
  const session = await requestSession(app, user, signal).catch((error: unknown) => {
    if (isSecondTry || !isChatError(error) || error.code !== 'unauthorized') throw error;
  });
  if (!session || (await isOverAtService(app, credential, session.issuedAt))) {
    await forgetAnonymousUser(app, credential);
    return requestAnonymousSession(claim, signal, true);
  }
  if (before === undefined) {
    accepted.set(signal, credential);
    watchAnonymousUser(app, credential, signal, onEnd);
  }
  return session;
}

/**
 * Whether this browser has an anonymous user of the app. Removes whoever's time is over, and goes on to tell the service
 * of those who were cleared here before. Never rejects.
 */
export async function findAnonymousUser(app: AppAddress): Promise<boolean> {
  for (const credential of await removeOverdue(app)) void tellCleared(app, credential);
  return hasAnonymousUser(app);
}

/**
 * Ends this browser's anonymous user of the app for good: here at once, and at the service as soon as it can be told.
 * Rule: `clearAnonymousUserOnLogin` in the specification. Never rejects.
 */
export async function clearAnonymousUser(app: AppAddress): Promise<void> {
  const credential = await takeAnonymousCredential(app);
  if (credential) await tellCleared(app, credential);
}

// Of whom the service is being told: however many look, it is told once.
const telling = new Set<string>();

async function tellCleared(app: AppAddress, credential: string): Promise<void> {
  if (telling.has(credential)) return;
  telling.add(credential);
  const {serviceUrl, domain, platformId} = app;
  const body: ClearAnonymousUserRequest = {domain, platformId, anonymousCredential: credential};
  const {signal} = new AbortController();
  const url = `${serviceUrl}/v1/anonymous-users/clear`;
  const isOver = await retry(() => requestService(url, () => true, {method: 'POST', body, signal}), signal).catch(
    // Nobody is there in an app that the service does not know. After another refusal the next page tells it again.
    (error: unknown) => isChatError(error) && error.code === 'unknown_app',
  );
  telling.delete(credential);
  if (isOver) await forgetCleared(app, credential);
}
