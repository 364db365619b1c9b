import type {Browser, BrowserContextOptions, Locator} from 'playwright-core';
import {WatchedPage} from './e2e-page.js';

/** The inbox in its own browser, used as an agent uses it. */
export class Inbox extends WatchedPage {
  static async open(browser: Browser, serviceUrl: string, options: BrowserContextOptions = {}): Promise<Inbox> {
    const context = await browser.newContext({locale: 'en-US', ...options});
    const inbox = new Inbox(await WatchedPage.newPage(context));
    await inbox.page.goto(`${serviceUrl}/inbox`);
    return inbox;
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', {name: 'Log in'}).click();
    await this.list.waitFor();
  }

  /** Opens another tab in the same browser, on the same page unless there is an address. */
  async openTab(address = this.page.url()): Promise<Inbox> {
    const tab = new Inbox(await WatchedPage.newPage(this.context));
    await tab.page.goto(address);
    return tab;
  }

  /** The pane with the list of conversations. */
  get list(): Locator {
    return this.page.getByRole('region', {name: 'Conversations'});
  }

  /** The row of the conversation with this newest message. */
  line(preview: string): Locator {
    return this.list.getByRole('link').filter({hasText: preview});
  }

  /** The pane with the open conversation. */
  get conversation(): Locator {
    return this.page.locator('hs-conversation');
  }

  get answerInput(): Locator {
    return this.conversation.getByRole('textbox', {name: 'Your answer'});
  }

  async openConversation(preview: string): Promise<void> {
    await this.line(preview).click();
    await this.conversation.getByRole('log', {name: 'Messages'}).getByText(preview).waitFor();
  }

  /** Types and presses Enter. Does not wait for the service to store the message. */
  async answer(text: string): Promise<void> {
    await this.answerInput.fill(text);
    await this.answerInput.press('Enter');
  }

  async resolve(): Promise<void> {
    await this.conversation.getByRole('button', {name: 'Resolve'}).click();
    await this.conversation.getByText('This conversation is resolved.').waitFor();
  }

  /** Writes a note and presses Enter. Does not wait for the service to store it. */
  async note(text: string): Promise<void> {
    await this.conversation.getByRole('radio', {name: 'Note'}).check();
    const input = this.conversation.getByRole('textbox', {name: 'Your note'});
    await input.fill(text);
    await input.press('Enter');
  }

  /** The messages on screen, from top to bottom, as `user: Hello`, `agent: Hello` or `note: Hello`. */
  messages(): Promise<string[]> {
    return this.conversation.locator('.message').evaluateAll((messages) =>
      messages.map((message) => {
        const classes = message.closest('.group')?.classList;
        const kind = ['note', 'agent'].find((name) => classes?.contains(name)) ?? 'user';
        return `${kind}: ${message.textContent}`;
      }),
    );
  }

  /** The details of the conversation's user: heading, `mark` where the heading has one, and facts with their marks by label. */
  async user(): Promise<Record<string, string>> {
    const {conversation} = this;
    const facts = await conversation.locator('hs-user-details').evaluate((details) =>
      [...(details.shadowRoot?.querySelectorAll('dt') ?? [])].map((term) => {
        const fact = term.nextElementSibling;
        const mark = fact?.querySelector('hs-identity-badge')?.shadowRoot?.querySelector('.badge');
        const texts = [fact?.textContent, mark?.textContent].map((text) => text?.trim());
        return [term.textContent, texts.filter(Boolean).join(', ')];
      }),
    );
    const name = await conversation.getByRole('heading', {level: 2}).innerText();
    const [mark] = await conversation.locator('.who .badge').allInnerTexts();
    return {...(Object.fromEntries(facts) as Record<string, string>), name, ...(mark && {mark: mark.trim()})};
  }
}
