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

/** What a page gives for an anonymous user. */
export interface AnonymousClaim {
  readonly app: AppAddress;
  readonly userName: string | undefined;
  readonly fullPrivacy: boolean;
  /** The user has ended, here or at the service. The next anonymous user is another person and needs another session. */
  readonly onEnd: () => void;
  /** The user cannot be kept in this browser and will end with the page. */
  readonly onNotKept: () => void;
}

// The credential that each session was accepted with. A session never continues as another user.
const accepted = new WeakMap<AbortSignal, string>();

/**
 * Asks for a session of this browser's anonymous user. If the user's seven days are over by the service's clock, or the
 * service has ended the user, the record is removed and a new user is made.
 */
export async function requestAnonymousSession(
  claim: AnonymousClaim,
  signal: AbortSignal,
  isSecondTry = false,
): Promise<SessionResponse> {
  const {app, userName, fullPrivacy, onEnd, onNotKept} = claim;
  const credential = await anonymousCredential(app, onNotKept);
  const before = accepted.get(signal);
  // A session that ended while the credential was read must not end the one after it.
  if (!signal.aborted && before !== undefined && before !== credential) onEnd();
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
 * Says whether this browser has an anonymous user of the app. Removes users whose seven days are over, and reports the
 * users that were cleared here before to the service. Never rejects.
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

// Credentials that are being reported now: each is reported once, also when several elements look.
const telling = new Set<string>();

async function tellCleared(app: AppAddress, credential: string): Promise<void> {
  if (telling.has(credential)) return;
  telling.add(credential);
  const {serviceUrl, domain, platformId} = app;
  const body: ClearAnonymousUserRequest = {domain, platformId, anonymousCredential: credential};
  const {signal} = new AbortController();
  const url = `${serviceUrl}/v1/anonymous-users/clear`;
  const isOver = await retry(() => requestService(url, () => true, {method: 'POST', body, signal}), signal).catch(
    // An app that the service does not know has no users. After another refusal the next page reports it again.
    (error: unknown) => isChatError(error) && error.code === 'unknown_app',
  );
  telling.delete(credential);
  if (isOver) await forgetCleared(app, credential);
}
