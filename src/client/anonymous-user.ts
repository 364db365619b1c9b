import {createStore, del, get, update, type UseStore} from 'idb-keyval';
import {ANONYMOUS_USER_LIFE_MS} from '../protocol/limits.js';
import {ANONYMOUS_DATABASE} from './anonymous-database.js';
import type {AppAddress} from './service-request.js';

/** What is kept in IndexedDB of an anonymous user: one record for each service, domain and app. */
interface AnonymousUser {
  /** 256 random bits in base64url. Whoever has them is this user. */
  readonly credential: string;
  /** Milliseconds since 1970, by this computer's clock. */
  readonly createdAt: number;
}

const store = (): UseStore => createStore(ANONYMOUS_DATABASE, 'users');

/** Where IndexedDB is not to be had, users live as long as the page. */
const inMemory = new Map<string, AnonymousUser>();

/** Tells other tabs whose record has changed. The message is the record's key: they look for themselves. */
const openChannel = (): BroadcastChannel => new BroadcastChannel(ANONYMOUS_DATABASE);

// How often a page that stays open looks whether the seven days are over. A timer for the moment itself would sleep
// with the computer.
const CHECK_INTERVAL_MS = 15_000;

// A JSON array, because no separator is safe: a domain may hold any character.
const keyOf = ({serviceUrl, domain, platformId}: AppAddress): string =>
  JSON.stringify([serviceUrl, domain, platformId]);

/** Whether a record is one of ours, and of somebody who is not over seven days old. */
function isAlive(record: unknown, now = Date.now()): record is AnonymousUser {
  const {credential, createdAt} = (record ?? {}) as Partial<AnonymousUser>;
  return (
    typeof credential === 'string' &&
    /^[\w-]{43}$/.test(credential) &&
    typeof createdAt === 'number' &&
    // A clock that was set back must not make a life longer.
    createdAt <= now &&
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

/** What `work` gives; `undefined` where there is no IndexedDB, so that nothing was kept. */
async function ifKept<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

async function read(key: string): Promise<AnonymousUser | undefined> {
  const record = inMemory.get(key) ?? (await ifKept(() => get<unknown>(key, store())));
  return isAlive(record) ? record : undefined;
}

async function remove(key: string): Promise<void> {
  inMemory.delete(key);
  await ifKept(() => del(key, store()));
  announce(key);
}

function announce(key: string): void {
  const channel = openChannel();
  channel.postMessage(key);
  channel.close();
}

/** Whether this browser has an anonymous user of the app who is not over seven days old. */
export async function hasAnonymousUser(app: AppAddress): Promise<boolean> {
  return (await read(keyOf(app))) !== undefined;
}

/**
 * The credential of this browser's anonymous user; a new one when there is none, or when seven days have passed. Tabs
 * that ask at once get the same. Where nothing can be kept, `onNotKept` hears of it. Never rejects.
 */
export async function anonymousCredential(app: AppAddress, onNotKept: () => void): Promise<string> {
  const key = keyOf(app);
  const fresh: AnonymousUser = {credential: newCredential(), createdAt: Date.now()};
  let user = fresh;
  try {
    // `update` reads and writes in one transaction, so the second tab finds what the first one wrote.
    await update<unknown>(key, (record) => (user = isAlive(record) ? record : fresh), store());
    if (user === fresh) announce(key);
  } catch {
    const kept = inMemory.get(key);
    if (isAlive(kept)) return kept.credential;
    inMemory.set(key, fresh);
    onNotKept();
  }
  return user.credential;
}

/** Removes this user from this browser, if it is still the one that is kept here. */
export async function forgetAnonymousUser(app: AppAddress, credential: string): Promise<void> {
  const key = keyOf(app);
  if ((await read(key))?.credential === credential) await remove(key);
}

/** Takes this browser's anonymous user of the app away for good, and gives the credential if there was one. */
export async function takeAnonymousCredential(app: AppAddress): Promise<string | undefined> {
  const key = keyOf(app);
  const user = await read(key);
  await remove(key);
  return user?.credential;
}

/**
 * Calls `onEnd` once when this user is no longer the one that is kept here: seven days are over, or another tab has
 * cleared or replaced them. Watches until then, or until `signal` is aborted.
 */
export function watchAnonymousUser(app: AppAddress, credential: string, signal: AbortSignal, onEnd: () => void): void {
  const key = keyOf(app);
  const channel = openChannel();
  const over = new AbortController();
  const stop = () => {
    clearInterval(timer);
    channel.close();
    over.abort();
  };
  const check = async () => {
    const user = await read(key);
    if (over.signal.aborted || user?.credential === credential) return;
    stop();
    // Somebody whose time is over leaves nothing behind; somebody new has a record of their own.
    if (!user) await remove(key);
    onEnd();
  };
  const timer = setInterval(() => void check(), CHECK_INTERVAL_MS);
  channel.addEventListener('message', ({data}) => void (data === key && check()));
  // Back from sleep, or from the back/forward cache: at once.
  addEventListener('visibilitychange', () => void check(), over);
  addEventListener('pageshow', () => void check(), over);
  signal.addEventListener('abort', stop, over);
  if (signal.aborted) stop();
}
