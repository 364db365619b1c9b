import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** A site with its own service worker needs another policy; here it has none. */
const NO_POLICY = '';

/**
 * A service worker of a site: caches every answer to a GET, and answers from its cache first.
 *
 * @param options - The options for `cache.match`.
 */
function cacheFirst(options: CacheQueryOptions): string {
  return `
    addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => {
      if (event.request.method !== 'GET') return;
      event.respondWith((async () => {
        const cache = await caches.open('everything');
        const kept = await cache.match(event.request, ${JSON.stringify(options)});
        if (kept) return kept;
        const answer = await fetch(event.request);
        await cache.put(event.request, answer.clone());
        return answer;
      })());
    });`;
}

describe('a page whose service worker answers every GET from its cache first', () => {
  const system = useSystem();

  for (const [how, options] of Object.entries({
    'by address and Vary': {},
    'by address alone': {ignoreVary: true},
    'by path and Vary': {ignoreSearch: true},
  })) {
    it(`shows no user another user's messages, when it looks ${how}`, async () => {
      const user = await someone();
      // The user writes in another browser first, so that each worker has messages to cache.
      const elsewhere = await system().visitor({user});
      await elsewhere.openChat();
      const messages = await converse(elsewhere, 'first');
      const visitor = await visit(user, options);
      await eventuallyEqual(() => visitor.messages(), messages);
      // The worker has cached what it could, and nothing of the user.
      const kept = await keptAnswers(visitor);
      assert.ok(kept.some((text) => text.includes('greeting')));
      assert.deepEqual(
        kept.filter((text) => text.includes(user['user-id'] ?? '') || text.includes('question first')),
        [],
      );
      await visitor.chat.evaluate((chat: HTMLElement & {logout(): void}) => chat.logout());
      await eventuallyEqual(() => visitor.identityState(), 'anonymous');
      await visitor.setUser(await someone());
      await assertEmpty(visitor);
      await visitor.page.reload();
      await visitor.setUser(await someone());
      await visitor.openChat();
      await assertEmpty(visitor);
    });
  }

  it('shows new messages to its user', async () => {
    const user = await someone();
    const visitor = await visit(user, {});
    await assertEmpty(visitor);
    const one = await converse(visitor, 'one');
    const two = await converse(visitor, 'two');
    const all = [...one, ...two];
    assert.deepEqual(await visitor.messages(), all);
    await visitor.page.reload();
    await visitor.setUser(user);
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), all);
    const three = await converse(visitor, 'three');
    assert.deepEqual(await visitor.messages(), [...all, ...three]);
  });

  function someone(): Promise<ChatUser> {
    return verifiedUser(system().app, {userId: `id-${randomUUID()}`});
  }

  /** Opens a page with this worker and a user's chat. */
  async function visit(user: ChatUser, options: CacheQueryOptions): Promise<Visitor> {
    const visitor = await system().visitor({policy: NO_POLICY});
    // Chromium complains about a live connection that ends with its user before it is open.
    visitor.expectComplaints(/before the connection is/);
    const worker = system().site.publishScript(cacheFirst(options));
    await visitor.page.evaluate(async (address) => {
      await navigator.serviceWorker.register(address, {scope: '/'});
      await navigator.serviceWorker.ready;
    }, worker);
    await visitor.page.reload();
    assert.ok(await visitor.page.evaluate(() => navigator.serviceWorker.controller !== null));
    await visitor.setUser(user);
    await visitor.openChat();
    return visitor;
  }

  /** The user writes, and an agent answers. @returns The messages on screen. */
  async function converse(visitor: Visitor, word: string): Promise<string[]> {
    const [question, answer] = [`question ${word} ${randomUUID()}`, `answer ${word} ${randomUUID()}`];
    await visitor.write(question);
    await system().answer(question, answer);
    await visitor.panel.getByText(answer).waitFor();
    return [`user: ${question}`, `agent: ${answer}`];
  }

  /** Waits until the chat is loaded and has no messages. */
  async function assertEmpty(visitor: Visitor): Promise<void> {
    await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    assert.deepEqual(await visitor.messages(), []);
  }

  function keptAnswers(visitor: Visitor): Promise<string[]> {
    return visitor.page.evaluate(async () => {
      const cache = await caches.open('everything');
      const answers = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
      return Promise.all(answers.map(async (answer) => (await answer?.text()) ?? ''));
    });
  }
});
