import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, verifiedUser} from '../support/apps.js';
import {
  allElements,
  getPart,
  type HelpshiftChat,
  isLauncherShown,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownPart,
  until,
  isDrawn,
} from '../support/chat.js';
import {answerAsAgent} from '../support/service.js';
import {openStrictPage} from '../support/strict-page.js';
import {useWarnings} from '../support/watch.js';

describe('on a page with a strict policy', () => {
  it('a violation of the policy is noticed here', async () => {
    const page = await openStrictPage();
    page.document.body.setAttribute('style', 'color: red');
    await until(() => page.violations.length === 1, 'the violation is noticed');
    expect(page.violations[0]).to.include('style-src-attr');
  });

  it('the whole chat breaks no rule: launcher, panel, messages, links, errors, languages', async () => {
    const app = await createApp();
    const page = await openStrictPage();
    const chat = page.addChat({...appAttributes(app), ...(await verifiedUser(app)), language: 'de'});
    const launcher = await shownLauncher(chat);
    launcher.click();
    await shownPart(chat, 'input');
    await sendMessage(chat, '<b>See</b> https://example.com/ and\nmore lines\nand more');
    const [conversation] = await conversationsOf(app);
    await answerAsAgent(conversation?.id ?? '', 'https://example.com/');
    await until(() => messageTexts(chat).length === 2, 'the answer is shown');
    chat.fullScreen = true;
    await until(() => getPart(chat, 'panel').matches(':modal'), 'it fills the page');
    setAttributes(chat, {'user-auth-token': 'forged', position: 'top-left', language: 'ar'});
    await shownPart(chat, 'error');
    chat.logout();
    await shownPart(chat, 'input');
    expect(page.violations).to.deep.equal([]);
  });

  it('the Identity Bot breaks no rule', async () => {
    const page = await openStrictPage();
    const chat = page.addChat(appAttributes(await createApp({asksFor: ['name', 'email']})));
    chat.open();
    await shownPart(chat, 'panel');
    await until(
      () => [...allElements(chat.shadowRoot as ShadowRoot)].some(({localName}) => localName === 'input'),
      'it asks',
    );
    expect(page.violations).to.deep.equal([]);
  });
});

const FAILED = 'The chat could not be loaded. Try again, or reload the page.';

/** The element beside the launcher. */
const notice = (chat: HelpshiftChat): HTMLElement | null | undefined =>
  chat.shadowRoot?.querySelector<HTMLElement>('[role=alert]');

describe('when a part of the element cannot be loaded', () => {
  useWarnings();

  const panelParts = {
    'the conversation': 'opened-chat.ts',
    'the panel': 'panel/index.ts',
  };
  for (const [what, path] of Object.entries(panelParts)) {
    it(`${what}: the developer gets a report, the launcher stays, and open() tries again`, async () => {
      const app = await createApp();
      const page = await openStrictPage(path);
      const chat = page.addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      const launcher = await shownLauncher(chat);
      chat.open();
      await until(() => errors.details.length > 0, 'the error is reported');
      expect(errors.details).to.deep.equal([{error: 'PANEL_FAILED', reason: 'UNREACHABLE'}]);
      await until(() => launcher.ariaBusy !== 'true', 'it has stopped trying');
      expect(isLauncherShown(chat)).to.be.true;
      expect(launcher.ariaExpanded).to.equal('false');
      await until(() => notice(chat)?.textContent, 'the error is shown');
      expect(notice(chat)?.textContent).to.equal(FAILED);
      expect(notice(chat)?.checkVisibility()).to.be.true;
      const [button, box] = [launcher, notice(chat)].map((element) => element?.getBoundingClientRect());
      expect(box?.right, 'it stands above the launcher').to.equal(button?.right);
      expect(box?.bottom, 'and apart from it').to.be.below(button?.top ?? 0);
      expect(box?.top, 'it is visible').to.be.above(0);
      await page.breakModules();
      launcher.click();
      await shownPart(chat, 'input');
      expect(notice(chat)).to.be.null;
      await sendMessage(chat, 'there you are');
    });
  }

  it('the identity code: open() tries again', async () => {
    const app = await createApp();
    const page = await openStrictPage('chat-controller.ts');
    const chat = page.addChat(appAttributes(app));
    const errors = recordEvents('webchatruntimeerror', chat);
    await until(() => errors.details.length > 0, 'the error is reported');
    expect(errors.details).to.deep.equal([{error: 'PANEL_FAILED', reason: 'UNREACHABLE'}]);
    expect(notice(chat), 'the user has not asked for the chat').to.be.null;
    (await shownLauncher(chat)).click();
    await until(() => notice(chat)?.textContent === FAILED, 'the error is shown');
    await page.breakModules();
    notice(chat)?.click();
    await shownPart(chat, 'input');
    expect(notice(chat)).to.be.null;
  });

  for (const [what, path] of Object.entries({...panelParts, 'the identity code': 'chat-controller.ts'})) {
    it(`${what}: a page that calls open() when it hears of it gets another try`, async () => {
      const app = await createApp();
      const page = await openStrictPage(path);
      const chat = page.addChat(appAttributes(app));
      // Before the page is idle: the chat may load for a visitor who comes back.
      let tries = 0;
      chat.addEventListener('webchatruntimeerror', () => {
        tries++;
        void page.breakModules().then(() => chat.open());
        chat.open();
      });
      await shownLauncher(chat);
      chat.open();
      await shownPart(chat, 'input');
      expect(tries).to.equal(1);
    });
  }

  it('links: an address stays text, until the next message with one loads them', async () => {
    const app = await createApp();
    const page = await openStrictPage('panel/linkify.ts');
    const chat = page.addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    const links = () =>
      [...allElements(chat.shadowRoot as ShadowRoot)].filter(({localName}) => localName === 'a').length;
    await sendMessage(chat, 'https://example.com/1');
    expect(messageTexts(chat)).to.deep.equal(['https://example.com/1']);
    expect(links()).to.equal(0);
    await page.breakModules();
    await sendMessage(chat, 'https://example.com/2');
    await until(() => links() === 2, 'both are links');
    expect(page.violations).to.deep.equal([]);
  });

  it('a language: the chat speaks English', async () => {
    const page = await openStrictPage('languages/de.ts');
    const chat = page.addChat({...appAttributes(await createApp()), language: 'de'});
    const errors = recordEvents('webchatruntimeerror', chat);
    await until(() => errors.details.length > 0, 'the error is reported');
    await openChat(chat);
    expect(getPart(chat, 'panel').lang).to.equal('en');
    expect(isDrawn(chat, 'error')).to.be.false;
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
    await page.breakModules();
    chat.open();
    await until(() => getPart(chat, 'panel').lang === 'de', 'it is tried again with the next open()');
  });

  it('a language, while the chat is opened: it opens in English', async () => {
    const page = await openStrictPage('languages/de.ts');
    const chat = page.addChat({...appAttributes(await createApp()), language: 'de'});
    (await shownLauncher(chat)).click();
    await shownPart(chat, 'input');
    expect(getPart(chat, 'panel').lang).to.equal('en');
    expect(notice(chat)).to.be.null;
  });
});
