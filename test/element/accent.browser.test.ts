import {expect} from '@open-wc/testing';
import {appAttributes, createApp} from '../support/apps.js';
import {
  addChat,
  allElements,
  getInput,
  getPart,
  getSendButton,
  type HelpshiftChat,
  openChat,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../support/chat.js';
import {contrast} from '../support/contrast.js';

const READABLE = 4.5;
const VISIBLE = 3;

const ACCENTS = [
  ...['#ffd400', '#fff', '#000', '#767676', '#777', '#808080', '#bbb', '#333', '#f7f7f7', '#101010'],
  ...['red', 'lime', 'blue', 'yellow', 'cyan', 'magenta', 'rebeccapurple', 'tomato', 'teal', 'hotpink'],
  ...['#ffd1dc', '#c1f0c1', '#e0e7ff', 'rgb(52 80 212 / 50%)', '#0008', '#ffffff80', 'transparent'],
  ...['oklch(70% 0.3 150)', 'oklch(45% 0.31 264)', 'color(display-p3 0 1 0)', 'hsl(210 80% 50%)'],
  ...['color-mix(in srgb, gold 60%, white)', 'light-dark(#ffd400, #003)', 'lab(50% 60 -60)'],
];

const NO_ACCENTS = ['#12', 'banana', '', ' ', 'url(x)', 'inherit', 'initial', '12px', 'currentcolor'];

const SURFACES = ['', '#fff', '#000', '#f5f0e6', '#0b2540', '#5a1010', '#cdd'];

describe("a brand's accent colour", () => {
  let chat: HelpshiftChat;

  afterEach(() => {
    document.documentElement.removeAttribute('style');
  });

  const styleOf = (part: string): CSSStyleDeclaration => getComputedStyle(getPart(chat, part));

  /** Asserts enough contrast between the text and the accent colour. */
  function expectReadable(elements: readonly Element[], what: string): void {
    for (const element of elements) {
      const {color, backgroundColor} = getComputedStyle(element);
      const message = `${what}: ${element.part.value || element.className}: ${color} on ${backgroundColor}`;
      expect(contrast(color, backgroundColor), message).to.be.at.least(READABLE);
    }
  }

  function expectLauncherOnEveryPage(what: string): void {
    const {backgroundColor, borderTopColor} = styleOf('launcher');
    for (const page of ['#fff', '#000']) {
      const seen = Math.max(contrast(backgroundColor, page), contrast(borderTopColor, page));
      expect(seen, `${what}: launcher on ${page}`).to.be.at.least(VISIBLE);
    }
  }

  function expectRing(element: HTMLElement, grounds: readonly string[], what: string): void {
    element.focus();
    expect(element.matches(':focus-visible'), 'it has a ring').to.be.true;
    const {outlineColor, outlineStyle} = getComputedStyle(element);
    expect(outlineStyle).to.equal('solid');
    for (const ground of grounds) {
      const message = `${what}: ${element.part.value || element.localName}: ${outlineColor} on ${ground}`;
      expect(contrast(outlineColor, ground), message).to.be.at.least(VISIBLE);
    }
  }

  function setAccent(value: string): void {
    chat.style.setProperty('--helpshift-chat-accent', value);
  }

  async function openConversation(): Promise<void> {
    chat = addChat(appAttributes(await createApp()));
    await openChat(chat);
    await sendMessage(chat, 'hello https://example.com/');
    await write(chat, 'more');
  }

  for (const scheme of ['light', 'dark']) {
    it(`is readable and leaves focus rings visible, for any value: ${scheme}`, async () => {
      document.documentElement.style.setProperty('color-scheme', scheme);
      await openConversation();
      for (const accent of [...ACCENTS, ...NO_ACCENTS]) {
        setAccent(accent);
        const what = `"${accent}" ${scheme}`;
        expectReadable([getPart(chat, 'launcher'), getPart(chat, 'message-user'), getSendButton(chat)], what);
        expectLauncherOnEveryPage(what);
        const panel = styleOf('panel').backgroundColor;
        expectRing(getPart(chat, 'close-button'), [panel, styleOf('input').backgroundColor], what);
        expectRing(getInput(chat), [panel, styleOf('input').backgroundColor], what);
        expectRing(getSendButton(chat), [panel], what);
      }
    });

    it(`leaves focus rings visible on a panel of any colour: ${scheme}`, async () => {
      document.documentElement.style.setProperty('color-scheme', scheme);
      await openConversation();
      for (const surface of SURFACES) {
        if (surface) chat.style.setProperty('--helpshift-chat-surface', surface);
        for (const accent of ACCENTS) {
          setAccent(accent);
          expectRing(getSendButton(chat), [styleOf('panel').backgroundColor], `"${accent}" on "${surface}" ${scheme}`);
        }
      }
    });
  }

  it('is readable on the button of the Identity Bot', async () => {
    chat = addChat(appAttributes(await createApp({asksFor: ['name']})));
    chat.open();
    await shownPart(chat, 'panel');
    const button = (): Element | undefined =>
      [...allElements(chat.shadowRoot as ShadowRoot)].find(
        (element) => element.textContent.trim() === 'Start the chat',
      );
    await until(button, 'it asks');
    for (const accent of [...ACCENTS, ...NO_ACCENTS]) {
      setAccent(accent);
      expectReadable([button() as Element], `"${accent}"`);
    }
  });

  it('gives the launcher a visible focus ring on any page', async () => {
    chat = addChat(appAttributes(await createApp()));
    const launcher = await shownLauncher(chat);
    launcher.focus();
    expect(launcher.matches(':focus-visible')).to.be.true;
    const {outlineColor, boxShadow} = getComputedStyle(launcher);
    const shadow = /^(?:rgb|color)a?\([^)]*\)/.exec(boxShadow)?.[0] ?? '';
    expect(contrast(outlineColor, shadow)).to.be.at.least(10);
  });

  it('falls back to the default when it is not a colour', async () => {
    chat = addChat(appAttributes(await createApp()));
    await shownLauncher(chat);
    const {backgroundColor} = styleOf('launcher');
    for (const accent of NO_ACCENTS) {
      setAccent(accent);
      expect(contrast(styleOf('launcher').backgroundColor, backgroundColor), accent).to.be.closeTo(1, 0.01);
    }
  });

  it('lets the page set the colour of text on it', async () => {
    chat = addChat(appAttributes(await createApp()));
    await shownLauncher(chat);
    setAccent('#ffd400');
    chat.style.setProperty('--helpshift-chat-on-accent', 'rgb(4, 5, 6)');
    expect(styleOf('launcher').color).to.equal('rgb(4, 5, 6)');
  });
});
