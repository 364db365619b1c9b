import {ANONYMOUS_DATABASE} from '../../src/client/anonymous-database.js';

/** Deletes the database of anonymous users. Rejects when another connection keeps it open. */
export function deleteAnonymousDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase(ANONYMOUS_DATABASE);
    deleting.onsuccess = () => resolve();
    deleting.onerror = deleting.onblocked = () => reject(new Error('the database cannot be deleted'));
  });
}
