import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {becomesSomebodyNew, keptUser, keptUsers} from '../support/e2e-storage.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

const attributesOfUser = (chat: Element): string[] =>
  chat.getAttributeNames().filter((name) => name.startsWith('user-'));

describe('several tabs of one browser', () => {
  const system = useSystem();

  /** Opens several tabs of one page in one browser. */
  async function openTabs(count: number, {user}: {user?: ChatUser} = {}): Promise<Visitor[]> {
    const address = system().publish({...(user && {user})});
    const first = await system().visitor({...(user && {user})});
    const others = await Promise.all(Array.from({length: count - 1}, () => first.openTab(address)));
    return [first, ...others];
  }

  it('that open the chat together share one anonymous user with one conversation', async () => {
    const tabs = await openTabs(3);
    await Promise.all(tabs.map((tab) => tab.chat.evaluate((chat: HTMLElement & {open(): void}) => chat.open())));
    await Promise.all(tabs.map((tab) => tab.input.waitFor()));
    await Promise.all(tabs.map((tab, index) => tab.write(`From tab ${index}`)));
    const sorted = async (tab: Visitor) => (await tab.messages()).sort();
    for (const tab of tabs) {
      await eventuallyEqual(() => sorted(tab), ['user: From tab 0', 'user: From tab 1', 'user: From tab 2']);
    }
    for (const tab of tabs) assert.equal((await keptUsers(tab.page)).length, 1);
  });

  for (const [who, find] of Object.entries({
    'an anonymous user': () => Promise.resolve(undefined),
    'a logged-in user': () => verifiedUser(system().app),
  })) {
    it(`of ${who}, where the chat was never opened, get a conversation from another tab`, async () => {
      const user = await find();
      const [writing, idle] = (await openTabs(2, {...(user && {user})})) as [Visitor, Visitor];
      const inbox = await system().inbox();
      await Promise.all([writing, idle].map((tab) => tab.launcherButton.waitFor()));
      await writing.openChat();
      await writing.write(`Begun by ${who}.`);
      await inbox.openConversation(`Begun by ${who}.`);
      await writing.closeChat();
      await inbox.answer('For all your tabs.');
      await idle.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    });
  }

  it('share messages, answers and read marks at once', async () => {
    const [one, other] = (await openTabs(2)) as [Visitor, Visitor];
    const inbox = await system().inbox();
    for (const tab of [one, other]) await tab.openChat();
    await one.write('Written in one tab.');
    await eventuallyEqual(() => other.messages(), ['user: Written in one tab.']);
    for (const tab of [one, other]) await tab.closeChat();
    await inbox.openConversation('Written in one tab.');
    await inbox.answer('Answered.');
    for (const tab of [one, other]) await tab.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    await one.openChat();
    await other.page.getByRole('button', {name: 'Open chat', exact: true}).waitFor();
    assert.equal(await other.unreadCount(), 0);
  });

  it('lose an anonymous user together: at a log-in that clears, and after seven days', async () => {
    const [one, other] = (await openTabs(2)) as [Visitor, Visitor];
    // The clock may jump during a request.
    one.expectComplaints(/SERVICE_FAILED TIMED_OUT/);
    await one.context.clock.install();
    for (const tab of [one, other]) await tab.page.reload();
    for (const tab of [one, other]) await tab.openChat();
    await one.write('Nobody shall find this.');
    await eventuallyEqual(() => other.messages(), ['user: Nobody shall find this.']);

    const before = await keptUser(other);
    await one.chat.evaluate((chat) => chat.setAttribute('clear-anonymous-user-on-login', ''));
    await one.setUser(await verifiedUser(system().app));
    await becomesSomebodyNew(other, before);
    await other.write('Somebody new.');
    await eventuallyEqual(() => other.eventsNamed('messageadd').length, 1);
    await one.setUser({});
    await eventuallyEqual(() => one.messages(), ['user: Somebody new.']);

    const next = await keptUser(one);
    await one.context.clock.fastForward(7 * 24 * 60 * 60 * 1000);
    for (const tab of [one, other]) await becomesSomebodyNew(tab, next);
  });

  it('lose their user together at logout() in one of them, also at the service, and another user stays', async () => {
    const [alice, bob] = await Promise.all([verifiedUser(system().app), verifiedUser(system().app)]);
    const tabs = (await openTabs(3, {user: alice})) as [Visitor, Visitor, Visitor];
    const [here, there, third] = tabs;
    await third.setUser(bob);
    const traffics = tabs.map(({page}) => new Traffic(page));
    const inbox = await system().inbox();
    for (const tab of tabs) await tab.openChat();
    await here.write('I am Alice.');
    await eventuallyEqual(() => there.messages(), ['user: I am Alice.']);
    await third.write('I am Bob.');
    await inbox.openConversation('I am Bob.');
    await there.input.fill('A draft of Alice');

    await here.chat.evaluate((chat: HelpshiftChat) => chat.logout());
    for (const tab of [here, there]) {
      await eventuallyEqual(() => tab.identityState(), 'anonymous');
      await tab.panel.getByText('Hi! How can we help you?').waitFor();
      assert.deepEqual(await tab.messages(), []);
      assert.equal(await tab.input.inputValue(), '');
      assert.deepEqual(await tab.chat.evaluate(attributesOfUser), []);
    }
    const [aliceTokens, otherAliceTokens, bobTokens] = traffics.map(({tokens}) => [...tokens]);
    // The anonymous user who follows in a tab has a session of its own.
    const status = async (token = '') => (await new ApiSession(system().url, token).sync()).status;
    await eventuallyEqual(() => Promise.all([status(aliceTokens?.[0]), status(otherAliceTokens?.[0])]), [401, 401]);
    assert.equal(await status(bobTokens?.[0]), 200);
    await inbox.answer('Hello Bob.');
    await eventuallyEqual(() => third.messages(), ['user: I am Bob.', 'agent: Hello Bob.']);
    assert.equal(await third.identityState(), 'verified');
  });

  it('ignore what other scripts of the site say in their channel, and still hear each other', async () => {
    const [one, other] = (await openTabs(2, {user: await verifiedUser(system().app)})) as [Visitor, Visitor];
    for (const tab of [one, other]) await tab.launcherButton.waitFor();
    await one.page.evaluate(() => {
      const channel = new BroadcastChannel('helpshift-chat');
      for (const message of [null, undefined, 5, true, {}, 'text', [], [null]]) channel.postMessage(message);
      channel.close();
    });
    await one.chat.evaluate((chat: HelpshiftChat) => chat.logout());
    // An exception would be a complaint of the page, which fails the test.
    await eventuallyEqual(() => other.identityState(), 'anonymous');
  });

  it('of two logged-in users and an anonymous one never mix, also when one logs out', async () => {
    const {app} = system();
    const [alice, bob] = await Promise.all([verifiedUser(app), verifiedUser(app)]);
    const [first, second, third] = (await openTabs(3)) as [Visitor, Visitor, Visitor];
    await first.setUser(alice);
    await second.setUser(bob);
    const tabs = {Alice: first, Bob: second, nobody: third};
    for (const [name, tab] of Object.entries(tabs)) {
      await tab.openChat();
      await tab.write(`I am ${name}.`);
      await eventuallyEqual(() => tab.eventsNamed('messageadd').length, 1);
    }
    for (const [name, tab] of Object.entries(tabs))
      await eventuallyEqual(() => tab.messages(), [`user: I am ${name}.`]);

    await first.setUser({});
    await eventuallyEqual(() => first.messages(), ['user: I am nobody.']);
    assert.deepEqual(await second.messages(), ['user: I am Bob.']);
    await third.setUser(bob);
    await eventuallyEqual(() => third.messages(), ['user: I am Bob.']);
    await second.setUser(alice);
    await eventuallyEqual(() => second.messages(), ['user: I am Alice.']);
    assert.deepEqual(await third.messages(), ['user: I am Bob.']);
    assert.deepEqual(await first.messages(), ['user: I am nobody.']);
  });
});
