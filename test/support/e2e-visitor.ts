import assert from 'node:assert/strict';
import type {Browser, BrowserContext, BrowserContextOptions, Locator} from 'playwright-core';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import type {ChatUser} from './e2e-app.js';
import {eventually} from './e2e-eventually.js';
import {WatchedPage} from './e2e-page.js';

/** The chat on a page in its own browser, used as a user uses it. */
export class Visitor extends WatchedPage {
  /** @param prepare - Called before the page opens. */
  static async open(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
    prepare?: (context: BrowserContext) => Promise<unknown>,
  ): Promise<Visitor> {
    const context = await browser.newContext({locale: 'en-US', ...options});
    await prepare?.(context);
    return Visitor.openIn(context, address);
  }

  /** Opens a page in a browser that the test has started. */
  static async openIn(context: BrowserContext, address: string): Promise<Visitor> {
    const visitor = new Visitor(await WatchedPage.newPage(context));
    await visitor.page.goto(address);
    return visitor;
  }

  /** Another tab of the same browser. */
  async openTab(address: string): Promise<Visitor> {
    const visitor = new Visitor(await this.context.newPage());
    await visitor.page.goto(address);
    return visitor;
  }

  /** The same, opened by the page itself. */
  async openTabByPage(address: string): Promise<Visitor> {
    const opening = this.context.waitForEvent('page');
    await this.page.evaluate((url) => void window.open(url), address);
    return new Visitor(await opening);
  }

  get chat(): Locator {
    return this.page.locator('helpshift-chat');
  }

  /** The launcher, with any label. */
  get launcherButton(): Locator {
    return this.chat.locator('[part~="launcher"]');
  }

  get badge(): Locator {
    return this.chat.locator('[part~="badge"]');
  }

  get panel(): Locator {
    return this.page.getByRole('dialog', {name: 'Chat with us'});
  }

  get input(): Locator {
    return this.panel.getByRole('textbox', {name: 'Your message'});
  }

  /** Opens the chat, unless it was open on the page before. Waits until its input is ready and its messages are drawn. */
  async openChat(): Promise<void> {
    const button = this.page.getByRole('button', {name: 'Open chat'});
    await button.or(this.input).first().waitFor();
    // The element itself opens it, or takes the note away.
    await this.page
      .waitForFunction(() => {
        try {
          if (!sessionStorage.getItem('helpshift-chat')) return true;
        } catch {
          return true; // Storage is blocked.
        }
        return document.querySelector('helpshift-chat')?.shadowRoot?.querySelector('hs-panel');
      })
      .catch(() => {}); // The page was left meanwhile.
    if (!(await this.input.isVisible()) && (await button.isVisible())) await button.click();
    await this.input.waitFor();
    await this.panel.locator('[part~="messages"]:not([aria-live])').waitFor();
  }

  /** Closes the chat with the button in the panel: on a small screen the panel covers the launcher. */
  async closeChat(): Promise<void> {
    await this.panel.getByRole('button', {name: 'Close chat'}).click();
    await this.panel.waitFor({state: 'hidden'});
  }

  /** Types and presses Enter. Waits until the browser keeps the message, and not for the service to store it. */
  async write(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
    await eventually(async () => assert.notEqual(await this.input.inputValue(), text));
  }

  /** The messages on screen, from top to bottom, as `user: Hello` or `agent: Hello`. */
  messages(): Promise<string[]> {
    return this.panel
      .locator('[part~="message"]')
      .evaluateAll((messages) =>
        messages.map(
          (message) => `${message.part.contains('message-user') ? 'user' : 'agent'}: ${message.textContent}`,
        ),
      );
  }

  identityState(): Promise<string> {
    return this.chat.evaluate((chat: HelpshiftChat) => chat.identityState);
  }

  unreadCount(): Promise<number> {
    return this.chat.evaluate((chat: HelpshiftChat) => chat.unreadCount);
  }

  /** Names another user as the page does: attributes that are not given are removed. */
  async setUser(user: ChatUser): Promise<void> {
    await this.chat.evaluate((chat, attributes) => {
      for (const name of ['user-id', 'user-email', 'user-name', 'user-auth-token'] as const) {
        const value = attributes[name];
        if (value === undefined) chat.removeAttribute(name);
        else chat.setAttribute(name, value);
      }
    }, user);
  }

  /** Calls `open()` as the page does. */
  async callOpen(): Promise<void> {
    await this.chat.evaluate((chat: HelpshiftChat) => chat.open());
  }
}
