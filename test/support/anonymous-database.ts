import {promisifyRequest} from 'idb-keyval';
import {ANONYMOUS_DATABASE} from '../../src/client/browser-databases.js';

/**
 * Deletes the database of anonymous users, as in a browser that has not seen the chat. Waits until the chats that use it
 * at this moment have closed it; one that would keep it open would keep this from ever resolving.
 */
export async function deleteAnonymousDatabase(): Promise<void> {
  await promisifyRequest(indexedDB.deleteDatabase(ANONYMOUS_DATABASE));
}

/**
 * On a first visit there is no database. The tests of this `describe` find none, although those before them may have made
 * one, and a chat that was just removed may be making it.
 */
export function useFirstVisit(): void {
  beforeEach(() => Object.assign(indexedDB, {databases: () => Promise.resolve([])}));
  afterEach(() => Reflect.deleteProperty(indexedDB, 'databases'));
}
