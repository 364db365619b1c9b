import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {CardAction} from '../../../src/protocol/log.js';
import {appAttributes, conversationsOf, createApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  focusedElement,
  getPart,
  type HelpshiftChat,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  shownControl,
  until,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {addEntry, answerAsAgent} from '../../support/service.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

const TRACK: CardAction = {kind: 'link', label: 'Track it', target: 'https://example.com/track?id=1'};
const CALL: CardAction = {kind: 'call', label: 'Call us', target: '+44 (1234) 567-890'};

describe('a card of an agent', () => {
  const network = useNetwork();
  useWarnings();

  async function start(attributes: Record<string, string> = {}): Promise<{chat: HelpshiftChat; id: string}> {
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app)), ...attributes});
    await openChat(chat);
    await sendMessage(chat, 'Where is my parcel?');
    const [conversation] = await conversationsOf(app);
    return {chat, id: conversation?.id ?? ''};
  }

  const sendCard = (id: string, actions: CardAction[], text = 'Choose') => addEntry(id, {kind: 'card', text, actions});

  const links = (chat: HelpshiftChat): HTMLAnchorElement[] =>
    [...allElements(chat.shadowRoot as ShadowRoot)].filter(
      (element): element is HTMLAnchorElement => element instanceof HTMLAnchorElement,
    );

  /** A service that refuses no target: what the conversation holds instead of the card. */
  function replaceActions(actions: readonly unknown[]): void {
    network.answer(({path}, pass) =>
      path === '/v1/sync'
        ? pass().then(async (response) => {
            const text = await response.text();
            const changed = text.replace(/"actions":\[.*?\]/g, `"actions":${JSON.stringify(actions)}`);
            return new Response(changed, {status: response.status, headers: {'content-type': 'application/json'}});
          })
        : undefined,
    );
  }

  it('shows its text as a message, and its actions as links in their order', async () => {
    const {chat, id} = await start();
    await sendCard(id, [TRACK, CALL, {kind: 'link', label: 'Write', target: 'mailto:help@example.com'}], 'Your parcel');
    await until(() => links(chat).length === 3, 'the actions are shown');
    expect(messageTexts(chat)).to.deep.equal(['Where is my parcel?', 'Your parcel']);
    expect(links(chat).map((link) => [link.textContent, link.getAttribute('href'), link.target])).to.deep.equal([
      ['Track it', 'https://example.com/track?id=1', '_blank'],
      ['Call us', 'tel:+441234567890', '_self'],
      ['Write', 'mailto:help@example.com', '_self'],
    ]);
    for (const {rel} of links(chat)) expect(rel.split(' ')).to.include.members(['noopener', 'noreferrer']);
  });

  it('tells the page what the user has chosen, with exactly its data', async () => {
    const {chat, id} = await start();
    await sendCard(id, [TRACK, CALL]);
    await until(() => links(chat).length === 2, 'the actions are shown');
    const clicks = recordEvents('userclickonaction');
    // The browser must not leave the tests.
    const stay = (event: Event) => event.preventDefault();
    chat.addEventListener('click', stay);
    (await shownControl(chat, 'Track it')).click();
    const call = await shownControl(chat, 'Call us');
    call.focus();
    await sendKeys({press: 'Enter'});
    expect(clicks.details).to.deep.equal([
      {actionType: 'link', actionData: 'https://example.com/track?id=1'},
      {actionType: 'call', actionData: '+44 (1234) 567-890'},
    ]);
    expect(focusedElement()).to.equal(call);
    expect(clicks.events.every(({composed, bubbles}) => composed && bubbles)).to.be.true;
  });

  it('shows labels as text, in their own direction', async () => {
    const {chat, id} = await start();
    const labels = ['<img src=x onerror=alert(1)>', 'تتبع الطرد', 'x'.repeat(80)];
    await sendCard(
      id,
      labels.map((label) => ({...TRACK, label})),
    );
    await until(() => links(chat).length === 3, 'the actions are shown');
    expect(links(chat).map(({textContent}) => textContent)).to.deep.equal(labels);
    expect(links(chat).map((link) => getComputedStyle(link).direction)).to.deep.equal(['ltr', 'rtl', 'ltr']);
    const messages = getPart(chat, 'messages');
    expect(messages.scrollWidth, 'a long label does not widen the chat').to.be.at.most(messages.clientWidth);
  });

  it('has no link to an unsafe target, and keeps the others', async () => {
    const {chat, id} = await start();
    const unsafe = [
      ...['javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x'],
      ...['blob:https://example.com/1', '/help', '//example.com', 'help', '', 'https://example.com/\u0000'],
    ].map((target) => ({kind: 'link', label: 'Unsafe', target}));
    const newer = [{kind: 'pay', label: 'Unsafe', target: 'https://example.com'}, null, 5];
    chat.close();
    await sendCard(id, [TRACK]);
    replaceActions([...unsafe, ...newer, {...CALL, label: 'Unsafe', target: 'javascript:1'}, TRACK]);
    const next = chat.cloneNode() as HelpshiftChat;
    chat.replaceWith(next);
    next.open();
    await until(() => links(next).length > 0, 'the safe action is shown');
    await nextFrames();
    expect(links(next).map(({textContent}) => textContent)).to.deep.equal(['Track it']);
  });

  it('shows its text when no action can be shown', async () => {
    const {chat, id} = await start();
    await sendCard(id, [TRACK], 'Pay here');
    replaceActions([{kind: 'pay', label: 'Pay', target: '5'}]);
    const next = chat.cloneNode() as HelpshiftChat;
    chat.replaceWith(next);
    next.open();
    await until(() => messageTexts(next).includes('Pay here'), 'the text is shown');
    await nextFrames();
    expect(links(next)).to.have.length(0);
  });

  it('counts as unread until the user has read it, and is then told like a message', async () => {
    const {chat, id} = await start();
    const read = recordEvents('agentmessagereceived', chat);
    chat.close();
    await chat.updateComplete;
    const {entries} = await sendCard(id, [TRACK], 'Your parcel');
    await until(() => chat.unreadCount === 1, 'it is unread');
    expect(read.details).to.deep.equal([]);
    await openChat(chat);
    await until(() => read.details.length > 0, 'it is read');
    expect(read.details).to.deep.equal([{body: 'Your parcel', publishId: id, createdTs: entries.at(-1)?.time}]);
  });

  it('stays as it is when messages follow', async () => {
    const {chat, id} = await start();
    await sendCard(id, [TRACK, CALL]);
    (await shownControl(chat, 'Call us')).focus();
    const before = links(chat);
    await answerAsAgent(id, 'Or wait');
    await until(() => messageTexts(chat).includes('Or wait'), 'the message is shown');
    expect(links(chat)).to.deep.equal(before);
    expect(focusedElement()).to.equal(before[1]);
  });
});
