import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {KillableBrowser} from '../support/e2e-killable-browser.js';
import {type AppOptions, storedTexts, type TestApp, verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Gate} from '../support/e2e-gate.js';
import {keptMessages} from '../support/e2e-storage.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Complaints about a network that is lost on purpose. */
const LOST = [/ERR_\w+/, /SERVICE_FAILED/, /WebSocket/, /MESSAGES_NOT_SENT/];

/** After some failed attempts the chat waits up to half a minute before the next one. */
const LIMIT_MS = 60_000;

describe('what was written before the page was left', () => {
  const system = useSystem();

  async function visitorOf(app = system().app): Promise<Visitor> {
    const visitor = await system().visitor({app, user: await verifiedUser(app)});
    visitor.expectComplaints(...LOST);
    await visitor.openChat();
    return visitor;
  }

  /** All are stored once, in this order, and shown so to their author. */
  async function assertStored(visitor: Visitor, domain: string, texts: readonly string[]): Promise<void> {
    const entries = texts.map((text) => `user: ${text}`);
    await eventuallyEqual(() => storedTexts(system().settings, domain), entries, LIMIT_MS);
    await eventuallyEqual(() => visitor.messages(), entries, LIMIT_MS);
    await eventuallyEqual(() => keptMessages(visitor.page), [], LIMIT_MS);
  }

  it('without a network is sent by the next page, once and in order', async () => {
    const app = await system().createApp();
    const visitor = await visitorOf(app);
    await visitor.write('With a network.');
    await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
    await visitor.loseNetwork();
    const texts = ['One.', 'Two.', 'Three.'];
    for (const text of texts) await visitor.write(text);
    await visitor.panel.getByText('Waiting for the connection').last().waitFor();
    await visitor.page.close();
    await visitor.regainNetwork();
    const next = system().watch(await visitor.openTab(visitor.page.url()));
    next.expectComplaints(...LOST);
    await next.openChat();
    await assertStored(next, app.domain, ['With a network.', ...texts]);
    assert.deepEqual(
      next.eventsNamed('messageadd').map((detail) => (detail as {body: string}).body),
      texts,
    );
  });

  it('is sent without the chat being opened again, also when it is the first message of all', async () => {
    const app = await system().createApp();
    const visitor = await visitorOf(app);
    await visitor.loseNetwork();
    await visitor.write('The very first.');
    await visitor.page.close();
    await visitor.regainNetwork();
    const next = system().watch(await visitor.openTab(visitor.page.url()));
    next.expectComplaints(...LOST);
    await eventuallyEqual(() => storedTexts(system().settings, app.domain), ['user: The very first.'], LIMIT_MS);
    assert.equal(await next.panel.count(), 0);
    await eventuallyEqual(async () => next.eventsNamed('conversationstart'), [{message: 'The very first.'}]);
  });

  it('a moment before a link was clicked is sent', async () => {
    const app = await system().createApp();
    const visitor = await visitorOf(app);
    const texts: string[] = [];
    const address = visitor.page.url();
    for (const waitMs of [0, 1, 3, 10, 30, 100]) {
      const two = [`${waitMs} ms before.`, `${waitMs} ms before, too.`];
      texts.push(...two);
      for (const text of two) {
        await visitor.input.fill(text);
        await visitor.input.press('Enter');
        await eventually(async () => assert.equal(await visitor.input.inputValue(), ''));
      }
      await pause(waitMs);
      await visitor.page.goto('about:blank');
      await visitor.page.goto(address);
      await visitor.openChat();
    }
    await assertStored(visitor, app.domain, texts);
  });

  it('while the network came and went several times a second is sent once, in order', async () => {
    const app = await system().createApp();
    const visitor = await visitorOf(app);
    const texts = Array.from({length: 20}, (_, index) => `Message ${index}`);
    let isOver = false;
    const flap = async (): Promise<void> => {
      for (let isOffline = true; !isOver; isOffline = !isOffline) {
        await visitor.context.setOffline(isOffline);
        await pause(100);
      }
      await visitor.context.setOffline(false);
    };
    const flapping = flap();
    for (const text of texts) await visitor.write(text);
    isOver = true;
    await flapping;
    await assertStored(visitor, app.domain, texts);
  });

  it('in a browser that was killed is sent by the next one', async (t) => {
    const app = await system().createApp();
    const user = await verifiedUser(app);
    const address = system().publish({app, user});
    const browser = await KillableBrowser.start(t);
    const visitor = await browser.visit(address);
    await visitor.openChat();
    await visitor.write('Before.');
    await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
    await visitor.loseNetwork();
    const texts = Array.from({length: 10}, (_, index) => `Message ${index}`);
    for (const text of texts) await visitor.write(text);
    await browser.kill();
    const next = await browser.visit(address);
    await next.openChat();
    await assertStored(next, app.domain, ['Before.', ...texts]);
  });

  it('in two tabs without a network has one order', async () => {
    const app = await system().createApp();
    const one = await visitorOf(app);
    const other = system().watch(await one.openTab(one.page.url()));
    other.expectComplaints(...LOST);
    await other.openChat();
    await one.loseNetwork();
    const texts = ['One.', 'Two.', 'Three.', 'Four.'];
    for (const [index, text] of texts.entries()) await (index % 2 ? other : one).write(text);
    await one.regainNetwork();
    await assertStored(one, app.domain, texts);
    await assertStored(other, app.domain, texts);
    const added = [...one.eventsNamed('messageadd'), ...other.eventsNamed('messageadd')];
    assert.equal(added.length, texts.length, 'each message was announced once');
  });
});

