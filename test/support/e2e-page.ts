import assert from 'node:assert/strict';
import {fileURLToPath} from 'node:url';
import type {BrowserContext, Locator, Page} from 'playwright-core';
import {eventually} from './e2e-eventually.js';

/** A script file, because it runs in the page before the page's own scripts. */
const RECORD_SCRIPT = fileURLToPath(new URL('e2e-record.js', import.meta.url));

/** An event of the chat, seen by a listener of the page. */
export interface SeenEvent {
  readonly name: string;
  readonly detail: unknown;
}

/**
 * A page, with a record of its errors and chat events. The record starts before the page loads and survives reloads.
 */
export class WatchedPage {
  /** Errors, warnings, exceptions, and violations of the page's policy. */
  readonly complaints: string[] = [];
  readonly events: SeenEvent[] = [];
  /** True for each time a launcher became visible, false for each time it disappeared. */
  readonly launcher: boolean[] = [];
  readonly page: Page;
  readonly #expected: RegExp[] = [];

  protected constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      const [, kind, value] = /^e2e (\w+) (.*)$/s.exec(message.text()) ?? [];
      if (kind !== undefined && value !== undefined) this.#record(kind, JSON.parse(value));
      else if (['error', 'warning'].includes(message.type())) {
        this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
  }

  protected static async newPage(context: BrowserContext): Promise<Page> {
    context.setDefaultTimeout(30_000);
    await context.addInitScript({path: RECORD_SCRIPT});
    return context.newPage();
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Allows complaints that fit these patterns. Any other complaint fails the test. */
  expectComplaints(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Throws when there is an unexpected complaint. */
  assertContent(): void {
    const unexpected = this.complaints.filter(
      (complaint) => !this.#expected.some((pattern) => pattern.test(complaint)),
    );
    assert.deepEqual(unexpected, [], 'a page complained');
  }

  eventsNamed(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map(({detail}) => detail);
  }

  /** Asserts that the page has no horizontal overflow. */
  async assertFitsWidth(): Promise<void> {
    const overhang = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overhang <= 0, `${overhang} px hang over the side`);
  }

  /** Asserts that the part is fully in the window, without scrolling, after it has stopped moving. */
  async assertInWindow(part: Locator): Promise<void> {
    const {width, height} = this.page.viewportSize() ?? assert.fail('the window has no size');
    await eventually(async () => {
      const box = (await part.boundingBox()) ?? assert.fail('it is not shown');
      assert.ok(box.x >= 0 && box.y >= 0, 'it begins in the window');
      assert.ok(box.x + box.width <= width && box.y + box.height <= height, 'it ends in the window');
    });
  }

  /** Takes the network away: no request goes out, no answer comes in. */
  async loseNetwork(): Promise<void> {
    await this.context.setOffline(true);
    await eventually(async () => assert.equal(await this.page.evaluate(() => navigator.onLine), false));
  }

  async regainNetwork(): Promise<void> {
    await this.context.setOffline(false);
  }

  /** Lets each request of the page take a second. */
  async slowNetwork(): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    const conditions = {offline: false, latency: 1000, downloadThroughput: -1, uploadThroughput: -1};
    await session.send('Network.emulateNetworkConditions', conditions);
  }

  /** Holds these requests in the browser until the returned function is called. */
  async holdRequests(method: string, address: string): Promise<() => void> {
    let letGo = (): void => {};
    const mayGo = new Promise<void>((resolve) => (letGo = resolve));
    await this.page.route(address, async (route) => {
      if (route.request().method() === method) await mayGo;
      await route.continue();
    });
    return letGo;
  }

  #record(kind: string, value: unknown): void {
    if (kind === 'event') this.events.push(value as SeenEvent);
    else if (kind === 'launcher') this.launcher.push(value as boolean);
    else this.complaints.push(`violation: ${String(value)}`);
  }
}
