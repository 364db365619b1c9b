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
