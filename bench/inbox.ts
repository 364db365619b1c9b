import {randomBytes, randomUUID} from 'node:crypto';
import {Agent, request} from 'node:http';
import {json} from 'node:stream/consumers';
import {setTimeout as pause} from 'node:timers/promises';
import type {Browser, Page} from 'playwright-core';
import {startService} from '../test/support/start-service.js';
import {launchBrowser} from '../test/support/browser.js';
import {printTable, quantile, type Series} from './statistics.js';

const ROWS = 200;
const RATES_PER_SECOND = [10, 25, 100];
const SECONDS = 10;
const AGENT = {email: 'agent@example.com', password: 'a password for benchmarks'};

/** What the page has recorded. Times in milliseconds since 1970. */
interface InboxRecord {
  /** When the text of a message came into the list, by the text. */
  readonly shownAt: Map<string, number>;
  readonly longTasks: {readonly startedAt: number; readonly milliseconds: number}[];
}

declare global {
  interface Window {
    inboxRecord: InboxRecord;
  }
}

interface Writer {
  /** Resolves when the service has stored the message. */
  send(text: string): Promise<void>;
}

/**
 * The real inbox with 200 conversations, in a real browser beside the real service, while users write at a steady rate:
 * the time from the service's acknowledgement of a message to its text in the list, and the tasks of the page that kept
 * its main thread for more than 50 ms.
 */
export async function benchInbox(): Promise<void> {
  // The service believes the proxy header, so that each user has an address, and so a rate limit, of their own.
  const env = {ADMIN_EMAIL: AGENT.email, ADMIN_PASSWORD: AGENT.password, TRUST_PROXY: '1'};
  const service = await startService({env});
  const agent = new Agent({keepAlive: true, maxSockets: 16});
  const browser = await launchBrowser();
  try {
    const writers: Writer[] = [];
    for (let index = 0; index < ROWS; index++) writers.push(await enterChat(agent, service.url, index));
    for (const [index, writer] of writers.entries()) await writer.send(`The first message of user ${index}`);

    const page = await openInbox(await browser.newPage(), service.url);
    const series: Series[] = [];
    for (const rate of RATES_PER_SECOND) {
      const before = await rendererSeconds(browser);
      const {samples, longTasks, last} = await measure(page, writers, rate);
      const cpuMs = (((await rendererSeconds(browser)) - before) * 1000) / (rate * SECONDS);
      series.push({name: `${rate} messages a second`, samples});
      const longest = Math.max(0, ...longTasks);
      const tasks = `${longTasks.length} long tasks${longest ? `, the longest ${longest.toFixed(0)} ms` : ''}`;
      console.log(
        `  ${rate}/s: ${tasks}; the last message after ${last.toFixed(0)} ms, the slowest ${quantile(samples, 1).toFixed(0)} ms; ` +
          `${cpuMs.toFixed(1)} ms of processor time for each message`,
      );
    }
    printTable(
      `Inbox with ${ROWS} rows: from stored to shown, ${SECONDS} s each, median (middle half)`,
      'ms',
      series.map((one) => ({series: one})),
    );
  } finally {
    agent.destroy();
    await browser.close();
    await service.stop();
  }
}

/** Logs in, and begins to record once the whole list is drawn. */
async function openInbox(page: Page, serviceUrl: string): Promise<Page> {
  await page.goto(`${serviceUrl}/inbox`);
  await page.getByLabel('E-mail').fill(AGENT.email);
  await page.getByLabel('Password').fill(AGENT.password);
  await page.getByRole('button', {name: 'Log in'}).click();
  // Pages follow until the whole list is there.
  const rows = page.locator('hs-conversation-list li');
  const more = page.getByRole('button', {name: 'Show more conversations'});
  await rows.first().waitFor();
  while ((await rows.count()) < ROWS) {
    const count = await rows.count();
    await more.press('Enter');
    await rows.nth(count).waitFor();
  }
  await page.evaluate(() => {
    const record: InboxRecord = {shownAt: new Map(), longTasks: []};
    window.inboxRecord = record;
    const {timeOrigin} = performance;
    new PerformanceObserver((list) => {
      for (const {startTime, duration} of list.getEntries()) {
        record.longTasks.push({startedAt: timeOrigin + startTime, milliseconds: duration});
      }
    }).observe({type: 'longtask'});
    const root = document.querySelector('hs-inbox')?.shadowRoot?.querySelector('hs-conversation-list')?.shadowRoot;
    if (!root) throw new Error('there is no list');
    new MutationObserver((mutations) => {
      for (const node of mutations.flatMap(({addedNodes}) => [...addedNodes])) {
        const text = node.textContent ?? '';
        if (text.startsWith('Message ')) record.shownAt.set(text, timeOrigin + performance.now());
      }
    }).observe(root, {childList: true, subtree: true});
  });
  return page;
}

async function measure(page: Page, writers: readonly Writer[], rate: number) {
  const startedAt = Date.now();
  const storedAt = new Map<string, number>();
  const sends: Promise<void>[] = [];
  let lastText = '';
  for (let count = 0; count < rate * SECONDS; count++) {
    await pause(Math.max(0, startedAt + (count * 1000) / rate - Date.now()));
    const text = (lastText = `Message ${count} at ${rate} a second`);
    const writer = writers[count % writers.length] as Writer;
    sends.push(writer.send(text).then(() => void storedAt.set(text, Date.now())));
  }
  await Promise.all(sends);
  // Not by each frame, which would make the page draw more often.
  await page.waitForFunction((text) => window.inboxRecord.shownAt.has(text), lastText, {polling: 100});
  const {shownAt, longTasks} = await page.evaluate(() => ({
    shownAt: [...window.inboxRecord.shownAt],
    longTasks: window.inboxRecord.longTasks,
  }));
  const delays = new Map(
    shownAt.flatMap(([text, time]) => {
      const stored = storedAt.get(text);
      return stored === undefined ? [] : [[text, Math.max(0, time - stored)] as const];
    }),
  );
  return {
    samples: [...delays.values()],
    last: delays.get(lastText) ?? NaN,
    longTasks: longTasks.filter((task) => task.startedAt >= startedAt).map(({milliseconds}) => milliseconds),
  };
}

/** The processor time of all pages so far, which does not depend on what else the computer does. */
async function rendererSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const {processInfo} = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({type}) => type === 'renderer').reduce((sum, {cpuTime}) => sum + cpuTime, 0);
}

/** A new anonymous user of the service's first app, at a network address of their own. */
async function enterChat(agent: Agent, serviceUrl: string, index: number): Promise<Writer> {
  const headers = {'x-forwarded-for': `10.0.${index >> 8}.${index & 255}`};
  const claim = {domain: 'bar', platformId: 'foo', anonymousCredential: randomBytes(32).toString('base64url')};
  const {sessionToken} = (await post(agent, `${serviceUrl}/v1/sessions`, claim, headers)) as {sessionToken: string};
  return {
    async send(text) {
      const authorized = {...headers, authorization: `Bearer ${sessionToken}`};
      await post(agent, `${serviceUrl}/v1/messages`, {messages: [{id: randomUUID(), text}]}, authorized);
    },
  };
}

async function post(
  agent: Agent,
  address: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = {agent, method: 'POST', headers: {...headers, 'content-type': 'application/json'}};
    const sent = request(address, options, (response) => {
      json(response).then((answer) => {
        if (response.statusCode === 200 || response.statusCode === 201) resolve(answer);
        else reject(new Error(`${address}: ${response.statusCode} ${JSON.stringify(answer)}`));
      }, reject);
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
