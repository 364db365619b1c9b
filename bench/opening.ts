import {createUserAuthToken} from 'helpshift-chat/token';
import type {Browser, Page} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {ApiSession} from '../test/support/e2e-api.js';
import {createApp, lengthenConversation, type TestApp} from '../test/support/e2e-app.js';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
import {servePages} from './page-server.js';
import {measureInTurns, printTable} from './statistics.js';
import {startTracing, stopTracing} from './tracing.js';

const LENGTHS = [100, 1000, 10_000];
const ROUNDS = 6;
const SLOWDOWNS = [1, 4];

/** Long enough for all that an opened panel draws and loads. */
const WATCH_MS = 2000;

interface Conversation {
  readonly name: string;
  readonly address: string;
  /** The user's session, to write as in another browser. */
  readonly session: ApiSession;
}

/**
 * What it costs to open a conversation, and one more message in it, with 100, 1,000 and 10,000 entries: requests and bytes
 * from the service, and the main thread's processor time.
 */
export async function benchOpening(): Promise<void> {
  const port = await findServerPort();
  const service = await startService({demo: false, env: {PUBLIC_URL: `http://localhost:${port}`}});
  const app = await createApp(service.environment, {origins: ['*']});
  const tags = await Promise.all(LENGTHS.map((length) => tagOf(app, service.url, length)));
  const server = await servePages(port, tags);
  const conversations: Conversation[] = [];
  for (const [index, length] of LENGTHS.entries()) {
    const userId = `user-${length}`;
    const userAuthToken = await createUserAuthToken({secret: app.secret, userId});
    const session = await ApiSession.claim(service.url, app, {'user-id': userId, 'user-auth-token': userAuthToken});
    await session.send('The beginning.');
    const [conversation] = await session.conversations();
    if (!conversation) throw new Error('a sent message has a conversation');
    await lengthenConversation(service.environment, conversation.id, length);
    conversations.push({name: `${length} entries`, address: `${server.origin}/${index}`, session});
  }

  const browser = await launchBrowser();
  for (const {name, address} of conversations) {
    const page = await browser.newPage();
    const answers: number[] = [];
    page.on('response', async (response) => {
      if (response.url().endsWith('/v1/sync')) answers.push((await response.body()).byteLength);
    });
    await load(page, address, 1);
    await open(page);
    const nodes = await page.getByRole('log').evaluate((log) => log.querySelectorAll('*').length);
    console.log(`  ${name}: ${answers.length} syncs, ${answers.reduce((a, b) => a + b, 0)} bytes, ${nodes} nodes`);
    await page.close();
  }
  for (const slowdown of SLOWDOWNS) {
    for (const [what, measure] of [
      ['opening', costOfOpening],
      ['one more message', costOfMessage],
    ] as const) {
      const samples = await measureInTurns(ROUNDS, conversations, (one) => measure(browser, one, slowdown));
      const [first] = samples;
      printTable(
        `Main thread: ${what}, ${slowdown} × slowdown, ${ROUNDS} rounds, median (middle half)`,
        'ms',
        samples.map((series) => ({series, ...(first && series !== first && {to: first})})),
      );
    }
  }
  await browser.close();
  server.close();
  await service.stop();
}

async function tagOf(app: TestApp, serviceUrl: string, length: number): Promise<string> {
  const userId = `user-${length}`;
  const token = await createUserAuthToken({secret: app.secret, userId});
  return `<script type="module" src="/helpshift-chat.js"></script>
    <helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${serviceUrl}"
      user-id="${userId}" user-auth-token="${token}"></helpshift-chat>`;
}

async function load(page: Page, address: string, slowdown: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', {rate: slowdown});
  await page.goto(address);
  await page.getByRole('button', {name: /^Open chat/}).waitFor();
  await waitForWork();
}

async function open(page: Page): Promise<void> {
  await page.getByRole('button', {name: /^Open chat/}).click();
  await page.getByRole('textbox').waitFor();
  await waitForWork();
}

async function costOfOpening(browser: Browser, {address}: Conversation, slowdown: number): Promise<number> {
  return inPage(browser, async (page) => {
    await load(page, address, slowdown);
    await startTracing(browser, page);
    await open(page);
    return report(await stopTracing(browser));
  });
}

async function costOfMessage(browser: Browser, {address, session}: Conversation, slowdown: number): Promise<number> {
  return inPage(browser, async (page) => {
    await load(page, address, slowdown);
    await open(page);
    await startTracing(browser, page);
    const text = `One more at ${Date.now()}`;
    await session.send(text);
    await page.getByText(text).waitFor();
    await waitForWork();
    return report(await stopTracing(browser));
  });
}

/** The sum of the tasks. Says when one was long. */
function report(tasks: readonly number[]): number {
  const longest = Math.max(0, ...tasks);
  if (longest > 50) console.log(`  a task of ${longest.toFixed(0)} ms`);
  return tasks.reduce((sum, task) => sum + task, 0);
}

async function inPage<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

const waitForWork = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WATCH_MS));
