import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Locator} from 'playwright-core';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {verifiedUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Held} from '../support/e2e-held.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

const ROUNDS = 40;
/** After these rounds all code is loaded, and all lasting objects exist. */
const SETTLED = 12;

/** The browser complains about a connection that ends with its element before it is open. */
const ENDED_EARLY = /closed before the connection is established/;

describe('an element that is added and removed', () => {
  const system = useSystem();

  it('forty times, open and closed, with and without a user, leaves nothing behind', async () => {
    const {domain, platformId} = system().app;
    const user = await verifiedUser(system().app);
    const visitor = await system().visitor();
    visitor.expectComplaints(ENDED_EARLY);
    const {page, chat} = visitor;
    const held = await Held.by(page);
    const traffic = new Traffic(page);
    await visitor.launcherButton.waitFor();
    await chat.evaluate((element) => element.remove());
    let before: Record<string, number> = {};
    await eventually(async () => {
      before = await held.count();
      assert.equal(before['chats'], 0);
    });

    let most = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const isOpen = round % 2 === 0;
      const attributes = {domain, 'platform-id': platformId, ...(round % 4 < 2 && user)};
      await page.evaluate(
        async ([given, mustOpen]) => {
          const element = document.createElement('helpshift-chat');
          for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
          document.body.append(element);
          if (mustOpen) return element.open();
          while (!element.shadowRoot?.querySelector('button')?.checkVisibility()) {
            await new Promise(requestAnimationFrame);
          }
          return element.remove();
        },
        [attributes, isOpen] as const,
      );
      if (isOpen) {
        await visitor.input.waitFor();
        await eventually(() => assert.ok(traffic.open.size > 0, 'it is connected'));
        most = Math.max(most, traffic.open.size);
        await chat.evaluate((element) => element.remove());
        await eventuallyEqual(() => traffic.open.size, 0);
      }
      if (round === SETTLED) await eventuallyEqual(() => held.count(), before);
    }
    assert.equal(most, 1, 'one element has one connection');
    await eventuallyEqual(() => held.count(), before);
  });

  const moments: readonly [string, string, string][] = [
    ['its code is loading', 'GET', '**/opened-chat-*.js'],
    ['its user is being verified', 'POST', '**/v1/sessions'],
    ['its conversation is being read', 'POST', '**/v1/sync'],
  ];
  for (const [moment, method, address] of moments) {
    it(`and is put back while ${moment} works as before`, async () => {
      const user = await verifiedUser(system().app);
      const visitor = await system().visitor({chat: {domain: ''}, user});
      visitor.expectComplaints(ENDED_EARLY, /CONFIGURATION_INVALID/);
      const letGo = await visitor.holdRequests(method, address);
      const asked = visitor.page.waitForRequest(address);
      await visitor.chat.evaluate((chat: HelpshiftChat, domain) => {
        chat.setAttribute('domain', domain);
        chat.open();
      }, system().app.domain);
      await asked;
      await takeOutAndPutBack(visitor);
      letGo();
      await visitor.input.waitFor();
      await visitor.write('Here I am again.');
      await eventuallyEqual(() => visitor.messages(), ['user: Here I am again.']);
      await assertKnowsOnce(visitor, 'Here I am again.');
    });
  }

  for (const [way, move] of [
    ['moved', moveAtOnce],
    ['put back', takeOutAndPutBack],
  ] as const) {
    it(`and is ${way} while a message is sent neither loses nor duplicates it`, async () => {
      const visitor = await system().visitor({user: await verifiedUser(system().app)});
      visitor.expectComplaints(ENDED_EARLY);
      let letGo = (): void => {};
      const mayGo = new Promise<void>((resolve) => (letGo = resolve));
      let isStored = false;
      await visitor.page.route('**/v1/messages', async (route) => {
        const response = await route.fetch();
        isStored ||= route.request().method() === 'POST';
        await mayGo;
        await route.fulfill({response});
      });
      await visitor.openChat();
      await visitor.write('Written on the move.');
      await eventually(() => assert.ok(isStored, 'the service has it'));
      await move(visitor);
      letGo();
      await eventuallyEqual(() => visitor.messages(), ['user: Written on the move.']);
      await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
      await assertKnowsOnce(visitor, 'Written on the move.');
    });
  }

  it('and stands beside a chat of another app never mixes the two', async () => {
    const apps = [system().app, await system().createApp()] as const;
    const user = await verifiedUser(apps[0]);
    const [, {domain, platformId}] = apps;
    const content = `<helpshift-chat domain="${domain}" platform-id="${platformId}" position="bottom-left"></helpshift-chat>`;
    const {page} = await system().visitor({user, content});
    const traffic = new Traffic(page);
    const [one, other] = [chatOf(page.locator('body'), apps[0]), chatOf(page.locator('body'), apps[1])];
    for (const [chat, text] of [
      [one, 'From the user of one app.'],
      [other, 'From nobody, in another app.'],
    ] as const) {
      await chat.evaluate((element: HelpshiftChat) => element.open());
      const input = chat.getByRole('textbox');
      await input.fill(text);
      await input.press('Enter');
      await eventuallyEqual(() => messagesOf(chat), [text]);
    }
    await system().answer('From the user of one app.', 'To the user.');
    await system().answer('From nobody, in another app.', 'To nobody.');
    const expected = [
      ['From the user of one app.', 'To the user.'],
      ['From nobody, in another app.', 'To nobody.'],
    ];
    await eventuallyEqual(() => Promise.all([one, other].map(messagesOf)), expected);
    assert.equal(traffic.open.size, 2);

    await one.evaluate((element: HelpshiftChat) => element.logout());
    await eventuallyEqual(() => messagesOf(one), []);
    await eventuallyEqual(() => traffic.open.size, 2);
    assert.deepEqual(await messagesOf(other), expected[1]);
    await other.evaluate((element) => element.remove());
    await eventuallyEqual(() => traffic.open.size, 1);
    await one.getByRole('textbox').waitFor();
  });

  /** Asserts that an agent's answer arrives exactly once. */
  async function assertKnowsOnce(visitor: Visitor, newest: string): Promise<void> {
    const before = await visitor.messages();
    await system().answer(newest, 'Welcome back.');
    await eventuallyEqual(() => visitor.messages(), [...before, 'agent: Welcome back.']);
  }
});

