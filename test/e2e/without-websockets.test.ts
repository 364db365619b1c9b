import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {deleteKeys, verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Browsers say so on the console when a connection is refused. */
const REFUSED = /WebSocket connection to/;

describe('behind a proxy without WebSockets', () => {
  const system = useSystem();

  it('answers appear, and nobody is told that they are offline', async () => {
    const visitor = await visit(await verifiedUser(system().app));
    await visitor.openChat();
    await recordNotices(visitor);
    const question = `Can you hear me? ${randomUUID()}`;
    await visitor.write(question);
    await system().answer(question, 'Loud and clear.');
    await eventuallyEqual(() => visitor.messages(), [`user: ${question}`, 'agent: Loud and clear.']);
    await visitor.write('And once more?');
    await system().answer('And once more?', 'Still here.');
    await visitor.panel.getByText('Still here.').waitFor();
    // Longer than the panel's patience with a lost connection.
    await visitor.page.waitForFunction((since) => performance.now() - since > 4000, await now(visitor));
    assert.deepEqual(await notices(visitor), []);
  });

  it('a closed chat shows that an answer is there', async () => {
    const visitor = await visit(await verifiedUser(system().app));
    await visitor.openChat();
    const question = `I will be back. ${randomUUID()}`;
    await visitor.write(question);
    await eventuallyEqual(() => visitor.messages(), [`user: ${question}`]);
    await visitor.closeChat();
    await system().answer(question, 'We are here.');
    await visitor.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
  });

  it('seven tabs can still send, each its own and all of them see everything', async () => {
    const user = await verifiedUser(system().app);
    const first = await visit(user);
    const tabs = [first];
    while (tabs.length < 7) {
      const tab = system().watch(await first.openTab(first.page.url()));
      tab.expectComplaints(REFUSED);
      tabs.push(tab);
    }
    for (const tab of tabs) await tab.openChat();
    const texts = tabs.map((_, index) => `From tab ${index} ${randomUUID()}`);
    await Promise.all(tabs.map((tab, index) => tab.write(texts[index] ?? '')));
    const expected = texts.map((text) => `user: ${text}`).sort();
    for (const tab of tabs) await eventuallyEqual(async () => [...(await tab.messages())].sort(), expected);
  });

  it('an open page stops showing the conversation after its key is deleted', async () => {
    const app = await system().createApp();
    const visitor = await visit(await verifiedUser(app), app);
    visitor.expectComplaints(/401/, /userauthfailure|AUTH|INVALID/i);
    await visitor.openChat();
    await visitor.write('For me alone.');
    await eventuallyEqual(() => visitor.messages(), ['user: For me alone.']);
    // The page shows the message before the service stores it: one that is lost with the key would be reported.
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
    await deleteKeys(system().settings, app);
    await visitor.panel.getByText('We could not confirm who you are').waitFor();
    assert.deepEqual(await visitor.messages(), []);
  });

  it('the inbox follows a conversation', async () => {
    const visitor = await visit(await verifiedUser(system().app));
    const inbox = await system().inbox();
    inbox.expectComplaints(REFUSED);
    await inbox.context.routeWebSocket(/\/v1\/agent\/live/, (socket) => socket.close());
    await inbox.page.reload();
    await inbox.list.waitFor();
    await visitor.openChat();
    const question = `Hello inbox. ${randomUUID()}`;
    await visitor.write(question);
    await inbox.openConversation(question);
    await inbox.answer('Hello visitor.');
    await visitor.panel.getByText('Hello visitor.').waitFor();
    await visitor.write('Thank you.');
    await eventuallyEqual(() => inbox.messages(), [`user: ${question}`, 'agent: Hello visitor.', 'user: Thank you.']);
    assert.equal(await inbox.page.getByText('Connection lost').count(), 0);
  });

  async function visit(user: ChatUser, app = system().app): Promise<Visitor> {
    const address = system().publish({user, app});
    const visitor = await system().visitor({user, app});
    visitor.expectComplaints(REFUSED);
    await visitor.context.routeWebSocket(/\/v1\/live/, (socket) => socket.close());
    await visitor.page.goto(address);
    return visitor;
  }
});

function now(visitor: Visitor): Promise<number> {
  return visitor.page.evaluate(() => performance.now());
}

/** Records every text about the connection that the panel shows from now on. */
async function recordNotices(visitor: Visitor): Promise<void> {
  const isWatching = await visitor.panel.evaluate((dialog) => {
    const shown: string[] = [];
    Reflect.set(window, 'shownNotices', shown);
    const look = (): void => {
      const text = dialog.querySelector('.offline')?.textContent?.trim();
      if (text) shown.push(text);
    };
    new MutationObserver(look).observe(dialog, {childList: true, characterData: true, subtree: true});
    return dialog.querySelector('.offline') !== null;
  });
  assert.ok(isWatching, 'the place of the notices is known');
}

function notices(visitor: Visitor): Promise<string[]> {
  return visitor.page.evaluate(() => Reflect.get(window, 'shownNotices') as string[]);
}
