import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  allElements,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  parts,
  sendMessage,
  shownPart,
  until,
  untilAsync,
} from '../support/chat.js';
import {answerAsAgent} from '../support/service.js';
import {nextFrames} from '../support/watch.js';

describe('announcements for a screen reader', () => {
  let app: TestApp;
  let user: Record<string, string>;

  async function conversation(attributes: Record<string, string> = {}): Promise<HelpshiftChat> {
    app = await createApp();
    user = await verifiedUser(app);
    const chat = addChat({...appAttributes(app), ...user, ...attributes});
    await openChat(chat);
    await sendMessage(chat, 'Hello?');
    return chat;
  }

  async function answer(text: string): Promise<void> {
    const [open] = await conversationsOf(app);
    await answerAsAgent(open?.id ?? '', text);
  }

  /** The live region beside the launcher. */
  function region(chat: HelpshiftChat): HTMLElement {
    const [element] = [...(chat.shadowRoot?.children ?? [])].filter(({role}) => role === 'status');
    if (!(element instanceof HTMLElement)) throw new Error('there is no live region');
    return element;
  }

  async function close(chat: HelpshiftChat): Promise<void> {
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
  }

  it('the unread count while the panel is closed, for each message', async () => {
    const chat = await conversation();
    await close(chat);
    const live = region(chat);
    expect(live.checkVisibility(), 'it is there before it says anything').to.be.true;
    expect(live.textContent).to.equal('');
    for (const [index, text] of ['one', 'two'].entries()) {
      await answer(text);
      await until(() => live.textContent === `Chat with us: ${index + 1} unread`, `message ${index + 1} is told`);
    }
    expect(region(chat)).to.equal(live);
    const {width, height} = live.getBoundingClientRect();
    expect([width, height], 'it is only heard').to.deep.equal([1, 1]);
    await openChat(chat);
    await until(() => live.textContent === '' && chat.unreadCount === 0, 'no message is unread');
    await close(chat);
    await answer('three');
    await until(() => live.textContent === 'Chat with us: 1 unread', 'the next one is announced');
  });

  it('nothing twice: while the panel is open, the list announces the message', async () => {
    const chat = await conversation();
    const told: string[] = [];
    new MutationObserver(() => told.push(region(chat).textContent)).observe(region(chat), {childList: true});
    await answer('one');
    await until(() => parts(chat, 'message-agent').length === 1, 'the answer is shown');
    await nextFrames();
    expect(told.filter((text) => text !== '')).to.deep.equal([]);
  });

  it('in the language of the chat', async () => {
    const chat = await conversation({language: 'de'});
    await close(chat);
    await answer('eins');
    await until(() => region(chat).textContent === 'Chatten Sie mit uns: 1 ungelesen', 'it is announced');
    expect(region(chat).lang).to.equal('de');
  });

  it("nothing about old unread messages: they are in the launcher's name", async () => {
    const first = await conversation();
    // An open panel would be open again.
    first.close();
    await nextFrames();
    first.remove();
    await answer('one');
    const chat = addChat({...appAttributes(app), ...user});
    await shownPart(chat, 'badge');
    await nextFrames();
    expect(region(chat).textContent).to.equal('');
    // A message during the first read counts as old.
    await untilAsync(async () => {
      await answer('more');
      await nextFrames();
      return /^Chat with us: \d+ unread$/.test(region(chat).textContent);
    }, 'later messages are announced');
  });

  it('no landmark is added to the page', async () => {
    const chat = await conversation();
    const names = [...allElements(chat.shadowRoot as ShadowRoot)].map(({localName}) => localName);
    for (const landmark of ['header', 'footer', 'nav', 'main', 'aside', 'form']) {
      expect(names).not.to.include(landmark);
    }
  });
});
