/** Reads and changes the chat's data in a browser, as any script of the page could. */
import assert from 'node:assert/strict';
import type {Page} from 'playwright-core';
import {ANONYMOUS_DATABASE, OUTBOX_DATABASE} from '../../src/client/browser-databases.js';
import {AGENT_OUTBOX_DATABASE} from '../../service/inbox/outbox/agent-outbox.js';
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
  return recordsIn(page, ANONYMOUS_DATABASE, 'users') as Promise<KeptUser[]>;
}

/** The texts of the messages that wait in this browser, and the drafts. */
export async function keptMessages(page: Page): Promise<string[]> {
  const records = (await recordsIn(page, OUTBOX_DATABASE, 'records')) as {text?: string; draft?: string}[];
  return records.map(({text, draft}) => text ?? draft ?? 'of an unknown form');
}

/** What agents have written in this browser and the service has not stored: first drafts, then answers and notes in their order. */
export async function keptByAgents(page: Page): Promise<string[]> {
  const records = await recordsIn(page, AGENT_OUTBOX_DATABASE, 'records');
  return (records as {text: string}[]).map(({text}) => text);
}

function recordsIn(page: Page, name: string, store: string): Promise<unknown[]> {
  return page.evaluate(
    async ({name, store}) => {
      const databases = await indexedDB.databases();
      if (!databases.some((database) => database.name === name)) return [];
      return new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error('it does not open'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => {
            resolve(reading.result);
            opening.result.close();
          };
        };
      });
    },
    {name, store},
  );
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
