import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';
import {Heap} from './e2e-heap.js';

declare global {
  var countTimers: () => number;
}

/** A file and not a function: it has to run in a page as it is. */
const COUNT_TIMERS = fileURLToPath(new URL('e2e-count-timers.js', import.meta.url));

const elementClass = (name: string): string => `customElements.get('${name}')?.prototype`;

/** What an element of ours is made of, by its prototype. */
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

/** What outlives an element, and could keep it. */
const GLOBALS = ['window', 'document', 'visualViewport'];

/** What a page holds on to: objects, listeners and timers. It is loaded again, to be watched from its beginning. */
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
