import {promisifyRequest, type UseStore} from 'idb-keyval';
import {ANONYMOUS_USER_LIFE_MS} from '../protocol/limits.js';
import {ANONYMOUS_DATABASE} from './browser-databases.js';
import {type AppAddress, appKey} from './app-address.js';
import {hearOtherTabs, tellOtherTabs} from './other-tabs.js';

/** What is kept in IndexedDB of an anonymous user: one record for each service, domain and app. */
interface AnonymousUser {
  /** 256 random bits in base64url. They are the only proof of this user. */
  readonly credential: string;
  /** Milliseconds since 1970, by this computer's clock. */
  readonly createdAt: number;
  /** The same moment by the service's clock, once the service has told the time. */
  readonly serviceCreatedAt?: number;
}

/** Closed after each use: an open database would keep the page out of the back/forward cache, and could not be deleted. */
const store: UseStore = async (mode, work) => {
  const opening = indexedDB.open(ANONYMOUS_DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore('users');
  const database = await promisifyRequest(opening);
  try {
    return await work(database.transaction('users', mode).objectStore('users'));
  } finally {
    database.close();
  }
};

/** Writes in one transaction. Resolves when it is complete. */
function write(work: (users: IDBObjectStore) => unknown): Promise<void> {
  return store('readwrite', async (users) => {
    await work(users);
    return promisifyRequest(users.transaction);
  });
}

/** Where IndexedDB is not to be had, users live as long as the page. */
const inMemory = new Map<string, AnonymousUser>();

// How often a page that stays open looks whether the seven days are over: a timer for the moment itself would sleep
// with the computer.
const CHECK_INTERVAL_MS = 15_000;

/** The key of a cleared user's record, which stays until the service was told. */
const clearedKey = (app: AppAddress, credential: string): string => JSON.stringify([appKey(app), credential]);

/** Whether a record has our form and is not over seven days old by this computer's clock. */
function isAlive(record: unknown, now = Date.now()): record is AnonymousUser {
  const {credential, createdAt} = (record ?? {}) as Partial<AnonymousUser>;
  return (
    typeof credential === 'string' &&
    /^[\w-]{43}$/.test(credential) &&
    typeof createdAt === 'number' &&
    // A clock that was set back ends no user, because the service's clock counts too. But no record lies far in the future.
    Math.abs(now - createdAt) < ANONYMOUS_USER_LIFE_MS
  );
}

const isUser = (record: unknown, credential: string): boolean => isAlive(record) && record.credential === credential;

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

/** Rejects when storage fails. */
async function read(key: string): Promise<AnonymousUser | undefined> {
  const record: unknown = inMemory.get(key) ?? (await store('readonly', (users) => promisifyRequest(users.get(key))));
  return isAlive(record) ? record : undefined;
}

const readIfKept = (app: AppAddress): Promise<AnonymousUser | undefined> => ifKept(() => read(appKey(app)));

/** Looks at each record, or at the one of a key, in one transaction. */
async function visit(look: (cursor: IDBCursorWithValue) => unknown, key?: string): Promise<void> {
  await ifKept(() =>
    write((users) => {
      const request = users.openCursor(key);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        look(cursor);
        cursor.continue();
      };
    }),
  );
}

/** Removes the app's record if `mustGo` says so, in one transaction: a user who was made meanwhile stays. */
async function remove(app: AppAddress, mustGo: (record: unknown) => boolean): Promise<void> {
  const key = appKey(app);
  if (mustGo(inMemory.get(key))) inMemory.delete(key);
  await visit((cursor) => mustGo(cursor.value) && cursor.delete(), key);
  tellOtherTabs(app);
}

/** Says whether this browser has an anonymous user of the app, not over seven days old. */
export async function hasAnonymousUser(app: AppAddress): Promise<boolean> {
  return (await readIfKept(app)) !== undefined;
}

/**
 * The credential of this browser's anonymous user; a new one when there is none, or when seven days have passed. Tabs
 * that ask at once get the same. Calls `onNotKept` where nothing can be kept. Never rejects.
 */
