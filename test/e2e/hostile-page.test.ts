import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {isFocused, lookOf} from '../support/e2e-look.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Styles for all elements of a page, and inherited styles. */
const HOSTILE_STYLES = `
  html { font-size: 62.5%; writing-mode: vertical-rl; }
  body {
    text-transform: uppercase; letter-spacing: .2em; text-indent: 2em; word-spacing: 1em; line-height: 4;
    user-select: none; -webkit-user-select: none; -webkit-text-fill-color: red; -webkit-text-stroke: 2px blue;
    -webkit-text-security: disc; text-shadow: 1px 1px 2px red; font: italic small-caps bold 40px/3 fantasy;
    cursor: none; visibility: hidden; pointer-events: none; white-space: nowrap; word-break: break-all;
    hyphens: auto; text-align: right; quotes: none; caret-color: transparent; -webkit-text-size-adjust: 200%;
    tab-size: 20; stroke: red; text-decoration: underline;
  }
  * {
    box-sizing: content-box; margin: 7px !important; padding: 9px !important; opacity: .5 !important;
    transition: all 3s !important; animation: shake 3s infinite !important; transform: rotate(3deg);
    float: left; filter: blur(2px); clip-path: circle(2px); max-width: 10px !important; overflow: hidden;
    letter-spacing: 3px !important; text-transform: uppercase !important; visibility: hidden !important;
    contain: strict; z-index: -1 !important;
  }
  @keyframes shake { to { translate: 50px; } }
  html, body { transform: none; filter: none; clip-path: none; contain: none; opacity: 1 !important;
    overflow: visible; margin: 0 !important; padding: 0 !important; max-width: none !important; float: none;
    animation: none !important; }
  body * { all: unset; display: none !important; position: static !important; }
`;

describe('on a page with careless scripts and styles, the chat', () => {
  const system = useSystem();

  const visit = (content: string): Promise<Visitor> => system().visitor({policy: '', content});

  describe('with shortcuts of one letter', () => {
    const page = `<input id="search"><script>
      window.seen = '';
      for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, (event) => {
        window.seen += event.key;
        if (event.key === '/') search.focus();
        if (event.key !== 'Tab') event.preventDefault();
      });
    </script>`;

    it('only the chat gets the typed text, and Escape closes it', async () => {
      const visitor = await visit(page);
      await visitor.openChat();
      await visitor.input.click();
      await visitor.page.keyboard.type('is this ok/');
      assert.equal(await visitor.input.inputValue(), 'is this ok/');
      await visitor.page.keyboard.press('Escape');
      await visitor.panel.waitFor({state: 'hidden'});
      assert.equal(await visitor.page.evaluate('window.seen'), '');
    });

    it('Enter and Space press the launcher, and the page gets all other keys', async () => {
      const visitor = await visit(page);
      for (const key of ['Enter', 'Space']) {
        await visitor.launcherButton.focus();
        await visitor.page.keyboard.press(key);
        await visitor.panel.waitFor();
        await visitor.closeChat();
      }
      await eventually(async () => assert.ok(await isFocused(visitor.launcherButton)));
      assert.equal(await visitor.page.evaluate('window.seen'), '');
      await visitor.page.keyboard.press('/');
      assert.equal(await visitor.page.evaluate('document.activeElement.id'), 'search');
    });
  });

  describe('with styles for all elements', () => {
    it('it looks the same as elsewhere', async () => {
      const looks = [];
      for (const styles of ['', HOSTILE_STYLES]) {
        const visitor = await visit(`<style>${styles}</style>`);
        await visitor.page.getByRole('button', {name: 'Open chat'}).click();
        await visitor.input.waitFor();
        await visitor.write('How does this look? '.repeat(5));
        await visitor.panel.locator('[part~="message"]').waitFor();
        await eventually(async () => assert.equal(await visitor.panel.getByText('Sending').count(), 0));
        await visitor.input.fill('And this?');
        looks.push(await lookOf(visitor.chat));
      }
      assert.deepEqual(looks[1], looks[0]);
    });

    it("`hidden` and the page's styles for the element apply, and print omits the chat", async () => {
      const visitor = await visit(`<style>${HOSTILE_STYLES} helpshift-chat { color-scheme: dark;
        --helpshift-chat-offset-x: 99px; --helpshift-chat-accent: light-dark(white, black); }</style>`);
      await visitor.openChat();
      const box = await visitor.launcherButton.boundingBox();
      assert.equal(box && box.x + box.width, (visitor.page.viewportSize()?.width ?? 0) - 99);
      const background = () => visitor.launcherButton.evaluate((button) => getComputedStyle(button).backgroundColor);
      // Browsers serialise a computed colour in several ways.
      assert.deepEqual((await background()).match(/[\d.]+/g), ['0', '0', '0']);
      const [panel, launcher] = [visitor.panel, visitor.launcherButton];
      for (const hide of [
        () => visitor.page.emulateMedia({media: 'print'}),
        () => visitor.chat.evaluate((chat) => chat.setAttribute('hidden', '')),
      ]) {
        await hide();
        await Promise.all([panel, launcher].map((part) => part.waitFor({state: 'hidden'})));
        await visitor.page.emulateMedia({media: 'screen'});
        await visitor.chat.evaluate((chat) => chat.removeAttribute('hidden'));
        await Promise.all([panel, launcher].map((part) => part.waitFor()));
      }
    });
  });

  it('it works in right-to-left pages and in the shadow tree of a component', async () => {
    const visitor = await visit(`<x-app></x-app><script>document.documentElement.dir = 'rtl'</script>`);
    await visitor.page.evaluate(`document.querySelector('x-app').attachShadow({mode: 'open'})
      .append(document.querySelector('helpshift-chat'))`);
    await visitor.openChat();
    await visitor.write('From the right.');
    await eventuallyEqual(() => visitor.messages(), ['user: From the right.']);
    await visitor.assertInWindow(visitor.panel);
    await visitor.assertFitsWidth();
    await visitor.closeChat();
    await eventually(async () => assert.ok(await isFocused(visitor.launcherButton)));
  });
});
