import {expect} from '@open-wc/testing';
import {emulateMedia, sendKeys, setViewport} from '@web/test-runner-commands';
import {
  appAttributes,
  type AppOptions,
  conversationsOf,
  createApp,
  type TestApp,
  verifiedUser,
} from '../../support/apps.js';
import {
  addChat,
  allElements,
  allText,
  getPart,
  type HelpshiftChat,
  hasFocus,
  isPanelShown,
  isShown,
  openChat,
  sendMessage,
  setAttributes,
  shownPart,
  until,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {addEntry, answerAsAgent} from '../../support/service.js';
import {nextFrames, watchChat} from '../../support/watch.js';

describe('the preview of a new message', () => {
  const network = useNetwork();
  let app: TestApp;
  let user: Record<string, string>;

  afterEach(async () => {
    sessionStorage.clear();
    await emulateMedia({reducedMotion: 'no-preference', forcedColors: 'none'});
    await setViewport({width: 1280, height: 720});
  });

  /** A user whose conversation has begun, and whose panel is closed. */
  async function start(attributes: Record<string, string> = {}, settings: AppOptions = {}): Promise<HelpshiftChat> {
    app = await createApp(settings);
    user = await verifiedUser(app);
    const chat = addChat({...appAttributes(app), ...user, ...attributes});
    await openChat(chat);
    await sendMessage(chat, 'Hello?');
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
    return chat;
  }

  async function answer(text: string): Promise<void> {
    const [open] = await conversationsOf(app);
    await answerAsAgent(open?.id ?? '', text);
  }

  /** The user's next page. */
  function nextPage(chat: HelpshiftChat, attributes: Record<string, string> = {}): HelpshiftChat {
    chat.remove();
    return addChat({...appAttributes(app), ...user, ...attributes});
  }

  const button = (chat: HelpshiftChat, name: 'open' | 'close') =>
    getPart(chat, 'preview').querySelector<HTMLElement>(`.${name}`) as HTMLElement;
  const shows = (chat: HelpshiftChat, text: string) =>
    isShown(chat, 'preview') && button(chat, 'open').querySelector('.text')?.textContent === text;
  const shown = (chat: HelpshiftChat, text: string) => until(() => shows(chat, text), `"${text}" is shown`);
  const isHidden = (chat: HelpshiftChat) => until(() => !isShown(chat, 'preview'), 'there is no preview');
  /** How often entries were read whatever was known. */
  const pagesRead = () => network.seen('POST', '/v1/sync').filter(({body}) => 'page' in body).length;
  /** The chat knows of so many unread messages, and had the time to draw them. */
  async function knows(chat: HelpshiftChat, count: number): Promise<void> {
    await until(() => chat.unreadCount === count, `${count} are unread`);
    await nextFrames();
  }

  it("shows the agent's name and the newest text, until the user has read it", async () => {
    const chat = await start();
    await answer('We do!');
    await shown(chat, 'We do!');
    expect(button(chat, 'open').querySelector('.name')?.textContent.trim()).to.equal('Support');
    await answer('And mosses.');
    await shown(chat, 'And mosses.');
    button(chat, 'open').click();
    await shownPart(chat, 'input');
    expect(isShown(chat, 'preview')).to.be.false;
    await knows(chat, 0);
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
    expect(isShown(chat, 'preview')).to.be.false;
    expect(allText(chat)).to.include('And mosses.');
  });

  it('shows what a card says, and cuts a long text', async () => {
    const chat = await start();
    const [open] = await conversationsOf(app);
    const actions = [{kind: 'link', label: 'Ferns', target: 'https://shop.example/ferns'}] as const;
    await addEntry(open?.id ?? '', {kind: 'card', text: 'Look at our ferns', actions});
    await shown(chat, 'Look at our ferns');
    await answer('😀'.repeat(500));
    await shown(chat, `${'😀'.repeat(160)}…`);
    const {height} = getPart(chat, 'preview').getBoundingClientRect();
    expect(height, 'two lines of text').to.be.below(100);
  });

  it('reads an unread message of an earlier visit, and marks nothing as seen', async () => {
    const first = await start();
    await answer('While you were away');
    await knows(first, 1);
    const chat = nextPage(first);
    await shown(chat, 'While you were away');
    expect(chat.unreadCount).to.equal(1);
    const again = nextPage(chat);
    await shown(again, 'While you were away');
    expect(again.unreadCount).to.equal(1);
  });

  it('costs no request when nothing is unread, nor when the live connection brings the message', async () => {
    const first = await start();
    const before = pagesRead();
    let isRead = false;
    network.answer(({path}, pass) => (path === '/v1/sync' ? pass().finally(() => (isRead = true)) : undefined));
    const chat = nextPage(first);
    await until(() => isRead, 'the heads are read');
    await nextFrames();
    await answer('live');
    await shown(chat, 'live');
    expect(pagesRead()).to.equal(before);
  });

  it('stays closed for this message, also on the next page, and shows the next one', async () => {
    const chat = await start();
    await answer('first');
    await shown(chat, 'first');
    button(chat, 'close').click();
    await isHidden(chat);
    expect(allText(chat)).not.to.include('New message');
    expect(chat.unreadCount).to.equal(1);
    for (const change of ['hide', 'show'] as const) {
      chat[change]();
      await nextFrames();
      expect(isShown(chat, 'preview')).to.be.false;
    }
    const kept = JSON.stringify(sessionStorage);
    for (const secret of ['first', ...Object.values(user)]) expect(kept).not.to.include(secret);

    const before = pagesRead();
    const second = nextPage(chat);
    let wasShown = false;
    const stop = watchChat(second, () => (wasShown ||= shows(second, 'first')));
    await knows(second, 1);
    await answer('second');
    await shown(second, 'second');
    stop();
    expect(wasShown, 'the first message was shown').to.be.false;
    expect(pagesRead(), 'nothing was read for it').to.equal(before);
  });

  it('forgets what was closed when it has been read', async () => {
    const chat = await start();
    await answer('first');
    await shown(chat, 'first');
    button(chat, 'close').click();
    expect(sessionStorage.length).to.equal(1);
    await openChat(chat);
    await knows(chat, 0);
    chat.close();
    await until(() => sessionStorage.length === 0, 'nothing is kept');
  });

  it('is reached from the launcher with the keyboard; Escape closes it and nothing else', async () => {
    const chat = await start();
    await answer('Press a key');
    await shown(chat, 'Press a key');
    getPart(chat, 'launcher').focus();
    await sendKeys({press: 'Tab'});
    expect(hasFocus(button(chat, 'open'))).to.be.true;
    expect(getComputedStyle(button(chat, 'open')).outlineStyle).to.equal('solid');
    await sendKeys({press: 'Tab'});
    expect(hasFocus(button(chat, 'close'))).to.be.true;
    const heard: string[] = [];
    const hear = ({type, key}: KeyboardEvent): void => void heard.push(`${type} ${key}`);
    for (const type of ['keydown', 'keyup'] as const) document.addEventListener(type, hear);
    try {
      await sendKeys({press: 'Escape'});
    } finally {
      for (const type of ['keydown', 'keyup'] as const) document.removeEventListener(type, hear);
    }
    await isHidden(chat);
    expect(heard).to.deep.equal([]);
    expect(hasFocus(getPart(chat, 'launcher')), 'the launcher has the focus').to.be.true;
  });

  it('opens the chat with the Enter key: the field has the focus, and after the chat the launcher', async () => {
    const chat = await start();
    await answer('Enter');
    await shown(chat, 'Enter');
    button(chat, 'open').focus();
    await sendKeys({press: 'Enter'});
    await until(() => hasFocus(getPart(chat, 'input')), 'the field has the focus');
    await sendKeys({press: 'Escape'});
    await until(() => hasFocus(getPart(chat, 'launcher')), 'the launcher has the focus');
  });

  it('is no live region: the element says once that a message is unread', async () => {
    const chat = await start();
    await answer('Listen');
    await shown(chat, 'Listen');
    const live = [...allElements(chat.shadowRoot as ShadowRoot)].filter(
      (element) => element.ariaLive !== null || element.role === 'status' || element.role === 'alert',
    );
    expect(live.map(({textContent}) => textContent).filter((text) => text.includes('Listen'))).to.deep.equal([]);
    expect(live.map(({textContent}) => textContent)).to.include('Chat with us: 1 unread');
    expect(getPart(chat, 'preview').ariaLabel).to.equal('New message');
    expect(button(chat, 'close').ariaLabel).to.equal('Close the preview');
  });

  it('goes with hide(), with a hidden launcher and with its user', async () => {
    const chat = await start();
    await answer('Only for Ann');
    await shown(chat, 'Only for Ann');
    chat.hide();
    await isHidden(chat);
    chat.show();
    await shown(chat, 'Only for Ann');
    setAttributes(chat, {'hide-launcher': ''});
    await isHidden(chat);
    chat.removeAttribute('hide-launcher');
    await shown(chat, 'Only for Ann');
    setAttributes(chat, await verifiedUser(app));
    await isHidden(chat);
    expect(allText(chat)).not.to.include('Only for Ann');
    setAttributes(chat, user);
    await shown(chat, 'Only for Ann');
    setAttributes(chat, {'user-auth-token': 'forged'});
    await until(() => chat.identityState === 'unverified', 'the user is not verified');
    await isHidden(chat);
    setAttributes(chat, user);
    await shown(chat, 'Only for Ann');
    chat.logout();
    await isHidden(chat);
    expect(allText(chat)).not.to.include('Only for Ann');
  });

  it('keeps nothing of a user who has logged out', async () => {
    const chat = await start();
    await answer('closed');
    await shown(chat, 'closed');
    button(chat, 'close').click();
    expect(sessionStorage.length).to.equal(1);
    chat.logout();
    await until(() => sessionStorage.length === 0, 'nothing is kept');
  });

  it('is not shown where the app does not want it', async () => {
    const chat = await start({}, {preview: false});
    await answer('Quiet');
    await knows(chat, 1);
    expect(isShown(chat, 'preview')).to.be.false;
  });

  for (const [language, labels] of Object.entries({
    de: ['Neue Nachricht', 'Vorschau schließen'],
    ar: ['رسالة جديدة', 'إغلاق المعاينة'],
  })) {
    it(`speaks ${language}`, async () => {
      const chat = await start({language});
      await answer('Hallo');
      await shown(chat, 'Hallo');
      const preview = getPart(chat, 'preview');
      expect([preview.ariaLabel, button(chat, 'close').ariaLabel]).to.deep.equal(labels);
      expect([preview.lang, getComputedStyle(preview).direction]).to.deep.equal([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
      const open = button(chat, 'open').getBoundingClientRect();
      const close = button(chat, 'close').getBoundingClientRect();
      const name = button(chat, 'open').querySelector('bdi')?.getBoundingClientRect();
      expect(name?.right, 'the name is drawn').to.be.above(name?.left ?? Infinity);
      const isApart = (name?.right ?? 0) <= close.left || (name?.left ?? 0) >= close.right;
      expect(isApart, 'the name is not under the button').to.be.true;
      const isAtEnd = close.left - open.left > open.right - close.right;
      expect(isAtEnd, 'the button is at the end of the line').to.equal(language !== 'ar');
    });
  }

  it('has at most 300 px, is inside the window, and never over the launcher, in each corner and size', async () => {
    const chat = await start();
    await answer('A longer text that does not fit into one line of the preview, nor into two of them, so it is cut.');
    await until(() => isShown(chat, 'preview'), 'it is shown');
    await emulateMedia({reducedMotion: 'reduce'});
    expect(getPart(chat, 'preview').getAnimations()).to.deep.equal([]);
    for (const position of ['bottom-right', 'bottom-left', 'top-right', 'top-left']) {
      setAttributes(chat, {position});
      for (const [width, height] of [
        [1280, 720],
        [360, 640],
        // 1280 × 720 at 400 %
        [320, 180],
      ] as const) {
        await setViewport({width, height});
        await until(() => innerWidth === width && innerHeight === height, 'the window has this size');
        await nextFrames();
        const box = getPart(chat, 'preview').getBoundingClientRect();
        const launcher = getPart(chat, 'launcher').getBoundingClientRect();
        const what = `${position} ${width} × ${height}`;
        expect(box.width, what).to.be.at.most(300);
        for (const edge of [box.left, box.top, innerWidth - box.right, innerHeight - box.bottom]) {
          expect(edge, what).to.be.at.least(0);
        }
        const isApart = position.startsWith('top') ? box.top >= launcher.bottom : box.bottom <= launcher.top;
        expect(isApart, what).to.be.true;
        const [near, at] = position.endsWith('left') ? [box.left, launcher.left] : [box.right, launcher.right];
        expect(near, what).to.equal(at);
      }
    }
  });
});
