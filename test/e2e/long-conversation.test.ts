import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {Request} from 'playwright-core';
import {lengthenConversation, verifiedUser, type ChatUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** What a page asked the service for since it was loaded. */
interface Cost {
  readonly requests: readonly string[];
  readonly bytes: number;
}

describe('a conversation costs the same, however long it is:', () => {
  const system = useSystem();

  it('opening 10,000 entries costs the requests, bytes and nodes of 100', async () => {
    const costs = [];
    for (const length of [100, 10_000]) {
      const {user, app} = await conversationOf(length);
      const visitor = await system().visitor({user, app});
      // The closed chat has read its heads before it is opened.
      const heads = record(visitor);
      await visitor.page.reload();
      await eventually(async () => assert.ok((await heads()).requests.includes('/v1/sync')));
      const cost = record(visitor);
      await visitor.openChat();
      await visitor.panel.getByText(`Entry ${length}`, {exact: true}).waitFor();
      // The list draws itself in several tasks.
      let nodes = -1;
      await eventually(async () => {
        const before = nodes;
        nodes = await countNodes(visitor);
        assert.equal(nodes, before);
      });
      costs.push({...(await cost()), nodes});
    }
    const [short, long] = costs as [(typeof costs)[0], (typeof costs)[0]];
    for (const {requests} of [short, long]) assert.deepEqual(requests, ['/v1/sync']);
    assert.ok(Math.abs(long.bytes - short.bytes) < 2000, `${long.bytes} bytes, and ${short.bytes} for 100 entries`);
    assert.ok(Math.abs(long.nodes - short.nodes) < 60, `${long.nodes} nodes, and ${short.nodes} for 100 entries`);
  });

  it('a page with a closed chat asks once, for little', async () => {
    const {user, app} = await conversationOf(1000);
    const visitor = await system().visitor({user, app});
    const cost = record(visitor);
    await reloadUntilReady(visitor);
    await system().answer('Entry 1000', 'One more.');
    await visitor.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    const {requests, bytes} = await cost();
    assert.equal(requests.filter((path) => path === '/v1/sync').length, 1);
    assert.ok(bytes < 1500, `${bytes} bytes`);
  });

  it('an own message is one request, an answer is none but for a read mark', async () => {
    const {user, app} = await conversationOf(500);
    const visitor = await system().visitor({user, app});
    await reloadUntilReady(visitor);
    await visitor.openChat();
    await visitor.panel.getByText('Entry 500', {exact: true}).waitFor();
    const cost = record(visitor);
    const text = `Mine ${randomUUID()}`;
    await visitor.write(text);
    await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
    await visitor.panel.getByText(text).waitFor();
    assert.deepEqual((await cost()).requests, ['/v1/messages']);

    const marked = visitor.page.waitForRequest((request) => request.postData()?.includes('"read":') === true);
    await system().answer(text, 'Answer one.');
    await visitor.panel.getByText('Answer one.').waitFor();
    await marked;
    assert.deepEqual((await cost()).requests, ['/v1/messages', '/v1/sync']);
  });

  it('scrolling up reads older entries, down to the first, without a jump', async () => {
    const {user, app} = await conversationOf(400);
    const visitor = await system().visitor({user, app});
    await visitor.openChat();
    await visitor.panel.getByText('Entry 400', {exact: true}).waitFor();
    const log = visitor.panel.getByRole('log');
    for (;;) {
      const first = (await visitor.messages())[0] ?? '';
      if (first.endsWith('The beginning.')) break;
      // Near the top, so that older ones are asked for; then what was at the top must stay where it is.
      const before = await log.evaluate((list) => {
        list.scrollTop = 40;
        const message = list.querySelector<HTMLElement>('[part~="message"]');
        return {text: message?.textContent ?? '', top: message?.getBoundingClientRect().top ?? 0};
      });
      await eventually(async () => assert.notEqual((await visitor.messages())[0], first));
      await eventually(async () => {
        const top = await log.evaluate(
          (list, text) =>
            [...list.querySelectorAll('[part~="message"]')]
              .find((message) => message.textContent === text)
              ?.getBoundingClientRect().top,
          before.text,
        );
        assert.ok(
          top !== undefined && Math.abs(top - before.top) < 24,
          `${before.text} moved to ${top}, from ${before.top}`,
        );
      });
    }
    const all = await visitor.messages();
    assert.equal(all.length, 400);
    assert.ok(all.at(-1)?.endsWith('Entry 400'));
  });

  it('the Home key goes up to the first entry of all', async () => {
    const {user, app} = await conversationOf(400);
    const visitor = await system().visitor({user, app});
    await visitor.openChat();
    await visitor.panel.getByText('Entry 400', {exact: true}).waitFor();
    const log = visitor.panel.getByRole('log');
    await log.press('Home');
    await eventually(async () => assert.equal((await visitor.messages()).length, 400));
    await eventuallyEqual(() => log.evaluate((list) => list.scrollTop), 0);
    // A reader who goes down again is not brought back.
    await log.press('PageDown');
    const place = () => log.evaluate((list) => list.scrollTop);
    await eventually(async () => assert.ok((await place()) > 0));
    await system().answer('Entry 400', 'An answer far below.');
    await eventuallyEqual(() => visitor.unreadCount(), 1);
    assert.ok((await place()) > 0);
  });

  /** A new app with one user, who has a conversation with so many entries. */
  async function conversationOf(length: number): Promise<{user: ChatUser; app: TestApp}> {
    const app = await system().createApp();
    const user = await verifiedUser(app);
    const visitor = await system().visitor({user, app});
    await visitor.openChat();
    await visitor.write('The beginning.');
    // The page shows the message before the service stores it.
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
    await visitor.page.close();
    const {id} = (await system().conversations()).find(({domain}) => domain === app.domain) ?? assert.fail();
    await lengthenConversation(system().settings, id, length);
    return {user, app};
  }
});

/** Records the page's requests to the service's API from now on, those of the last page that was loaded. */
function record(visitor: Visitor): () => Promise<Cost> {
  const requests: Request[] = [];
  visitor.page.on('framenavigated', () => (requests.length = 0));
  visitor.page.on('request', (request) => {
    const {pathname} = new URL(request.url());
    if (pathname.startsWith('/v1/') && request.method() === 'POST') requests.push(request);
  });
  return async () => {
    let bytes = 0;
    for (const request of requests) {
      const path = new URL(request.url()).pathname;
      // The body itself is not kept for a page that reads it as a stream.
      if (path === '/v1/sync') bytes += (await request.sizes()).responseBodySize;
    }
    return {requests: requests.map((request) => new URL(request.url()).pathname).sort(), bytes};
  };
}

/** Loads the page again, and waits until its live connection is ready: what changes before that is read with a request. */
async function reloadUntilReady({page}: Visitor): Promise<void> {
  const traffic = new Traffic(page);
  page.on('framenavigated', () => (traffic.frames.length = 0));
  const synced = page.waitForResponse((response) => response.url().endsWith('/v1/sync'));
  await page.reload();
  await synced;
  await eventually(() => assert.ok(traffic.frames.some((frame) => frame.includes('"ready"'))));
}

function countNodes(visitor: Visitor): Promise<number> {
  return visitor.panel.getByRole('log').evaluate((list) => list.querySelectorAll('*').length);
}
