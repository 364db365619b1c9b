/** How long messages wait for records. A browser needs some milliseconds, unless it is busy or has a fault. */
export const READ_LIMIT_MS = 1000;

/** After this time without an answer the browser keeps nothing. A busy computer may need some seconds. */
export const KEEP_LIMIT_MS = 10_000;

/** Calls `visit` for each record of a range, in order. */
export function eachRecord(
  records: IDBObjectStore,
  range: IDBKeyRange | null,
  visit: (cursor: IDBCursorWithValue) => void,
): void {
  const request = records.openCursor(range);
  request.onsuccess = () => {
    if (!request.result) return;
    visit(request.result);
    request.result.continue();
  };
}

/**
 * Works in one transaction on the records of an IndexedDB database, which is made when there is none. It is closed after each: an open
 * one would keep the page out of the back/forward cache of some browsers, and could not be deleted. Rejects where the browser keeps
 * nothing.
 */
export function transactIn(database: string, work: (records: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('This browser keeps nothing.'));
    const opening = indexedDB.open(database);
    opening.onupgradeneeded = () => opening.result.createObjectStore('records');
    opening.onerror = fail;
    opening.onsuccess = () => {
      const opened = opening.result;
      try {
        const transaction = opened.transaction('records', 'readwrite');
        transaction.oncomplete = () => resolve();
        transaction.onabort = fail;
        work(transaction.objectStore('records'));
      } catch {
        fail(); // A database of another form, which this page did not make.
      } finally {
        opened.close();
      }
    };
  });
}
