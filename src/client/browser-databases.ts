/** The IndexedDB database of anonymous users. */
export const ANONYMOUS_DATABASE = 'helpshift-chat';

/** The IndexedDB database of what users have written and the service has not stored yet. */
export const OUTBOX_DATABASE = 'helpshift-chat-outbox';

/**
 * Whether this browser may keep something in a database. Asks without opening it, because opening makes one: a visitor who
 * never opens the chat leaves nothing behind.
 */
export async function hasDatabase(name: string): Promise<boolean> {
  // A sandboxed frame keeps nothing, and Chromium rejects a second promise there that cannot be caught.
  if (globalThis.origin === 'null') return false;
  try {
    return (await indexedDB.databases()).some((database) => database.name === name);
  } catch {
    return false; // Storage is blocked: nothing was kept.
  }
}
