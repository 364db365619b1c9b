import {createUserAuthToken} from 'helpshift-chat/token';
import type {Browser, Locator, Page} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {createApp, type TestApp} from '../test/support/e2e-app.js';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
import {servePages} from './page-server.js';
import {measureInTurns, printTable} from './statistics.js';

const MESSAGES = 100;
const ROUNDS = 8;
const BUBBLES = 30;

/** A way to send a hundred messages. */
interface Way {
  readonly name: string;
  readonly isOffline: boolean;
}

/** A page, with or without a place that outlives it. */
interface Storage {
  readonly name: string;
  readonly isKept: boolean;
}

/**
 * What it takes to write a hundred messages without a network and to send them then, beside a hundred sends with a network; and from the
 * press of a key to the message on the screen, with and without an outbox that keeps it.
 */
export async function benchOutbox(): Promise<boolean> {
  const port = await findServerPort();
  const service = await startService({demo: false, env: {PUBLIC_URL: `http://localhost:${port}`}});
  const app = await createApp(service.environment, {origins: ['*']});
  const users = Array.from({length: 2 * (ROUNDS + 1) + 2}, (_, index) => `user-${index}`);
  const tags = await Promise.all(users.map((userId) => tagOf(app, service.url, userId)));
  const server = await servePages(port, tags);
  const browser = await launchBrowser();
  let next = 0;
  // Each measurement has a user of its own: a long conversation would make the later ones slower.
  const address = (): string => `${server.origin}/${next++}`;

  const ways: Way[] = [
    {name: `${MESSAGES} messages, written with a network`, isOffline: false},
    {name: `${MESSAGES} messages, written without, and sent then`, isOffline: true},
  ];
  const samples = await measureInTurns(ROUNDS, ways, (way) => timeOfSending(browser, address(), way));
  const [online, offline] = samples;
  if (!online || !offline) throw new Error('both ways were measured');
  printTable(`A hundred messages, ${ROUNDS} rounds, median (middle half)`, 'ms', [
    {series: online},
    {series: offline, to: online},
  ]);

  const storages: Storage[] = [
    {name: 'kept nowhere', isKept: false},
    {name: 'kept in the outbox', isKept: true},
  ];
  const bubbles = new Map<string, number[]>();
  for (const storage of storages) bubbles.set(storage.name, await timesToBubble(browser, address(), storage));
  for (const [name, times] of bubbles) {
    const sorted = times.sort((a, b) => a - b);
    console.log(
      `  key press to message on the screen, ${name}: ${sorted[sorted.length >> 1]?.toFixed(1)} ms (median of ${BUBBLES})`,
    );
  }
  await browser.close();
  server.close();
  await service.stop();
  return true;
}

async function tagOf(app: TestApp, serviceUrl: string, userId: string): Promise<string> {
  const token = await createUserAuthToken({secret: app.secret, userId});
  return `<script type="module" src="/helpshift-chat.js"></script>
    <helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${serviceUrl}"
      user-id="${userId}" user-auth-token="${token}"></helpshift-chat>`;
}

async function withChat<T>(
  browser: Browser,
  address: string,
  use: (page: Page, input: Locator) => Promise<T>,
  isKept = true,
): Promise<T> {
  const page = await browser.newPage();
  try {
    if (!isKept)
      await page.addInitScript(() =>
        Object.defineProperty(indexedDB, 'open', {
          value: () => {
            throw new Error('blocked');
          },
        }),
      );
    await page.goto(address);
    await page.getByRole('button', {name: /^Open chat/}).click();
    const input = page.getByRole('textbox');
    await input.waitFor();
    return await use(page, input);
  } finally {
    await page.close();
  }
}

function timeOfSending(browser: Browser, address: string, {isOffline}: Way): Promise<number> {
  return withChat(browser, address, async (page, input) => {
    if (isOffline) await page.context().setOffline(true);
    const began = performance.now();
    const stored = page.evaluate(
      (count) =>
        new Promise<void>((resolve) => {
          let left = count;
          document.addEventListener('messageadd', () => --left || resolve());
        }),
      MESSAGES,
    );
    await input.evaluate(writeAll, MESSAGES);
    if (isOffline) await page.context().setOffline(false);
    await stored;
    return performance.now() - began;
  });
}

/** Runs in the page: writes as fast as the input takes it. */
async function writeAll(input: Element, count: number): Promise<void> {
  const field = input as HTMLTextAreaElement;
  for (let index = 0; index < count; index++) {
    field.value = `Message ${index}`;
    field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
    field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true}));
    while (field.value) await new Promise((resolve) => setTimeout(resolve));
  }
}

function timesToBubble(browser: Browser, address: string, {isKept}: Storage): Promise<number[]> {
  return withChat(
    browser,
    address,
    async (page, input) => {
      const list = await page.getByRole('log').elementHandle();
      return input.evaluate(
        async (input, {list, count}) => {
          const field = input as HTMLTextAreaElement;
          const times: number[] = [];
          for (let index = 0; index < count; index++) {
            const text = `Bubble ${index}`;
            field.value = text;
            field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
            const shown = new Promise<void>((resolve) => {
              const observer = new MutationObserver(() => {
                if (!list?.textContent?.includes(text)) return;
                observer.disconnect();
                resolve();
              });
              if (list) observer.observe(list, {childList: true, subtree: true, characterData: true});
            });
            const began = performance.now();
            field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true}));
            await shown;
            times.push(performance.now() - began);
            while (field.value) await new Promise((resolve) => setTimeout(resolve));
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return times;
        },
        {list, count: BUBBLES},
      );
    },
    isKept,
  );
}
