import {expect} from '@open-wc/testing';
import {emulateMedia} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  parts,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
} from '../support/chat.js';
import {contrast} from '../support/contrast.js';
import {answerAsAgent} from '../support/service.js';

describe('the look', () => {
  let app: TestApp;
  let pageStyles: CSSStyleSheet | undefined;

  before(async () => {
    app = await createApp();
  });

  afterEach(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== pageStyles);
    document.documentElement.style.removeProperty('color-scheme');
  });

  /** A custom property in the page's stylesheet. */
  function stylePage(rules: string): void {
    pageStyles = new CSSStyleSheet();
    pageStyles.replaceSync(rules);
    document.adoptedStyleSheets.push(pageStyles);
  }

  const styleOf = (chat: HelpshiftChat, part: string): CSSStyleDeclaration => getComputedStyle(getPart(chat, part));

  /** A chat with a message of the user and one of an agent. */
  async function chatWithMessages(): Promise<HelpshiftChat> {
    const own = await createApp();
    const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
    await openChat(chat);
    await sendMessage(chat, 'hello');
    const [conversation] = await conversationsOf(own);
    await answerAsAgent(conversation?.id ?? '', 'hello!');
    await until(() => parts(chat, 'message-agent').length === 1, 'the answer is shown');
    return chat;
  }

  it('uses every custom property of the page', async () => {
    stylePage(`helpshift-chat {
      --helpshift-chat-accent: rgb(1, 2, 3);
      --helpshift-chat-on-accent: rgb(4, 5, 6);
      --helpshift-chat-offset-x: 31px;
      --helpshift-chat-offset-y: 41px;
      --helpshift-chat-z-index: 59;
      --helpshift-chat-font: monospace;
      --helpshift-chat-radius: 7px;
      --helpshift-chat-panel-width: 323px;
      --helpshift-chat-panel-height: 333px;
      --helpshift-chat-surface: rgb(10, 11, 12);
      --helpshift-chat-surface-agent: rgb(20, 21, 22);
      --helpshift-chat-text: rgb(230, 231, 232);
      --helpshift-chat-text-muted: rgb(240, 241, 242);
      --helpshift-chat-border: rgb(50, 51, 52);
    }`);
    const chat = await chatWithMessages();
    const launcher = await shownLauncher(chat);
    expect(contrast(getComputedStyle(launcher).backgroundColor, 'rgb(1, 2, 3)')).to.equal(1);
    expect(getComputedStyle(launcher).color).to.equal('rgb(4, 5, 6)');
    const box = launcher.getBoundingClientRect();
    expect([innerWidth - box.right, innerHeight - box.bottom]).to.deep.equal([31, 41]);
    expect(getComputedStyle(launcher).zIndex).to.equal('59');
    const panel = styleOf(chat, 'panel');
    expect(panel.zIndex).to.equal('59');
    expect([panel.fontFamily, panel.borderRadius, panel.width, panel.height]).to.deep.equal([
      'monospace',
      '7px',
      '323px',
      '333px',
    ]);
    expect(panel.backgroundColor).to.equal('rgb(10, 11, 12)');
    expect(panel.color).to.equal('rgb(230, 231, 232)');
    expect(panel.borderTopColor).to.equal('rgb(50, 51, 52)');
    expect(contrast(styleOf(chat, 'message-user').backgroundColor, 'rgb(1, 2, 3)')).to.equal(1);
    expect(styleOf(chat, 'message-agent').backgroundColor).to.equal('rgb(20, 21, 22)');
    expect(styleOf(chat, 'close-button').color).to.equal('rgb(240, 241, 242)');
  });

  it('allows two chats to look different', async () => {
    const [one, two] = [addChat(appAttributes(app)), addChat(appAttributes(app))];
    one.style.setProperty('--helpshift-chat-accent', 'rgb(1, 2, 3)');
    await Promise.all([shownLauncher(one), shownLauncher(two)]);
    expect(contrast(styleOf(one, 'launcher').backgroundColor, 'rgb(1, 2, 3)')).to.equal(1);
    expect(contrast(styleOf(two, 'launcher').backgroundColor, 'rgb(1, 2, 3)')).to.be.above(2);
  });

  const seenInConversation = [
    'launcher',
    'panel',
    'header',
    'close-button',
    'messages',
    'message',
    'message-user',
    'message-agent',
    'composer',
    'input',
    'send-button',
  ];

  it('lets the page style every part of a conversation', async () => {
    stylePage(
      seenInConversation
        .map((part, index) => `helpshift-chat::part(${part}) { outline: ${index + 1}px solid red !important; }`)
        .join('\n'),
    );
    const chat = await chatWithMessages();
    for (const [index, part] of seenInConversation.entries()) {
      const widths = parts(chat, part).map((element) => getComputedStyle(element).outlineWidth);
      // A message has two parts; the later rule wins.
      const expected = part === 'message' ? ['7px', '8px'] : [`${index + 1}px`];
      expect(widths, part).to.deep.equal(expected);
    }
  });

  it('lets the page style the error', async () => {
    stylePage('helpshift-chat::part(error) { letter-spacing: 3px; }');
    const chat = addChat({...appAttributes(app), 'user-id': 'nobody'});
    chat.open();
    expect(getComputedStyle(await shownPart(chat, 'error')).letterSpacing).to.equal('3px');
  });

  it('lets the page style the badge and the preview', async () => {
    stylePage('helpshift-chat::part(badge), helpshift-chat::part(preview) { letter-spacing: 3px; }');
    const own = await createApp();
    const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
    await openChat(chat);
    await sendMessage(chat, 'hello');
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is gone');
    const [conversation] = await conversationsOf(own);
    await answerAsAgent(conversation?.id ?? '', 'hello!');
    expect(getComputedStyle(await shownPart(chat, 'badge')).letterSpacing).to.equal('3px');
    expect(getComputedStyle(await shownPart(chat, 'preview')).letterSpacing).to.equal('3px');
  });

  it('is not touched by the styles of the page', async () => {
    stylePage('button, textarea, p, h2, dialog { display: none !important; color: red !important; }');
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    await openChat(chat);
    expect(styleOf(chat, 'input').color).not.to.equal('rgb(255, 0, 0)');
  });

  it('does not touch the page', async () => {
    const {margin, overflow, fontFamily} = getComputedStyle(document.body);
    const before = document.body.getBoundingClientRect().height;
    const chat = addChat(appAttributes(app));
    await openChat(chat);
    const after = getComputedStyle(document.body);
    expect([after.margin, after.overflow, after.fontFamily]).to.deep.equal([margin, overflow, fontFamily]);
    expect(document.body.getBoundingClientRect().height, 'it takes no room in the page').to.equal(before);
  });

  describe('light and dark', () => {
    afterEach(() => emulateMedia({colorScheme: 'light'}));

    const brightness = (color: string): number =>
      (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, value) => sum + Number(value), 0) / 3;

    async function surface(): Promise<{background: number; text: number}> {
      const chat = addChat(appAttributes(app));
      await openChat(chat);
      const {backgroundColor, color} = styleOf(chat, 'panel');
      chat.remove();
      return {background: brightness(backgroundColor), text: brightness(color)};
    }

    it('follow the color-scheme of the page', async () => {
      document.documentElement.style.setProperty('color-scheme', 'dark');
      const dark = await surface();
      expect(dark.background).to.be.below(60);
      expect(dark.text).to.be.above(200);
      document.documentElement.style.setProperty('color-scheme', 'light');
      const light = await surface();
      expect(light.background).to.be.above(200);
      expect(light.text).to.be.below(60);
    });

    it('follow the system when the page does', async () => {
      document.documentElement.style.setProperty('color-scheme', 'light dark');
      await emulateMedia({colorScheme: 'dark'});
      expect((await surface()).background).to.be.below(60);
      await emulateMedia({colorScheme: 'light'});
      expect((await surface()).background).to.be.above(200);
    });

    it('stay light on a page without a dark scheme', async () => {
      await emulateMedia({colorScheme: 'dark'});
      expect((await surface()).background).to.be.above(200);
    });
  });
});
