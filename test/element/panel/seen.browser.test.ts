import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  getInput,
  getPart,
  type HelpshiftChat,
  messageTexts,
  openChat,
  parts,
  recordEvents,
  sendMessage,
  until,
  untilAsync,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {answerAsAgent} from '../../support/service.js';
import {nextFrames} from '../../support/watch.js';
import type {SyncRequest} from '../../../src/protocol/wire.js';

const SEEN_AFTER_MS = 500;
const LONG = 'x\n'.repeat(60);

describe('what the user has seen', () => {
  const network = useNetwork();
  let app: TestApp;
  /** The read marks that the service got. */
  let marks: number[];

  beforeEach(() => {
    marks = [];
    network.answer(({path, body}) => {
      if (path === '/v1/sync') marks.push(...((body as SyncRequest).read ?? []).map(({number}) => number));
      return undefined;
    });
  });

  afterEach(() => void Reflect.deleteProperty(document, 'visibilityState'));

  /** An open chat with one message of the user. */
  async function openedChat(text: string): Promise<HelpshiftChat> {
    app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    await sendMessage(chat, text);
    return chat;
  }

  /** The same, scrolled to the top. */
  async function scrolledChat(): Promise<HelpshiftChat> {
    const chat = await openedChat(LONG);
    await untilAsync(async () => {
      scroller(chat).scrollTop = 0;
      await nextFrames();
      return scroller(chat).scrollTop === 0;
    }, 'the reader is at the top');
    return chat;
  }

  async function answer(...texts: readonly string[]): Promise<void> {
    const [open] = await conversationsOf(app);
    for (const text of texts) await answerAsAgent(open?.id ?? '', text);
  }

  /** Longer than it takes to see something. */
  const pause = () => new Promise((resolve) => setTimeout(resolve, 3 * SEEN_AFTER_MS));

  function showPage(visibilityState: DocumentVisibilityState): void {
    Object.defineProperty(document, 'visibilityState', {configurable: true, value: visibilityState});
    document.dispatchEvent(new Event('visibilitychange'));
  }

  const scroller = (chat: HelpshiftChat): HTMLElement => getPart(chat, 'messages');

  it('is what was in view for half a second; the page hears of each message once', async () => {
    const read = recordEvents('agentmessagereceived');
    const chat = await openedChat('Hello?');
    await answer('one');
    await until(() => messageTexts(chat).length === 2, 'the message is drawn');
    const shownAt = performance.now();
    await answer('two');
    await until(() => chat.unreadCount === 0 && messageTexts(chat).length === 3, 'they are seen');
    expect(performance.now() - shownAt, 'not at once').to.be.above(SEEN_AFTER_MS / 2);
    expect(read.details.map(({body}) => body)).to.deep.equal(['one', 'two']);
    await until(() => marks.at(-1) === 3, 'the service knows it');
  });

  it('ends where the reader has scrolled away, and goes on as they scroll', async () => {
    const read = recordEvents('agentmessagereceived');
    const chat = await scrolledChat();
    await answer('one', LONG, 'three');
    await chatReads(chat, 4);
    await pause();
    expect([chat.unreadCount, read.details.length, marks.length]).to.deep.equal([3, 0, 0]);
    parts(chat, 'message')[1]?.scrollIntoView({block: 'end'});
    await until(() => chat.unreadCount === 2, 'the first is seen');
    await pause();
    expect(read.details.map(({body}) => body)).to.deep.equal(['one']);
    scroller(chat).scrollTop = scroller(chat).scrollHeight;
    await until(() => chat.unreadCount === 0, 'what is above counts, too');
    expect(read.details).to.have.length(3);
    await until(() => marks.at(-1) === 4, 'the service knows it');
  });

  it('is a message that is higher than the box, when it takes half of the box', async () => {
    const chat = await scrolledChat();
    await answer('y\n'.repeat(600));
    await chatReads(chat, 2);
    const {clientHeight} = scroller(chat);
    const begin = (parts(chat, 'message')[1] as HTMLElement).offsetTop - clientHeight;
    scroller(chat).scrollTop = begin + clientHeight * 0.4;
    await pause();
    expect(chat.unreadCount, 'less than half of the box').to.equal(1);
    scroller(chat).scrollTop = begin + clientHeight * 0.6;
    await until(() => chat.unreadCount === 0, 'it is seen');
  });

  it('is nothing while the panel is closed or hidden, or the page cannot be seen', async () => {
    const chat = await openedChat('Hello?');
    chat.close();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    showPage('hidden');
    await openChat(chat);
    await pause();
    expect(chat.unreadCount, 'on a hidden page').to.equal(1);
    chat.hide();
    showPage('visible');
    await pause();
    expect(chat.unreadCount, 'hidden by the page').to.equal(1);
    chat.close();
    chat.show();
    await pause();
    expect([chat.unreadCount, marks.length], 'closed').to.deep.equal([1, 0]);
    chat.open();
    await until(() => chat.unreadCount === 0, 'it is seen');
  });

  it('is nothing of a look that was shorter', async () => {
    const chat = await openedChat('Hello?');
    chat.close();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    await openChat(chat);
    chat.close();
    await pause();
    expect([chat.unreadCount, marks.length]).to.deep.equal([1, 0]);
  });

  it('is nothing in a panel that the page has moved out of the window', async () => {
    const chat = await openedChat('Hello?');
    chat.style.setProperty('--helpshift-chat-offset-x', '2000px');
    await nextFrames();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    await pause();
    expect(chat.unreadCount).to.equal(1);
    chat.style.removeProperty('--helpshift-chat-offset-x');
    await until(() => chat.unreadCount === 0, 'it is seen');
  });

  it('is also what a user scrolls to with the keyboard', async () => {
    const chat = await scrolledChat();
    scroller(chat).focus();
    await answer('one');
    await chatReads(chat, 2);
    expect(chat.unreadCount).to.equal(1);
    await sendKeys({press: 'End'});
    await until(() => chat.unreadCount === 0, 'it is seen');
  });

  it('counts although the focus is elsewhere', async () => {
    const chat = await openedChat('Hello?');
    getInput(chat).blur();
    await answer('one');
    await chatReads(chat, 2);
    await until(() => chat.unreadCount === 0, 'it is seen');
  });

  async function chatReads(chat: HelpshiftChat, count: number): Promise<void> {
    await until(() => messageTexts(chat).length === count, 'the new messages are drawn');
  }
});
