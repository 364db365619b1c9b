import {expect} from '@open-wc/testing';
import {appAttributes, createApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  messageTexts,
  openChat,
  parts,
  until,
  untilAsync,
} from '../../support/chat.js';
import {USER} from '../../support/chat-samples.js';
import {json, useNetwork} from '../../support/network.js';
import {UserLog} from '../../support/user-log.js';
import {nextFrames} from '../../support/watch.js';
import type {SyncRequest} from '../../../src/protocol/wire.js';

describe('a panel that is opened with unread messages', () => {
  const network = useNetwork();
  let log: UserLog;

  beforeEach(() => (log = new UserLog()));

  /** A chat of a user who has read the first messages of the log. */
  async function addReader(readNumber: number): Promise<HelpshiftChat> {
    log.sync({read: [{id: 'c1', number: readNumber}]});
    network.answer(({path, body}) =>
      path === '/v1/sync' ? json(structuredClone(log.sync(body as SyncRequest))) : undefined,
    );
    const app = await createApp();
    return addChat({...appAttributes(app), ...(await verifiedUser(app))});
  }

  async function openReader(readNumber: number): Promise<HelpshiftChat> {
    const chat = await addReader(readNumber);
    await openChat(chat);
    return chat;
  }

  function fill(count: number, of: 'one line' | 'several lines' = 'several lines'): void {
    const lines = of === 'one line' ? '' : '\nand more'.repeat(3);
    const day = Date.UTC(2024, 5, 1);
    for (let number = 1; number <= count; number++) {
      log.write(number % 4 ? {kind: 'agent', name: 'Ada'} : USER, `number ${number}${lines}`, day + number * 40_000);
    }
  }

  const list = (chat: HelpshiftChat): HTMLElement => getPart(chat, 'messages');
  const line = (chat: HelpshiftChat): HTMLElement | undefined =>
    list(chat).querySelector<HTMLElement>('.new') ?? undefined;
  const isAtEnd = (chat: HelpshiftChat): boolean => {
    const {scrollHeight, scrollTop, clientHeight} = list(chat);
    return scrollHeight - scrollTop - clientHeight < 2;
  };
  const isAtLine = (chat: HelpshiftChat): boolean => {
    const top = (line(chat)?.getBoundingClientRect().top ?? Infinity) - list(chat).getBoundingClientRect().top;
    return top >= 0 && top < 30;
  };
  /** The message after the line. */
  const firstNew = (chat: HelpshiftChat): string =>
    line(chat)?.nextElementSibling?.querySelector('.message')?.textContent.split('\n')[0] ?? '';

  it('begins at the first of them, with a line above it', async () => {
    fill(40);
    const chat = await openReader(16);
    await until(() => isAtLine(chat), 'the reader is at the line');
    expect(firstNew(chat)).to.equal('number 17');
    expect([line(chat)?.role, line(chat)?.ariaLabel, line(chat)?.textContent]).to.deep.equal([
      'separator',
      'New',
      'New',
    ]);
    await until(() => chat.unreadCount < 18, 'what is in view is seen');
    expect(chat.unreadCount, 'and nothing else').to.be.above(10);
    expect(isAtLine(chat)).to.be.true;
  });

  it('begins at the end when they fit, with the line', async () => {
    fill(40, 'one line');
    const chat = await openReader(38);
    await until(() => isAtEnd(chat), 'the reader is at the end');
    expect(firstNew(chat)).to.equal('number 39');
    await until(() => chat.unreadCount === 0, 'they are seen');
    expect(line(chat)?.isConnected, 'it stays').to.be.true;
  });

  it('has no line, and is at the end, when nothing is unread', async () => {
    fill(40);
    const chat = await openReader(40);
    await until(() => isAtEnd(chat), 'the reader is at the end');
    expect(line(chat)).to.equal(undefined);
  });

  it('keeps the line where it is while others come, and loses it when it is opened again', async () => {
    fill(10, 'one line');
    const chat = await openReader(8);
    await until(() => firstNew(chat) === 'number 9', 'the line is drawn');
    await until(() => chat.unreadCount === 0, 'they are seen');
    log.writeAsAgent('another');
    dispatchEvent(new Event('offline'));
    await until(() => messageTexts(chat).at(-1) === 'another', 'another one has come');
    expect(firstNew(chat)).to.equal('number 9');
    await until(() => chat.unreadCount === 0, 'it is seen');
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
    await openChat(chat);
    await until(() => !line(chat), 'the line is gone');
  });

  it('begins at those that came while it was closed', async () => {
    fill(12);
    const chat = await openReader(12);
    await until(() => isAtEnd(chat), 'the reader is at the end');
    chat.close();
    for (let count = 1; count <= 18; count++) log.writeAsAgent(`new ${count}\nand more`);
    dispatchEvent(new Event('offline'));
    await until(() => chat.unreadCount === 18, 'they have come');
    await openChat(chat);
    await until(() => isAtLine(chat), 'the reader is at the line');
    expect(firstNew(chat)).to.equal('new 1');
  });

  it('shows no place before it', async () => {
    fill(40);
    const chat = await addReader(16);
    const places = new Set<number>();
    chat.open();
    const look = (): void => {
      const shown =
        chat.shadowRoot && [...allElements(chat.shadowRoot)].find((element) => element.matches('.scroller'));
      const first = shown?.querySelector('.group');
      if (shown && first?.checkVisibility({visibilityProperty: true})) places.add(Math.round(shown.scrollTop));
    };
    await untilAsync(async () => {
      look();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return places.size > 0 && isAtLine(chat);
    }, 'the reader is at the line');
    expect(places.size).to.equal(1);
  });

  it('reads back to the first one', async () => {
    fill(180);
    const chat = await openReader(61);
    await until(() => firstNew(chat) === 'number 62' && isAtLine(chat), 'the reader is at the line');
    expect(messageTexts(chat).at(-1)).to.include('number 180');
    await until(() => chat.unreadCount < 90, 'what is in view is seen');
    expect(chat.unreadCount).to.be.above(80);
  });

  it('begins at the oldest one that it has, when there are hundreds', async () => {
    fill(420);
    const chat = await openReader(1);
    await until(() => firstNew(chat) === `number ${420 - 5 * 50 + 1}` && isAtLine(chat), 'the reader is at the line');
    await nextFrames();
    expect(
      network
        .seen('POST', '/v1/sync')
        .filter(({body}) => (body['page'] as object | undefined) && 'before' in (body['page'] as object)),
    ).to.have.length.below(6);
  });

  it('leaves a reader alone who has begun elsewhere', async () => {
    fill(180);
    const chat = await addReader(61);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    network.answer(({path, body}) => {
      if (path !== '/v1/sync') return undefined;
      const request = body as SyncRequest;
      const answer = json(structuredClone(log.sync(request)));
      return request.page?.before ? held.then(() => answer) : answer;
    });
    await openChat(chat);
    await until(() => isAtLine(chat), 'the reader is at the oldest that is there');
    list(chat).scrollTop += 300;
    await nextFrames();
    const read = parts(chat, 'message').find(
      (message) => message.getBoundingClientRect().top > list(chat).getBoundingClientRect().top,
    );
    const top = read?.getBoundingClientRect().top ?? 0;
    release();
    await until(() => parts(chat, 'message').length > 90, 'older ones are drawn');
    expect(read?.getBoundingClientRect().top).to.be.closeTo(top, 2);
  });
});