export async function anonymousCredential(app: AppAddress, onNotKept: () => void): Promise<string> {
  const key = appKey(app);
  const fresh: AnonymousUser = {credential: newCredential(), createdAt: Date.now()};
  const inPage = inMemory.get(key);
  if (isAlive(inPage)) return inPage.credential;
  try {
    let user = fresh;
    // Reads and writes in one transaction, so the second tab finds what the first one wrote.
    await write(async (users) => {
      const record: unknown = await promisifyRequest(users.get(key));
      if (isAlive(record)) user = record;
      else users.put(fresh, key);
    });
    if (user === fresh) tellOtherTabs(app);
    return user.credential;
  } catch {
    // The storage cannot be written. It may still be possible to read an older record.
    const kept = await readIfKept(app);
    if (kept) return kept.credential;
    inMemory.set(key, fresh);
    onNotKept();
    return fresh.credential;
  }
}

/**
 * Whether seven days have passed by the service's clock, which is `serviceTime` now. The first time that it is told, the
 * user's beginning is kept by that clock as well, so that a clock of this computer that is set back makes no life longer.
 * A user that is kept in memory only has no record.
 */
export async function isOverAtService(app: AppAddress, credential: string, serviceTime: number): Promise<boolean> {
  let isOver = false;
  await visit((cursor) => {
    const user: unknown = cursor.value;
    if (!isAlive(user) || user.credential !== credential) return;
    const {createdAt, serviceCreatedAt = serviceTime - Math.max(0, Date.now() - createdAt)} = user;
    isOver = serviceTime - serviceCreatedAt >= ANONYMOUS_USER_LIFE_MS;
    cursor.update({...user, serviceCreatedAt});
  }, appKey(app));
  return isOver;
}

/** Removes this user from this browser, if it is still the one that is kept here. */
export async function forgetAnonymousUser(app: AppAddress, credential: string): Promise<void> {
  await remove(app, (record) => isUser(record, credential));
}

/**
 * Takes this browser's anonymous user of the app away for good, and gives the credential if there was one. It is kept
 * aside, out of use, until `forgetCleared`: the service may not be told before the page is left.
 */
export async function takeAnonymousCredential(app: AppAddress): Promise<string | undefined> {
  const user = await readIfKept(app);
  if (!user) return undefined;
  const {credential} = user;
  await ifKept(() => write((users) => users.put(user, clearedKey(app, credential))));
  await remove(app, (record) => isUser(record, credential));
  return credential;
}

/** The service knows that this user was cleared. */
export async function forgetCleared(app: AppAddress, credential: string): Promise<void> {
  await ifKept(() => write((users) => users.delete(clearedKey(app, credential))));
}

/**
 * Removes the records of all apps that are over seven days old, and records that do not have our form.
 *
 * @returns The credentials of the app's users that were cleared here and perhaps not yet reported to the service.
 */
export async function removeOverdue(app: AppAddress): Promise<string[]> {
  const cleared: string[] = [];
  await visit((cursor) => {
    const record: unknown = cursor.value;
    if (!isAlive(record)) cursor.delete();
    else if (cursor.key === clearedKey(app, record.credential)) cleared.push(record.credential);
  });
  return cleared;
}

/**
 * Calls `onEnd` once when this user is no longer the one that is kept here: seven days are over, or another tab has
 * cleared or replaced them. Watches until then, or until `signal` is aborted.
 */
export function watchAnonymousUser(app: AppAddress, credential: string, signal: AbortSignal, onEnd: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new AbortController();
  const stop = () => {
    clearTimeout(timer);
    over.abort();
  };
  const check = async () => {
    // A storage error, as after a sleep, ends no user: the next check decides.
    const user = await read(appKey(app)).catch(() => null);
    if (over.signal.aborted) return;
    if (user === null || user?.credential === credential) {
      clearTimeout(timer);
      const rest = user ? user.createdAt + ANONYMOUS_USER_LIFE_MS - Date.now() : CHECK_INTERVAL_MS;
      timer = setTimeout(() => void check(), Math.min(rest, CHECK_INTERVAL_MS));
      return;
    }
    stop();
    // An expired user leaves no record. A new user has another record.
    if (!user) await remove(app, (record) => !isAlive(record));
    onEnd();
  };
  hearOtherTabs(app, over.signal, () => void check());
  // Back from sleep, or from the back/forward cache: at once.
  addEventListener('visibilitychange', () => void check(), over);
  addEventListener('pageshow', () => void check(), over);
  signal.addEventListener('abort', stop, over);
  if (signal.aborted) stop();
  else void check();
}
