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
import {useHeldTime} from '../../support/held-time.js';
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

  const time = useHeldTime(SEEN_AFTER_MS);

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

  /** Lets pass the time that it takes to see what is in view now. */
  async function look(): Promise<void> {
    await nextFrames();
    time.pass();
    await nextFrames();
  }

  /** Looks until the user has seen all but so many. */
  async function untilUnread(chat: HelpshiftChat, count: number): Promise<void> {
    await untilAsync(async () => {
      await look();
      return chat.unreadCount === count;
    }, `${count} are unread`);
  }

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
    await nextFrames();
    expect([chat.unreadCount, read.details.length], 'not at once').to.deep.equal([1, 0]);
    await untilUnread(chat, 0);
    await answer('two');
    await chatReads(chat, 3);
    await untilUnread(chat, 0);
    expect(read.details.map(({body}) => body)).to.deep.equal(['one', 'two']);
    await until(() => marks.at(-1) === 3, 'the service knows it');
  });

  it('ends where the reader has scrolled away, and goes on as they scroll', async () => {
    const read = recordEvents('agentmessagereceived');
    const chat = await scrolledChat();
    await answer('one', LONG, 'three');
    await chatReads(chat, 4);
    await look();
    expect([chat.unreadCount, read.details.length, marks.length]).to.deep.equal([3, 0, 0]);
    parts(chat, 'message')[1]?.scrollIntoView({block: 'end'});
    await untilUnread(chat, 2);
    await look();
    expect(read.details.map(({body}) => body)).to.deep.equal(['one']);
    scroller(chat).scrollTop = scroller(chat).scrollHeight;
    await untilUnread(chat, 0);
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
    await look();
    expect(chat.unreadCount, 'less than half of the box').to.equal(1);
    scroller(chat).scrollTop = begin + clientHeight * 0.6;
    await untilUnread(chat, 0);
  });

  it('is nothing while the panel is closed or hidden, or the page cannot be seen', async () => {
    const chat = await openedChat('Hello?');
    chat.close();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    showPage('hidden');
    await openChat(chat);
    await look();
    expect(chat.unreadCount, 'on a hidden page').to.equal(1);
    chat.hide();
    showPage('visible');
    await look();
    expect(chat.unreadCount, 'hidden by the page').to.equal(1);
    chat.close();
    chat.show();
    await look();
    expect([chat.unreadCount, marks.length], 'closed').to.deep.equal([1, 0]);
    chat.open();
    await untilUnread(chat, 0);
  });

  it('is nothing of a look that was shorter', async () => {
    const chat = await openedChat('Hello?');
    chat.close();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    await openChat(chat);
    await until(() => time.isHeld(), 'the message is in view');
    chat.close();
    await look();
    expect([chat.unreadCount, marks.length]).to.deep.equal([1, 0]);
  });

  it('is nothing in a panel that the page has moved out of the window', async () => {
    const chat = await openedChat('Hello?');
    chat.style.setProperty('--helpshift-chat-offset-x', '2000px');
    await nextFrames();
    await answer('one');
    await until(() => chat.unreadCount === 1, 'one is unread');
    await look();
    expect(chat.unreadCount).to.equal(1);
    chat.style.removeProperty('--helpshift-chat-offset-x');
    await untilUnread(chat, 0);
  });

  it('is also what a user scrolls to with the keyboard', async () => {
    const chat = await scrolledChat();
    scroller(chat).focus();
    await answer('one');
    await chatReads(chat, 2);
    expect(chat.unreadCount).to.equal(1);
    await sendKeys({press: 'End'});
    await untilUnread(chat, 0);
  });

  it('counts although the focus is elsewhere', async () => {
    const chat = await openedChat('Hello?');
    getInput(chat).blur();
    await answer('one');
    await chatReads(chat, 2);
    await untilUnread(chat, 0);
  });

  async function chatReads(chat: HelpshiftChat, count: number): Promise<void> {
    await until(() => messageTexts(chat).length === count, 'the new messages are drawn');
  }
});