describe('what a tab that was closed has left', () => {
  const system = useSystem();

  interface Tabs {
    readonly app: TestApp;
    readonly one: Visitor;
    readonly other: Visitor;
    readonly gate: Gate;
  }

  /** Opens two tabs of one user. The gate can cut them off from the service. */
  async function openTabs(t: TestContext, options: AppOptions = {}): Promise<Tabs> {
    const gate = await Gate.open(system().url);
    t.after(() => gate.close());
    const app = await system().createApp(options);
    const address = system().publish({app, user: await verifiedUser(app), serviceUrl: gate.url});
    const other = await system().visitor({app});
    await other.page.goto(address);
    const one = system().watch(await other.openTab(address));
    for (const tab of [one, other]) {
      tab.expectComplaints(...LOST);
      await tab.openChat();
    }
    return {app, one, other, gate};
  }

  /** The first tab writes without a network and is closed. */
  async function closeWriting(t: TestContext, text: string): Promise<Tabs> {
    const tabs = await openTabs(t);
    tabs.gate.setShut(true);
    await tabs.one.write(text);
    await tabs.one.page.close();
    return tabs;
  }

  it('is shown and sent by one that is open', async (t) => {
    const {app, other, gate} = await closeWriting(t, 'From a closed tab.');
    await eventuallyEqual(() => other.messages(), ['user: From a closed tab.']);
    gate.setShut(false);
    await eventuallyEqual(() => storedTexts(system().settings, app.domain), ['user: From a closed tab.'], LIMIT_MS);
    await eventuallyEqual(() => keptMessages(other.page), [], LIMIT_MS);
    assert.deepEqual(other.eventsNamed('messageadd'), [], 'it was not written on this page');
  });

  it('is counted at the log-out', async (t) => {
    const {other} = await closeWriting(t, 'From a closed tab.');
    await eventuallyEqual(() => other.messages(), ['user: From a closed tab.']);
    // The code for the next, anonymous, user cannot be loaded now.
    other.expectComplaints(/PANEL_FAILED/);
    await other.chat.evaluate((chat: HelpshiftChat) => chat.logout());
    const notSent = {error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: '1'}};
    await eventually(() => assert.deepEqual(other.eventsNamed('webchatruntimeerror').at(-1), notSent));
    await eventuallyEqual(() => keptMessages(other.page), []);
  });

  it('goes on being uploaded by one that is open', async (t) => {
    const {one, other, gate} = await openTabs(t, {attachmentTypes: 'any'});
    const choose = async (name: string): Promise<void> => {
      const chooser = one.page.waitForEvent('filechooser');
      await one.panel.getByRole('button', {name: 'Attach files'}).click();
      await (await chooser).setFiles([{name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(1000)}]);
    };
    await choose('sent.bin');
    await one.panel.getByRole('button', {name: 'Download sent.bin'}).waitFor();
    await eventuallyEqual(() => keptMessages(one.page), []);
    gate.setShut(true);
    await choose('left.bin');
    await eventually(async () => assert.equal((await keptMessages(one.page)).length, 1));
    await one.page.close();
    gate.setShut(false);
    await other.panel.getByRole('button', {name: 'Download left.bin'}).waitFor({timeout: LIMIT_MS});
  });
});

