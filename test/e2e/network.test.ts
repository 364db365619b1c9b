import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import type {Inbox} from '../support/e2e-inbox.js';
import type {WatchedPage} from '../support/e2e-page.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** The browser's complaints about failed requests, and the element's reports. */
const LOST = [
  /ERR_INTERNET_DISCONNECTED/,
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED)/,
  /ERR_EMPTY_RESPONSE/,
  /ERR_SOCKET_NOT_CONNECTED/,
  /ERR_NETWORK_CHANGED/,
  /ERR_FAILED/,
  /<helpshift-chat> SERVICE_FAILED UNREACHABLE/,
];

/** After some failed attempts the chat waits up to half a minute before the next one. */
const RETRIED = {timeout: 45_000};

describe('after a lost connection nothing is lost, duplicated or out of order:', () => {
  const system = useSystem();

  it('the visitor goes offline, keeps writing, and comes back', async () => {
    const {visitor, inbox} = await startConversation('The visitor goes away.');
    await visitor.loseNetwork();
    await visitor.panel.getByText('You are offline.').waitFor();
    await visitor.write('Written in a tunnel.');
    await visitor.write('Still in the tunnel.');
    await eventually(async () => assert.equal(await visitor.panel.getByText('Waiting for the connection').count(), 2));
    await inbox.answer('Written for somebody in a tunnel.');
    await inbox.answer('And one more.');
    await eventuallyEqual(
      () => inbox.messages(),
      ['user: The visitor goes away.', 'agent: Written for somebody in a tunnel.', 'agent: And one more.'],
    );

    // The inbox shows them before the service stores them.
    await eventually(async () => {
      const previews = (await system().conversations()).map(({preview}) => preview.text);
      assert.ok(previews.includes('And one more.'));
    });

    await visitor.regainNetwork();
    await assertSame(visitor, inbox, [
      'user: The visitor goes away.',
      'agent: Written for somebody in a tunnel.',
      'agent: And one more.',
      'user: Written in a tunnel.',
      'user: Still in the tunnel.',
    ]);
  });

  it('the visitor goes offline, writes nothing, and sees the missed messages afterwards', async () => {
    const {visitor, inbox} = await startConversation('I only listen.');
    await visitor.loseNetwork();
    await visitor.panel.getByText('You are offline.').waitFor();
    await inbox.answer('This waits for you.');
    await inbox.conversation.getByText('Sending…').waitFor({state: 'hidden'});
    await visitor.regainNetwork();
    await eventuallyEqual(() => visitor.messages(), ['user: I only listen.', 'agent: This waits for you.']);
    await visitor.panel.getByText('You are offline.').waitFor({state: 'hidden'});
  });

  it('the agent goes offline, keeps writing, and comes back', async () => {
    const {visitor, inbox} = await startConversation('The agent goes away.');
    await inbox.loseNetwork();
    await inbox.answer('Written without a network.');
    await inbox.answer('This one as well.');
    const waiting = inbox.conversation.getByText('Waiting for the connection');
    await eventually(async () => assert.equal(await waiting.count(), 2));
    await visitor.write('Are you there?');
    await eventuallyEqual(() => visitor.messages(), ['user: The agent goes away.', 'user: Are you there?']);
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 2);

    await inbox.regainNetwork();
    await inbox.conversation.getByText('Are you there?').waitFor();
    for (const state of [waiting, inbox.conversation.getByText('Sending…')]) {
      await state.first().waitFor({state: 'hidden', ...RETRIED});
    }
    await assertSame(visitor, inbox, [
      'user: The agent goes away.',
      'user: Are you there?',
      'agent: Written without a network.',
      'agent: This one as well.',
    ]);
  });

  it('an answer of the service is lost, and the stored message is sent again', async () => {
    const {visitor, inbox} = await startConversation('Watch closely.');
    for (const [page, path] of [
      [visitor, '**/v1/messages'],
      [inbox, '**/v1/agent/conversations/*/entries'],
    ] as const) {
      let isFirst = true;
      await page.page.route(path, async (route) => {
        const mustLose = isFirst && route.request().method() === 'POST';
        if (!mustLose) return route.continue();
        isFirst = false;
        await route.fetch();
        return route.abort('connectionreset');
      });
    }
    await visitor.write('Stored, but nobody told me.');
    await eventuallyEqual(() => inbox.messages(), ['user: Watch closely.', 'user: Stored, but nobody told me.']);
    await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
    await inbox.answer('The same happened here.');
    await visitor.panel.getByText('The same happened here.').waitFor();
    await assertSame(visitor, inbox, [
      'user: Watch closely.',
      'user: Stored, but nobody told me.',
      'agent: The same happened here.',
    ]);
    assert.equal(await inbox.conversation.getByText('Not sent.').count(), 0);
  });

  it('the service is killed during the conversation and started again', async () => {
    const {visitor, inbox} = await startConversation('The power fails.');
    // It is random whether the service stores these before its end.
    await visitor.write('Written just before.');
    await system().kill();
    await visitor.write('Written into the dark.');
    await visitor.panel.getByText('Reconnecting…').waitFor();
    await inbox.page.getByText('Connection lost.').waitFor();
    await inbox.answer('Answered into the dark.');

    await system().startAgain();
    await inbox.page.getByText('Connection lost.').waitFor({state: 'hidden', ...RETRIED});
    await inbox.conversation.getByText('Written into the dark.').waitFor(RETRIED);
    await visitor.panel.getByText('Answered into the dark.').waitFor(RETRIED);
    // Who comes back first is first.
    const expected = await inbox.messages();
    assert.deepEqual([...expected].sort(), [
      'agent: Answered into the dark.',
      'user: The power fails.',
      'user: Written into the dark.',
      'user: Written just before.',
    ]);
    await assertSame(visitor, inbox, expected);
    await visitor.write('The lights are on.');
    await inbox.conversation.getByText('The lights are on.').waitFor();
  });

  async function startConversation(text: string): Promise<{visitor: Visitor; inbox: Inbox}> {
    const user = await verifiedUser(system().app);
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    for (const page of [visitor, inbox] satisfies WatchedPage[]) page.expectComplaints(...LOST);
    await visitor.openChat();
    await visitor.write(text);
    await inbox.openConversation(text);
    return {visitor, inbox};
  }

  /** Asserts that both see these messages, also after a reload. */
  async function assertSame(visitor: Visitor, inbox: Inbox, expected: readonly string[]): Promise<void> {
    await eventuallyEqual(() => visitor.messages(), [...expected]);
    await eventuallyEqual(() => inbox.messages(), [...expected]);
    await Promise.all([visitor.page.reload(), inbox.page.reload()]);
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), [...expected]);
    await eventuallyEqual(() => inbox.messages(), [...expected]);
  }
});
