/** The IndexedDB database of anonymous users. */
export const ANONYMOUS_DATABASE = 'helpshift-chat';

/**
 * Whether an anonymous user may be kept in this browser. Asks without opening the database, because opening makes one:
 * a visitor who never opens the chat leaves nothing behind.
 */
export async function mayHaveAnonymousUser(): Promise<boolean> {
  // A sandboxed frame keeps nothing, and Chromium rejects a second promise there that cannot be caught.
  if (globalThis.origin === 'null') return false;
  try {
    return (await indexedDB.databases()).some(({name}) => name === ANONYMOUS_DATABASE);
  } catch {
    return false; // Storage is blocked: nothing was kept.
  }
}
