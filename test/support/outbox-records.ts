/** The records of the outbox, as somebody finds or changes them with the browser's own tools. */
import {promisifyRequest} from 'idb-keyval';
import {type AppAddress, appKey} from '../../src/client/app-address.js';
import {OUTBOX_DATABASE} from '../../src/client/browser-databases.js';

type Record = Readonly<globalThis.Record<string, unknown>>;

async function withRecords<T>(work: (records: IDBObjectStore) => Promise<T> | T): Promise<T> {
  const opening = indexedDB.open(OUTBOX_DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore('records');
  const database = await promisifyRequest(opening);
  try {
    const transaction = database.transaction('records', 'readwrite');
    const done = promisifyRequest(transaction);
    const result = await work(transaction.objectStore('records'));
    await done;
    return result;
  } finally {
    database.close();
  }
}

/** All records of all apps and users. */
export function recordsOf(): Promise<unknown[]> {
  return withRecords((records) => promisifyRequest<unknown[]>(records.getAll()));
}

/** The texts of an app's messages that are kept. */
export async function keptTexts(app: Pick<AppAddress, 'domain' | 'platformId'>): Promise<string[]> {
  const [keys, records] = await Promise.all([keysOf(), recordsOf()]);
  const ofApp = records.filter((_, index) => (keys[index] as string[])[0]?.includes(JSON.stringify(app.platformId)));
  return ofApp.map((record) => (record as {text?: string}).text ?? '');
}

/** The keys of all records: app, user, place. */
export function keysOf(): Promise<IDBValidKey[]> {
  return withRecords((records) => promisifyRequest(records.getAllKeys()));
}

/** Puts any value in the place of a record. */
export function putRecord(app: AppAddress, user: string, place: number | string, record: unknown): Promise<void> {
  return withRecords((records) => void records.put(record, [appKey(app), user, place]));
}

/** Changes each record. */
export function changeRecords(change: (record: Record) => unknown): Promise<void> {
  return withRecords((records) => {
    records.openCursor().onsuccess = ({target}) => {
      const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
      if (!cursor) return;
      cursor.update(change(cursor.value as Record));
      cursor.continue();
    };
  });
}

/** Deletes the database, as in a browser that has not seen the chat. */
export async function deleteOutbox(): Promise<void> {
  await promisifyRequest(indexedDB.deleteDatabase(OUTBOX_DATABASE));
}
