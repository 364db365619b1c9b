import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {type ChatUser, verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('an open panel, when the user goes to another page of the site', () => {
  const system = useSystem();

  const someone = (): Promise<ChatUser> => verifiedUser(system().app, {userId: `user-${randomUUID()}`});
  const kept = (visitor: Visitor): Promise<string[]> => visitor.page.evaluate(() => Object.keys(sessionStorage));
  const focused = (visitor: Visitor) => visitor.page.evaluate(() => document.activeElement?.localName);

  /** The chat runs, and would have opened by now: the launcher of a user with a conversation has asked for it. */
  async function assertClosed(visitor: Visitor): Promise<void> {
    await visitor.page.getByRole('button', {name: /^Open chat/}).waitFor();
    await visitor.page.waitForLoadState('networkidle');
    await eventuallyEqual(() => visitor.panel.count(), 0);
  }

  it('is open there, without the focus, and the page hears of it; closed, it stays closed', async () => {
    const user = await someone();
    const visitor = await system().visitor({user});
    assert.deepEqual(await kept(visitor), []);
    await visitor.openChat();
    await visitor.write('Do you sell ferns?');
    await eventuallyEqual(() => visitor.messages(), ['user: Do you sell ferns?']);
    await eventuallyEqual(() => kept(visitor), ['helpshift-chat']);

    await visitor.page.goto(system().publish({user}));
    await visitor.input.waitFor();
    await eventuallyEqual(() => visitor.messages(), ['user: Do you sell ferns?']);
    assert.equal(await focused(visitor), 'body');
    assert.deepEqual(visitor.eventsNamed('widgettoggle').at(-1), {visible: true});
    await visitor.closeChat();
    assert.deepEqual(await kept(visitor), []);

    await visitor.page.goto(system().publish({user}));
    await assertClosed(visitor);
  });

  it('is open there for an anonymous visitor, also before the first message', async () => {
    const visitor = await system().visitor();
    await visitor.openChat();
    await eventuallyEqual(() => kept(visitor), ['helpshift-chat']);
    await visitor.page.goto(system().publish({}));
    await visitor.input.waitFor();
    assert.equal(await focused(visitor), 'body');
  });

  it('is at the same place', async () => {
    const user = await someone();
    const visitor = await system().visitor({user});
    await visitor.openChat();
    const texts = Array.from({length: 12}, (_, index) => `number ${index + 1}\nof twelve\nmessages`);
    for (const text of texts) {
      await visitor.input.fill(text);
      await visitor.input.press('Enter');
      await visitor.panel
        .getByText(text.split('\n')[0] ?? '', {exact: false})
        .last()
        .waitFor();
    }
    const top = () =>
      visitor.panel.locator('[part~="messages"]').evaluate((list) => {
        const edge = list.getBoundingClientRect().top;
        const messages = [...list.querySelectorAll('.message')];
        return messages.find((message) => message.getBoundingClientRect().bottom > edge)?.textContent.split('\n')[0];
      });
    await visitor.panel.locator('[part~="messages"]').evaluate((list) => {
      list.querySelectorAll('.message')[3]?.scrollIntoView({block: 'start'});
    });
    await eventuallyEqual(top, 'number 4');
    await visitor.page.goto(system().publish({user}));
    await visitor.input.waitFor();
    await eventuallyEqual(top, 'number 4');
  });

  it('is not open for another user, nor later for the first one, and keeps nothing of either', async () => {
    const [ann, bob] = await Promise.all([someone(), someone()]);
    const visitor = await system().visitor({user: ann});
    await visitor.openChat();
    await visitor.write('I am Ann');
    await eventuallyEqual(() => kept(visitor), ['helpshift-chat']);
    const held = await visitor.page.evaluate(() => JSON.stringify(sessionStorage));
    for (const secret of ['I am Ann', ...Object.values(ann)]) assert.ok(!held.includes(secret));
    await visitor.page.goto(system().publish({user: bob}));
    await assertClosed(visitor);
    await eventuallyEqual(() => kept(visitor), []);
    await visitor.page.goto(system().publish({user: ann}));
    await assertClosed(visitor);
  });

  it('is forgotten at the log-out', async () => {
    const user = await someone();
    const visitor = await system().visitor({user});
    await visitor.openChat();
    await eventuallyEqual(() => kept(visitor), ['helpshift-chat']);
    await visitor.chat.evaluate((chat: HelpshiftChat) => {
      chat.close();
      chat.open();
      chat.logout();
      chat.close();
    });
    await eventuallyEqual(() => kept(visitor), []);
  });

  it('does not stand before the page where it fills the window, or where the page or the app does not want it', async () => {
    const app = await system().createApp({keepOpen: false});
    const cases = [
      {viewport: {width: 360, height: 640}},
      {chat: {'no-keep-open': ''}},
      {chat: {'full-screen': ''}},
      {app},
    ] as const;
    for (const {viewport, ...page} of cases as readonly {viewport?: {width: number; height: number}}[]) {
      const isOther = 'app' in page;
      const user = await verifiedUser(isOther ? app : system().app, {userId: `user-${randomUUID()}`});
      const visitor = await system().visitor({user, ...page}, viewport && {viewport});
      await visitor.openChat();
      await visitor.write('Hello?');
      await visitor.panel.getByText('Hello?').waitFor();
      await visitor.page.goto(system().publish({user, ...page}));
      await assertClosed(visitor);
      await eventuallyEqual(() => kept(visitor), []);
    }
  });

  it('is open without storage in the same page, and closed on the next', async () => {
    const user = await someone();
    const visitor = await system().visitor({user});
    await visitor.page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await visitor.page.goto(system().publish({user}));
    await visitor.openChat();
    await visitor.write('Hello?');
    await eventually(async () => assert.deepEqual(await visitor.messages(), ['user: Hello?']));
    await visitor.page.goto(system().publish({user}));
    await assertClosed(visitor);
  });
});