describe('a page that stays open for long', () => {
  const system = useSystem({hasPageCache: true});

  it('and makes a new element on each of forty routes keeps one connection, and holds no more objects', async () => {
    const visitor = await system().visitor({user: await verifiedUser(system().app)});
    visitor.expectComplaints(ENDED_EARLY);
    const {page, chat} = visitor;
    const held = await Held.by(page);
    const traffic = new Traffic(page);
    await visitor.openChat();
    await visitor.write('On my way through the shop.');
    // The page shows a message before the service has it, and the first route removes the element.
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);

    let settled: Record<string, number> = {};
    for (let route = 1; route <= ROUNDS; route++) {
      const isOpen = route % 4 === 0;
      await chat.evaluate(
        async (element: HelpshiftChat, [path, mustOpen]) => {
          history.pushState(null, '', path);
          const next = element.cloneNode() as HelpshiftChat;
          element.replaceWith(next);
          if (mustOpen) return next.open();
          while (!next.shadowRoot?.querySelector('button')?.checkVisibility()) {
            await new Promise(requestAnimationFrame);
          }
        },
        [`/route/${route}`, isOpen] as const,
      );
      if (!isOpen) continue;
      await visitor.panel.getByText('On my way through the shop.').waitFor();
      await eventuallyEqual(() => traffic.open.size, 1);
      if (route !== SETTLED) continue;
      // The browser collects garbage after a delay.
      await eventually(async () => {
        settled = await held.count();
        assert.equal(settled['chats'], 1, 'only the current element is held');
      });
    }
    await eventually(async () => {
      for (const [what, count] of Object.entries(await held.count())) assert.ok(count <= (settled[what] ?? 0), what);
    });

    await visitor.closeChat();
    await system().answer('On my way through the shop.', 'Tell me when you are through.');
    await page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    const news = traffic.frames.filter((frame) => frame.includes('"number":2'));
    assert.equal(news.length, 1, 'the service knows one connection of this page');
  });

  it('and comes back from the back/forward cache continues with messages from the meantime', async () => {
    const visitor = await system().visitor({user: await verifiedUser(system().app)});
    const {page} = visitor;
    await page.addInitScript(() => {
      const sockets: WebSocket[] = [];
      window.WebSocket = new Proxy(WebSocket, {
        construct(target, [address]: [string]) {
          const socket = new target(address);
          sockets.push(socket);
          return socket;
        },
      });
      // This listener runs first, so it counts the sockets from before the restore.
      addEventListener('pageshow', ({persisted}) => {
        const open = sockets.filter(({readyState}) => readyState <= WebSocket.OPEN);
        document.title = persisted ? `out of the cache, ${open.length} of ${sockets.length} connected` : 'loaded';
      });
    });
    await page.reload();
    const traffic = new Traffic(page);
    await visitor.openChat();
    await visitor.write('I will be back.');
    await eventuallyEqual(() => visitor.messages(), ['user: I will be back.']);
    await eventuallyEqual(() => traffic.frames.some((frame) => frame.includes('ready')), true);
    await visitor.input.fill('A draft from before');
    await page.goto(`${system().url}/healthz`);
    await system().answer('I will be back.', 'You were away.');
    await page.goBack({waitUntil: 'commit'});
    await eventuallyEqual(() => page.title(), 'out of the cache, 0 of 1 connected');
    await eventuallyEqual(() => visitor.messages(), ['user: I will be back.', 'agent: You were away.']);
    assert.equal(await visitor.input.inputValue(), 'A draft from before');
    await system().answer('You were away.', 'You are back.');
    await visitor.panel.getByText('You are back.').waitFor();
    await visitor.write('I am.');
    await eventuallyEqual(
      () => visitor.messages(),
      ['user: I will be back.', 'agent: You were away.', 'agent: You are back.', 'user: I am.'],
    );
  });
});

/** Moves the element in one step, as a page does when it sorts its children. Nothing may end. */
async function moveAtOnce(visitor: Visitor): Promise<void> {
  await visitor.chat.evaluate((chat) => document.querySelector('main')?.append(chat));
}

async function takeOutAndPutBack(visitor: Visitor): Promise<void> {
  const chat = await visitor.chat.elementHandle();
  await chat?.evaluate((element) => (element as Element).remove());
  await chat?.evaluate((element) => document.body.append(element));
  await chat?.dispose();
}

function chatOf(page: Locator, {domain}: TestApp): Locator {
  return page.locator(`helpshift-chat[domain="${domain}"]`);
}

function messagesOf(chat: Locator): Promise<string[]> {
  return chat.locator('[part~="message"]').allTextContents();
}
