/** Reads and changes the chat's data in a browser, as any script of the page could. */
import assert from 'node:assert/strict';
import type {Page} from 'playwright-core';
import {ANONYMOUS_DATABASE} from '../../src/client/browser-databases.js';
import {eventually} from './e2e-eventually.js';
import type {Visitor} from './e2e-visitor.js';

/** The record of an anonymous user. A test may have changed it. */
export interface KeptUser {
  readonly credential: string;
  readonly createdAt: number;
  readonly serviceCreatedAt?: number;
}

/** All records, of every app. Does not make the database when it is missing. */
export function keptUsers(page: Page): Promise<KeptUser[]> {
  return page.evaluate(async (name) => {
    const databases = await indexedDB.databases();
    if (!databases.some((database) => database.name === name)) return [];
    return new Promise<KeptUser[]>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(new Error('it does not open'));
      opening.onsuccess = () => {
        const reading = opening.result.transaction('users').objectStore('users').getAll();
        reading.onsuccess = () => {
          resolve(reading.result as KeptUser[]);
          opening.result.close();
        };
      };
    });
  }, ANONYMOUS_DATABASE);
}

/** The record of the browser's only anonymous user. */
export async function keptUser({page}: Visitor): Promise<KeptUser> {
  const [user, ...others] = await keptUsers(page);
  assert.ok(user, 'there is an anonymous user');
  assert.deepEqual(others, []);
  return user;
}

/** Waits until the open chat belongs to a new anonymous user and has no messages. */
export async function becomesSomebodyNew(visitor: Visitor, before: KeptUser): Promise<void> {
  await eventually(async () => {
    assert.notEqual((await keptUser(visitor)).credential, before.credential);
    assert.ok(await visitor.input.isVisible(), 'there is something to write into');
    assert.deepEqual(await visitor.messages(), []);
  });
}

/** Changes every record, as a script of the page could. */
export async function editKeptUsers(page: Page, change: Record<string, unknown>): Promise<void> {
  await page.evaluate(
    ({name, change}) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const users = opening.result.transaction('users', 'readwrite').objectStore('users');
          users.transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          const reading = users.openCursor();
          reading.onsuccess = () => {
            const cursor = reading.result;
            cursor?.update({...(cursor.value as object), ...change});
            cursor?.continue();
          };
        };
      }),
    {name: ANONYMOUS_DATABASE, change},
  );
}
