import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

const COUNT = 18;

describe('what was seen', () => {
  const system = useSystem();

  it('follows the reader through 18 unread messages, on all devices, and agents see it', async () => {
    const app = await system().createApp();
    const user = await verifiedUser(app);
    const [visitor, inbox] = await Promise.all([system().visitor({user, app}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Tell me everything.');
    await visitor.panel.getByText('Sent').waitFor();
    await inbox.openConversation('Tell me everything.');
    await visitor.panel.getByText('Seen').waitFor();
    await visitor.closeChat();
    const texts = Array.from({length: COUNT}, (_, index) => `Part ${index + 1} of what there is to tell`);
    for (const text of texts) await inbox.answer(text);
    await eventuallyEqual(() => visitor.unreadCount(), COUNT);
    const other = system().watch(await visitor.openTab(visitor.page.url()));
    await eventuallyEqual(() => other.badge.textContent(), `${COUNT}`);

    // It begins at the first of them, and only what is in view counts.
    await visitor.page.getByRole('button', {name: /^Open chat/}).click();
    await visitor.panel.getByText('New', {exact: true}).waitFor();
    await visitor.assertInWindow(visitor.panel.getByText(texts[0] ?? ''));
    await eventually(async () => assert.ok((await visitor.unreadCount()) < COUNT));
    const left = await visitor.unreadCount();
    assert.ok(left > 0, 'the last ones have not been in view');
    const seen = (): string[] =>
      visitor.eventsNamed('agentmessagereceived').map((detail) => (detail as {body: string}).body);
    await eventuallyEqual(async () => seen(), texts.slice(0, COUNT - left));
    await eventuallyEqual(() => other.badge.textContent(), `${left}`);
    const isSeenUnder = async (text: string): Promise<boolean> =>
      new RegExp(`${text}\\s+Seen`).test(await inbox.conversation.getByRole('log').innerText());
    await eventuallyEqual(() => isSeenUnder(texts[COUNT - left - 1] ?? ''), true);

    await visitor.panel.getByRole('button', {name: 'New messages'}).click();
    await eventuallyEqual(() => visitor.unreadCount(), 0);
    await eventuallyEqual(async () => seen(), texts);
    await other.badge.waitFor({state: 'hidden'});
    await eventuallyEqual(() => isSeenUnder(texts.at(-1) ?? ''), true);
    assert.deepEqual(other.eventsNamed('agentmessagereceived'), []);
  });
});
