import {expect, fixtureSync, html} from '@open-wc/testing';
import {emulateMedia, sendKeys, setViewport} from '@web/test-runner-commands';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allText,
  focusedElement,
  getInput,
  getPart,
  hasFocus,
  isDrawn,
  type HelpshiftChat,
  isPanelShown,
  isShown,
  openChat,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../../support/chat.js';
import {noAnswer, useNetwork} from '../../support/network.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

const VIEWPORT = {width: 800, height: 600};
const PHONE = {width: 390, height: 760};

describe('the panel', () => {
  const network = useNetwork();
  useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  async function opened(attributes: Readonly<Record<string, string>> = {}): Promise<HelpshiftChat> {
    const chat = addChat({...appAttributes(app), ...attributes});
    await shownLauncher(chat);
    await openChat(chat);
    return chat;
  }

  /** The box of the panel, after its animation. */
  async function panelBox(chat: HelpshiftChat): Promise<DOMRect> {
    const panel = getPart(chat, 'panel');
    await Promise.all(panel.getAnimations().map(({finished}) => finished));
    return panel.getBoundingClientRect();
  }

  it('is a dialog named by its heading, with the messages as a log', async () => {
    const chat = await opened();
    const panel = getPart(chat, 'panel');
    expect(panel.localName).to.equal('dialog');
    const heading = panel.querySelector('h2');
    expect(panel.getAttribute('aria-labelledby')).to.equal(heading?.id);
    expect(heading?.textContent).to.equal('Chat with us');
    expect(getPart(chat, 'messages').getAttribute('role')).to.equal('log');
    expect(getPart(chat, 'messages').ariaLabel).to.equal('Messages');
    expect(getPart(chat, 'close-button').ariaLabel).to.equal('Close chat');
  });

  it('is loaded on demand, not before', async () => {
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    await nextFrames();
    expect(isDrawn(chat, 'panel')).to.be.false;
  });

  it('is not modal beside the page, which stays usable', async () => {
    const chat = await opened();
    const button = fixtureSync<HTMLButtonElement>(html`<button>Buy</button>`);
    button.focus();
    expect(hasFocus(button)).to.be.true;
    expect(isPanelShown(chat)).to.be.true;
  });

  it('leaves room for the launcher', async () => {
    const chat = await opened();
    const launcher = (await shownLauncher(chat)).getBoundingClientRect();
    expect((await panelBox(chat)).bottom).to.be.at.most(launcher.top);
  });

  it('shows a loading state while the conversation is read', async () => {
    network.answer((request) => (request.path === '/v1/sync' ? noAnswer(request) : undefined));
    const chat = addChat(appAttributes(app));
    chat.open();
    await until(() => allText(chat).includes('Loading the conversation'), 'it says so');
    expect(isShown(chat, 'input')).to.be.false;
    expect(isShown(chat, 'close-button'), 'it can be closed').to.be.true;
  });

  it('moves the focus from itself into the input when it appears', async () => {
    const release = network.hold(({path}) => path === '/v1/sync');
    const chat = addChat(appAttributes(app));
    (await shownLauncher(chat)).click();
    const panel = await shownPart(chat, 'panel');
    await until(() => hasFocus(panel), 'the panel holds the focus while it loads');
    release();
    const input = await shownPart(chat, 'input');
    await until(() => hasFocus(input), 'the focus is in the input');
  });

  describe('text that the page prefills', () => {
    it('is in the input to be edited, and not sent', async () => {
      const chat = await opened({
        ...(await verifiedUser(app)),
        'conversation-prefill-text': 'I am looking at the red lamp.',
      });
      await until(() => getInput(chat).value !== '', 'the text is there');
      expect(getInput(chat).value).to.equal('I am looking at the red lamp.');
      expect(network.seen('POST', '/v1/messages')).to.deep.equal([]);
      getPart(chat, 'send-button').click();
      await until(() => network.seen('POST', '/v1/messages').length === 1, 'it can be sent');
    });

    it('is cut after 1,000 characters, never inside one', async () => {
      const chat = await opened({...(await verifiedUser(app)), 'conversation-prefill-text': '😀'.repeat(1001)});
      await until(() => getInput(chat).value !== '', 'the text is there');
      expect(getInput(chat).value).to.equal('😀'.repeat(1000));
    });

    it('is not used in an open conversation', async () => {
      const user = await verifiedUser(app);
      const before = await opened(user);
      await sendMessage(before, 'hello');
      before.remove();
      const chat = await opened({...user, 'conversation-prefill-text': 'Something else'});
      await until(() => isShown(chat, 'message'), 'the conversation is there');
      await nextFrames();
      expect(getInput(chat).value).to.equal('');
    });
  });

  describe('when the page wants the full screen', () => {
    it('fills the window and is modal: nothing behind it can take the focus', async () => {
      const button = fixtureSync<HTMLButtonElement>(html`<button>Buy</button>`);
      const chat = await opened({'full-screen': ''});
      const {left, top, right, bottom} = await panelBox(chat);
      expect([left, top, right, bottom]).to.deep.equal([0, 0, document.documentElement.clientWidth, innerHeight]);
      button.focus();
      expect(hasFocus(button)).to.be.false;
    });

    it('keeps Tab inside', async () => {
      const before = fixtureSync<HTMLButtonElement>(html`<button>Before</button>`);
      const chat = await opened({'full-screen': ''});
      getInput(chat).focus();
      for (let count = 0; count < 6; count++) {
        await sendKeys({press: 'Tab'});
        expect(hasFocus(before)).to.be.false;
        const focused = focusedElement();
        const isInside = focused === document.body || document.activeElement === chat;
        expect(isInside, `after ${count + 1} times Tab`).to.be.true;
      }
    });

    it('closes with Escape and gives the focus back to the launcher', async () => {
      const chat = addChat({...appAttributes(app), 'full-screen': ''});
      const launcher = await shownLauncher(chat);
      launcher.click();
      const input = await shownPart(chat, 'input');
      await until(() => hasFocus(input), 'the focus is in the input');
      await sendKeys({press: 'Escape'});
      await until(() => !isPanelShown(chat), 'the panel is gone');
      await until(() => hasFocus(launcher), 'the focus is on the launcher');
    });

    it('can change while the panel is open, and keeps text and focus', async () => {
      const chat = await opened();
      const input = getInput(chat);
      input.focus();
      input.value = 'half a sent';
      chat.fullScreen = true;
      await until(() => getPart(chat, 'panel').matches(':modal'), 'it is modal');
      await until(() => hasFocus(input), 'the focus is in the input');
      chat.fullScreen = false;
      await until(() => !getPart(chat, 'panel').matches(':modal'), 'it is beside the page again');
      expect(isPanelShown(chat)).to.be.true;
      expect(getInput(chat).value).to.equal('half a sent');
    });
  });

  describe('that closes, without a launcher', () => {
    for (const [key, part] of [
      ['Escape', 'input'],
      ['Enter', 'close-button'],
    ] as const) {
      it(`gives the focus back to the page's button, and not the release of ${key}`, async () => {
        const opener = fixtureSync<HTMLButtonElement>(html`<button>Help</button>`);
        const seen: string[] = [];
        const note = ({type, key}: KeyboardEvent): unknown => seen.push(`${type} ${key}`);
        for (const type of ['keydown', 'keyup'] as const) opener.addEventListener(type, note);
        const chat = addChat({...appAttributes(app), 'hide-launcher': ''});
        opener.focus();
        await openChat(chat);
        getPart(chat, part).focus();
        await sendKeys({press: key});
        await until(() => !isPanelShown(chat) && hasFocus(opener), 'the page has the focus');
        await sendKeys({press: 'a'});
        await until(() => seen.includes('keyup a'), 'the page has its keys again');
        expect(seen).to.deep.equal(['keydown a', 'keyup a']);
      });
    }
  });

  describe('in a small window', () => {
    afterEach(() => setViewport(VIEWPORT));

    for (const [what, size] of Object.entries({'on a phone': PHONE, 'in a low window': {width: 740, height: 360}})) {
      it(`fills it and is modal: ${what}`, async () => {
        await setViewport(size);
        const chat = await opened();
        const {left, top, right, bottom} = await panelBox(chat);
        expect([left, top, right, bottom]).to.deep.equal([0, 0, document.documentElement.clientWidth, innerHeight]);
        expect(getPart(chat, 'panel').matches(':modal')).to.be.true;
      });
    }

    it('follows a window that is rotated or resized while the panel is open', async () => {
      const chat = await opened();
      expect(getPart(chat, 'panel').matches(':modal')).to.be.false;
      await setViewport(PHONE);
      await until(() => getPart(chat, 'panel').matches(':modal'), 'it fills the small window');
      await setViewport(VIEWPORT);
      await until(() => !getPart(chat, 'panel').matches(':modal'), 'it is beside the page again');
      expect(isPanelShown(chat)).to.be.true;
    });

    it('keeps input and close button visible in the smallest window, with room for messages or for a long draft', async () => {
      // 1280 × 800 at 400 %
      await setViewport({width: 320, height: 200});
      const chat = await opened();
      await panelBox(chat);
      expect(getPart(chat, 'messages').clientHeight).to.be.at.least(100);
      await write(chat, 'A line\n'.repeat(20));
      for (const part of ['input', 'send-button', 'close-button']) {
        const {left, top, right, bottom} = getPart(chat, part).getBoundingClientRect();
        expect(left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight, part).to.be.true;
      }
      expect(document.documentElement.scrollWidth, 'nothing sticks out').to.be.at.most(innerWidth);
    });
  });

  describe('motion', () => {
    afterEach(() => emulateMedia({reducedMotion: 'no-preference'}));

    it('is shorter than 200 ms', async () => {
      const chat = addChat(appAttributes(app));
      await shownLauncher(chat);
      chat.open();
      const panel = await shownPart(chat, 'panel');
      for (const {duration} of panel.getAnimations().map(({effect}) => effect?.getComputedTiming() ?? {})) {
        expect(duration).to.be.below(200);
      }
    });

    it('is off when the user wants less of it', async () => {
      await emulateMedia({reducedMotion: 'reduce'});
      network.answer((request) => (request.path === '/v1/sync' ? noAnswer(request) : undefined));
      const chat = addChat(appAttributes(app));
      chat.open();
      const panel = await shownPart(chat, 'panel');
      await until(() => allText(chat).includes('Loading'), 'it loads');
      expect(panel.getAnimations({subtree: true})).to.have.length(0);
    });
  });

  it('has targets that are large enough for a finger', async () => {
    const chat = await opened();
    await panelBox(chat);
    for (const part of ['close-button', 'send-button', 'input']) {
      const {width, height} = getPart(chat, part).getBoundingClientRect();
      expect(Math.min(width, height), part).to.be.at.least(44);
    }
  });

  describe('a dialog that the browser closes, as with the back gesture of a phone,', () => {
    it('closes the chat, so that the launcher opens it again', async () => {
      const chat = await opened({'full-screen': ''});
      (getPart(chat, 'panel') as HTMLDialogElement).close();
      // Causes a draw before the browser's close event.
      chat.language = 'de';
      const launcher = await shownLauncher(chat);
      await until(() => launcher.ariaExpanded === 'false', 'the launcher knows');
      launcher.click();
      await shownPart(chat, 'input');
    });
  });
});
