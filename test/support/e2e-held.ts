import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';
import {Heap} from './e2e-heap.js';

declare global {
  var countTimers: () => number;
}

/** A script file, because it runs in the page before the page's own scripts. */
const COUNT_TIMERS = fileURLToPath(new URL('e2e-count-timers.js', import.meta.url));

const elementClass = (name: string): string => `customElements.get('${name}')?.prototype`;

/** The objects of our elements, by prototype. */
const OBJECTS = {
  chats: elementClass('helpshift-chat'),
  panels: elementClass('hs-panel'),
  lists: elementClass('hs-message-list'),
  composers: elementClass('hs-composer'),
  sockets: 'WebSocket.prototype',
  channels: 'BroadcastChannel.prototype',
  controllers: 'AbortController.prototype',
  databases: 'IDBDatabase.prototype',
  mediaQueries: 'MediaQueryList.prototype',
};

/** Objects that outlive an element and could hold a reference to it. */
const GLOBALS = ['window', 'document', 'visualViewport'];

/** Counts what a page holds: objects, listeners and timers. Reloads the page to count from the start. */
export class Held {
  readonly #page: Page;
  readonly #heap: Heap;

  private constructor(page: Page, heap: Heap) {
    this.#page = page;
    this.#heap = heap;
  }

  static async by(page: Page): Promise<Held> {
    await page.addInitScript({path: COUNT_TIMERS});
    await page.reload();
    return new Held(page, await Heap.of(page));
  }

  async count(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {timers: await this.#page.evaluate(() => globalThis.countTimers())};
    for (const name of GLOBALS) counts[`listeners of ${name}`] = await this.#heap.listeners(name);
    for (const [name, prototype] of Object.entries(OBJECTS)) counts[name] = await this.#heap.count(prototype);
    return counts;
  }
}
