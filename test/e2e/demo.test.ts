import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {Visitor} from '../support/e2e-visitor.js';

describe('the demo shop, used to try the specification', () => {
  const system = useSystem();

  it('stays anonymous: the launcher is there at once, and the page lists each event', async () => {
    const visitor = await openShop();
    await visitor.launcherButton.waitFor();
    await eventuallyEqual(() => identity(visitor), 'anonymous');
    await press(visitor, 'Stay anonymous');
    await visitor.openChat();
    await visitor.write('Is anybody there?');
    await eventuallyEqual(
      () => shownEvents(visitor),
      [
        'widgettoggle {"visible":true}',
        'conversationstart {"message":"Is anybody there?"}',
        'messageadd {"type":"text","body":"Is anybody there?"}',
      ],
    );
    const inbox = await system().inbox();
    await inbox.openConversation('Is anybody there?');
    await visitor.closeChat();
    await inbox.answer('Somebody is.');
    await eventuallyEqual(() => visitor.page.locator('#unread-count').innerText(), '1');
    await visitor.openChat();
    await eventuallyEqual(
      // The data of this event holds an id and a time.
      async () => (await shownEvents(visitor)).slice(3).map((line) => line.replace(/^(agentmessagereceived) .*/, '$1')),
      [
        'widgettoggle {"visible":false}',
        'newunreadmessages {"unreadCount":1}',
        'widgettoggle {"visible":true}',
        'agentmessagereceived',
        'newunreadmessages {"unreadCount":0}',
      ],
    );
    assertAllShown(visitor, await shownEvents(visitor));
  });

  it('logs in as Captain Planet with a conversation of his own; after log-out the anonymous one is back', async () => {
    const visitor = await openShop();
    await visitor.openChat();
    await visitor.write('Nobody knows who I am.');
    await eventuallyEqual(() => visitor.messages(), ['user: Nobody knows who I am.']);
    await visitor.closeChat();

    await press(visitor, 'Log in as Captain Planet');
    await eventuallyEqual(() => identity(visitor), 'verified');
    await visitor.openChat();
    assert.deepEqual(await visitor.messages(), []);
    await visitor.write('The power is yours!');
    const inbox = await system().inbox();
    await inbox.openConversation('The power is yours!');
    assert.deepEqual(await inbox.user(), {
      name: 'Captain Planet',
      'User ID': 'captain_planet, Verified',
      'E-mail': 'captain@example.com, Verified',
      App: 'bar / foo',
    });

    await press(visitor, 'Log out');
    await eventuallyEqual(() => identity(visitor), 'anonymous');
    await eventuallyEqual(() => visitor.messages(), ['user: Nobody knows who I am.']);
    await press(visitor, 'Log in as Captain Planet');
    await eventuallyEqual(() => visitor.messages(), ['user: The power is yours!']);
    assertAllShown(visitor, await shownEvents(visitor));
  });

  it('logs in as Piano Man after Captain Planet, and sees none of his messages', async () => {
    const visitor = await openShop();
    await press(visitor, 'Log in as Captain Planet');
    await eventuallyEqual(() => identity(visitor), 'verified');
    await visitor.openChat();
    await visitor.write('For the captain alone.');
    await eventually(async () => assert.equal((await visitor.messages()).at(-1), 'user: For the captain alone.'));
    await press(visitor, 'Log in as Piano Man');
    await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    assert.deepEqual(await visitor.messages(), []);
    await visitor.write('Sing us a song.');
    await eventuallyEqual(() => visitor.messages(), ['user: Sing us a song.']);
    assert.equal(await visitor.page.getByText('For the captain alone.', {exact: true}).count(), 0);
  });

  for (const {button, message} of [
    {button: 'Log in without a token', message: 'missing user auth token'},
    {button: 'Log in with a forged token', message: 'invalid user auth token'},
  ]) {
    it(`presses “${button}”: no launcher, the error when the chat is opened, and the event with its reason`, async () => {
      const visitor = await openShop();
      visitor.expectComplaints(/status of 401/);
      await visitor.launcherButton.waitFor();
      await press(visitor, button);
      await eventuallyEqual(() => identity(visitor), 'unverified');
      assert.equal(await visitor.launcherButton.isVisible(), false);
      await visitor.page.getByRole('button', {name: 'open()'}).click();
      await visitor.panel.getByRole('alert').getByText('We could not confirm who you are').waitFor();
      await eventuallyEqual(
        () => shownEvents(visitor),
        [`userauthfailure ${JSON.stringify({message})}`, 'widgettoggle {"visible":true}'],
      );
      // The launcher disappeared when the page named a user, and has not returned.
      assert.deepEqual(visitor.launcher, [true, false]);

      await press(visitor, 'Log in as Captain Planet');
      await visitor.input.waitFor();
      await visitor.launcherButton.waitFor();
    });
  }

  it('switches clear-anonymous-user-on-login: a log-in removes the anonymous conversation', async () => {
    const visitor = await openShop();
    await visitor.openChat();
    await visitor.write('Forget me when I log in.');
    await eventuallyEqual(() => visitor.messages(), ['user: Forget me when I log in.']);
    await visitor.closeChat();
    await visitor.page.getByRole('switch').check();
    const cleared = visitor.page.waitForResponse((response) => response.url().endsWith('/v1/anonymous-users/clear'));
    await press(visitor, 'Log in as Piano Man');
    assert.equal((await cleared).status(), 204);
    await press(visitor, 'Log out');
    await eventuallyEqual(() => identity(visitor), 'anonymous');
    await visitor.openChat();
    assert.deepEqual(await visitor.messages(), []);
    await visitor.page.reload();
    await visitor.openChat();
    assert.deepEqual(await visitor.messages(), []);
    // Agents keep it.
    await (await system().inbox()).line('Forget me when I log in.').waitFor();
  });

  it('opens, closes, hides and shows the chat with its methods, and asks about a product', async () => {
    const visitor = await openShop();
    await visitor.launcherButton.waitFor();
    await visitor.page.getByRole('button', {name: 'Ask about the lamp'}).click();
    await eventuallyEqual(() => visitor.input.inputValue(), 'I have a question about the Harbour desk lamp: ');
    await visitor.page.getByRole('button', {name: 'close()'}).click();
    await visitor.panel.waitFor({state: 'hidden'});
    await visitor.page.getByRole('button', {name: 'hide()'}).click();
    await visitor.launcherButton.waitFor({state: 'hidden'});
    await visitor.page.getByRole('button', {name: 'show()'}).click();
    await visitor.launcherButton.waitFor();
    await visitor.page.getByRole('button', {name: 'open()'}).click();
    await visitor.panel.waitFor();
  });

  for (const width of [360, 1280]) {
    it(`fits shop and chat into a window of ${width} px`, async () => {
      const viewport = {width, height: 740};
      const visitor = await openShop(viewport);
      await visitor.launcherButton.waitFor();
      await visitor.assertFitsWidth();
      await visitor.assertInWindow(visitor.launcherButton);
      await visitor.openChat();
      await visitor.assertFitsWidth();
      await visitor.assertInWindow(visitor.input);
    });
  }

  // In a wide window the panel does not cover the shop's buttons.
  async function openShop(viewport = {width: 1600, height: 1000}): Promise<Visitor> {
    return system().watch(await Visitor.open(system().browser, `${system().url}/`, {viewport}));
  }

  function press(visitor: Visitor, name: string): Promise<void> {
    return visitor.page.getByRole('group', {name: 'Who visits the shop?'}).getByRole('button', {name}).click();
  }

  function identity(visitor: Visitor): Promise<string> {
    return visitor.page.locator('#identity-state').innerText();
  }

  /** The events that the shop lists, oldest first. */
  async function shownEvents(visitor: Visitor): Promise<string[]> {
    const log = visitor.page.getByRole('log', {name: 'DOM events'});
    const rows = await log
      .locator('.event')
      .evaluateAll((events) =>
        events.map((event) => [...event.querySelectorAll('strong, code')].map((part) => part.textContent).join(' ')),
      );
    return rows.reverse();
  }

  function assertAllShown(visitor: Visitor, shown: readonly string[]): void {
    assert.deepEqual(
      shown,
      visitor.events.map(({name, detail}) => `${name} ${JSON.stringify(detail)}`),
    );
  }
});
