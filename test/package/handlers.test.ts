/** What a page does to the element while the element speaks to it. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Held} from '../support/e2e-held.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Brings a visitor's page to the moment at which it hears the event. */
type Lead = (visitor: Visitor) => Promise<unknown>;

describe('an element that its page handles in the middle of an event', () => {
  const system = useSystem();

  const write: Lead = async (visitor) => {
    await visitor.openChat();
    await visitor.write('Shall I go on?');
  };
  const leads: Readonly<Record<string, {chat?: Record<string, string>; lead: Lead; complaint?: RegExp}>> = {
    userauthfailure: {chat: {'user-id': 'nobody'}, lead: async () => {}, complaint: /status of 401|status of 403/},
    webchatruntimeerror: {chat: {domain: ''}, lead: async () => {}, complaint: /DOMAIN_MISSING/},
    widgettoggle: {lead: (visitor) => visitor.launcherButton.click()},
    conversationstart: {lead: write},
    messageadd: {lead: write},
    newunreadmessages: {
      async lead(visitor) {
        await write(visitor);
        await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
        await visitor.closeChat();
        await system().answer('Shall I go on?', 'Please do.');
      },
    },
  };

  for (const [name, {chat = {}, lead, complaint}] of Object.entries(leads)) {
    it(`can be taken away when it says ${name}, and leaves nothing behind`, async () => {
      const {visitor, traffic} = await visit(name, false, chat, complaint);
      await lead(visitor);
      await eventuallyEqual(() => visitor.chat.count(), 0);
      await eventuallyEqual(() => traffic.open.size, 0);
      await eventuallyEqual(() => visitor.page.evaluate(() => globalThis.countTimers()), 0);
      assert.equal(visitor.eventsNamed(name).length, 1);
      visitor.assertContent();
    });

    it(`can be put elsewhere when it says ${name}, and works there`, async () => {
      const {visitor} = await visit(name, true, chat, complaint);
      await lead(visitor);
      await eventually(() => assert.ok(visitor.eventsNamed(name).length > 0));
      await visitor.page.locator('main helpshift-chat').waitFor({state: 'attached'});
      // What was wrong with the tag is put right.
      await visitor.chat.evaluate((element, domain) => {
        element.removeAttribute('user-id');
        element.setAttribute('domain', domain);
      }, system().app.domain);
      await visitor.callOpen();
      await visitor.input.waitFor();
      await visitor.write('It goes on.');
      await eventually(async () => assert.equal((await visitor.messages()).at(-1), 'user: It goes on.'));
      await eventuallyEqual(() => visitor.eventsNamed('messageadd').at(-1), {type: 'text', body: 'It goes on.'});
      visitor.assertContent();
    });
  }

  /** A page that removes its element, or moves it, once, when it hears the event. */
  async function visit(
    name: string,
    moves: boolean,
    chat: Readonly<Record<string, string>>,
    complaint?: RegExp,
  ): Promise<{visitor: Visitor; traffic: Traffic}> {
    const {domain, platformId} = system().app;
    const visitor = await system().visitor({chat: {domain, 'platform-id': platformId, 'service-url': ''}});
    await visitor.chat.evaluate((element) => element.remove());
    await Held.by(visitor.page);
    visitor.events.length = 0;
    const traffic = new Traffic(visitor.page);
    if (complaint) visitor.expectComplaints(complaint);
    visitor.expectComplaints(/closed before the connection is established/);
    await visitor.page.evaluate(
      ([event, moves, attributes]) => {
        const handle = ({target}: Event) => {
          if (!(target instanceof HTMLElement)) return;
          target.remove();
          if (moves) document.querySelector('main')?.append(target);
        };
        addEventListener(event, handle, {once: true});
        const element = document.createElement('helpshift-chat');
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        document.body.append(element);
      },
      [name, moves, {domain, 'platform-id': platformId, ...chat}] as const,
    );
    return {visitor, traffic};
  }
});
