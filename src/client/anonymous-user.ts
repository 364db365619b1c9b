import {createStore, del, get, update, type UseStore} from 'idb-keyval';
import {ANONYMOUS_USER_LIFE_MS} from '../protocol/limits.js';
import type {ClearAnonymousUserRequest} from '../protocol/wire.js';
import {ANONYMOUS_DATABASE} from './anonymous-database.js';
import {retry} from './retry.js';
import {type AppAddress, requestService} from './service-request.js';

/** What is kept in IndexedDB of an anonymous user: one record for each service, domain and app. */
interface AnonymousUser {
  /** 256 random bits in base64url. Whoever has them is this user. */
  readonly credential: string;
  /** Milliseconds since 1970, by this computer's clock. */
  readonly createdAt: number;
}

const store = (): UseStore => createStore(ANONYMOUS_DATABASE, 'users');

// A JSON array, because no separator is safe: a domain may hold any character.
const keyOf = ({serviceUrl, domain, platformId}: AppAddress): string =>
  JSON.stringify([serviceUrl, domain, platformId]);

function isAlive(record: unknown, now: number): record is AnonymousUser {
  const {credential, createdAt} = (record ?? {}) as Partial<AnonymousUser>;
  return (
    typeof credential === 'string' &&
    /^[\w-]{43}$/.test(credential) &&
    typeof createdAt === 'number' &&
    now < createdAt + ANONYMOUS_USER_LIFE_MS
  );
}

function newCredential(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Whether this browser has an anonymous user of the app who is not over seven days old. */
export async function hasAnonymousUser(app: AppAddress): Promise<boolean> {
  try {
    return isAlive(await get(keyOf(app), store()), Date.now());
  } catch {
    return false; // No IndexedDB: nothing was kept.
  }
}

// Where IndexedDB is not to be had, the credentials live as long as the page.
const inMemory = new Map<string, string>();

/**
 * The credential of this browser's anonymous user; a new one when there is none, or when seven days have passed. Tabs
 * that ask at once get the same. Never rejects.
 */
export async function anonymousCredential(app: AppAddress): Promise<string> {
  const key = keyOf(app);
  const fresh: AnonymousUser = {credential: newCredential(), createdAt: Date.now()};
  try {
    let kept = fresh;
    // `update` reads and writes in one transaction, so the second tab finds what the first one wrote.
    await update<AnonymousUser>(key, (record) => (kept = isAlive(record, Date.now()) ? record : fresh), store());
    return kept.credential;
  } catch {
    const credential = inMemory.get(key) ?? fresh.credential;
    inMemory.set(key, credential);
    return credential;
  }
}

/**
 * Ends this browser's anonymous user of the app for good: here at once, and at the service as soon as it can be told.
 * Rule: `clearAnonymousUserOnLogin` in the specification. Never rejects.
 */
export async function clearAnonymousUser(app: AppAddress): Promise<void> {
  const {serviceUrl, domain, platformId} = app;
  const key = keyOf(app);
  try {
    const record = await get<AnonymousUser>(key, store());
    await del(key, store());
    const anonymousCredential = inMemory.get(key) ?? record?.credential;
    inMemory.delete(key);
    if (!anonymousCredential) return;
    const body: ClearAnonymousUserRequest = {domain, platformId, anonymousCredential};
    const {signal} = new AbortController();
    const url = `${serviceUrl}/v1/anonymous-users/clear`;
    await retry(() => requestService(url, () => true, {method: 'POST', body, signal}), signal);
  } catch {
    // No IndexedDB, so nothing was kept; or the service does not know the app, so nobody was there.
  }
}
