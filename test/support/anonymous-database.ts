import {promisifyRequest} from 'idb-keyval';
import {ANONYMOUS_DATABASE} from '../../src/client/anonymous-database.js';

/**
 * Deletes the database of anonymous users, as in a browser that has not seen the chat. Waits until the chats that use it
 * at this moment have closed it; one that would keep it open would keep this from ever resolving.
 */
export async function deleteAnonymousDatabase(): Promise<void> {
  await promisifyRequest(indexedDB.deleteDatabase(ANONYMOUS_DATABASE));
}