describe('the draft of a user', () => {
  const system = useSystem();

  it('survives a reload, another page, and an element that is taken out and put back', async () => {
    const visitor = await system().visitor({user: await verifiedUser(system().app)});
    await visitor.openChat();
    const text = `A draft ${randomUUID()}`;
    await visitor.input.fill(text);
    await eventually(async () => assert.deepEqual(await keptMessages(visitor.page), [text]));
    await visitor.page.reload();
    await visitor.openChat();
    await eventuallyEqual(() => visitor.input.inputValue(), text);
    await visitor.chat.evaluate((chat) => {
      const {parentElement} = chat;
      chat.remove();
      return new Promise<void>((resolve) => setTimeout(() => resolve(void parentElement?.append(chat))));
    });
    await eventuallyEqual(() => visitor.input.inputValue(), text);
    await visitor.input.press('Enter');
    await eventuallyEqual(() => visitor.messages(), [`user: ${text}`]);
    await visitor.page.reload();
    await visitor.openChat();
    assert.equal(await visitor.input.inputValue(), '');
  });

  it('goes with log-out, and no other user sees it', async () => {
    const visitor = await system().visitor({user: await verifiedUser(system().app)});
    await visitor.openChat();
    const text = `A draft ${randomUUID()}`;
    await visitor.input.fill(text);
    await eventually(async () => assert.deepEqual(await keptMessages(visitor.page), [text]));
    await visitor.chat.evaluate((chat: HelpshiftChat) => chat.logout());
    await eventuallyEqual(() => keptMessages(visitor.page), []);
    await visitor.input.waitFor();
    assert.equal(await visitor.input.inputValue(), '');
  });
});

describe('a browser that keeps nothing', () => {
  const system = useSystem();

  it('is told of while messages wait, and they are sent when the network is back', async () => {
    const visitor = await system().visitor({user: await verifiedUser(system().app)});
    visitor.expectComplaints(...LOST, /STORAGE_UNAVAILABLE/);
    await visitor.page.addInitScript(() => {
      Object.defineProperty(indexedDB, 'open', {
        value: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      });
    });
    await visitor.page.reload();
    await visitor.openChat();
    await visitor.loseNetwork();
    await visitor.write('In memory.');
    await visitor.panel.getByText('They are lost when you leave this page').waitFor();
    const errors = visitor.eventsNamed('webchatruntimeerror').map((detail) => JSON.stringify(detail));
    assert.ok(errors.includes('{"error":"STORAGE_UNAVAILABLE","reason":"INDEXED_DB"}'), errors.join());
    await visitor.regainNetwork();
    await visitor.panel.getByText('Waiting for the connection').waitFor({state: 'hidden', timeout: LIMIT_MS});
    await eventuallyEqual(() => visitor.messages(), ['user: In memory.']);
  });
});
