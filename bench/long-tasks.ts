import {randomUUID} from 'node:crypto';
import type {Browser} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {type LauncherPage, serveLauncherPages} from './launcher-pages.js';
import {measureInTurns, printTable} from './statistics.js';

const ROUNDS = 6;
const SLOWDOWN = 4;
const MESSAGES = 200;

/** Browsers call a task long from here on. */
const LONG_MS = 50;

/** Long enough for all that a page loads late. */
const WATCH_MS = 2000;

interface Scenario extends LauncherPage {
  readonly opens: boolean;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, in microseconds. */
  readonly tdur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The longest task of the main thread, on a processor that is four times slower: of a page that loads, and of a panel
 * that opens. Processor time, so that other programs disturb it little.
 */
export async function benchLongTasks(): Promise<void> {
  const pages = await serveLauncherPages();
  await writeMessages(pages.serviceUrl, pages.claim);
  const browser = await launchBrowser();
  const {empty, lit, anonymous, verified} = pages;
  const scenarios: readonly Scenario[] = [
    {...empty, opens: false},
    {...lit, opens: false},
    {...anonymous, opens: false},
    {...anonymous, name: 'opening an empty conversation', opens: true},
    {...verified, name: `opening ${MESSAGES} messages`, opens: true},
  ];
  const series = await measureInTurns(ROUNDS, scenarios, (scenario) => longestTask(browser, scenario));
  await browser.close();
  await pages.stop();
  printTable(
    `Longest task at ${SLOWDOWN} × slowdown (over ${LONG_MS} ms is long), ${ROUNDS} rounds, median (middle half)`,
    'ms',
    series.map((one) => ({series: one})),
  );
}

async function longestTask(browser: Browser, {address, opens}: Scenario): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', {rate: SLOWDOWN});
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  if (!opens) await browser.startTracing(page, {categories});
  await page.goto(address, {waitUntil: 'commit'});
  await waitForWork();
  if (opens) {
    await browser.startTracing(page, {categories});
    await page.getByRole('button', {name: /^Open chat/}).click();
    await page.getByRole('textbox').waitFor();
    await waitForWork();
  }
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {readonly traceEvents: readonly TraceEvent[]};
  await context.close();
  return Math.max(...mainThreadTasks(trace.traceEvents));
}

const waitForWork = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WATCH_MS));

/** Processor time of each task of the page's main thread, in milliseconds. No other page is open. */
function mainThreadTasks(events: readonly TraceEvent[]): readonly number[] {
  const thread = ({pid, tid}: TraceEvent): string => `${pid} ${tid}`;
  const mainThreads = new Set(
    events.filter(({name, args}) => name === 'thread_name' && args['name'] === 'CrRendererMain').map(thread),
  );
  const tasks = events.filter((event) => event.name === 'RunTask' && mainThreads.has(thread(event)));
  if (tasks.length === 0) throw new Error('the browser does not tell of its tasks');
  return tasks.map(({tdur = 0}) => tdur / 1000);
}

/** What the verified user of the pages finds in the conversation. */
async function writeMessages(serviceUrl: string, claim: object): Promise<void> {
  const post = async (path: string, body: object, token = ''): Promise<unknown> => {
    const headers = {'content-type': 'application/json', ...(token && {authorization: `Bearer ${token}`})};
    const response = await fetch(serviceUrl + path, {method: 'POST', headers, body: JSON.stringify(body)});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  };
  const {sessionToken} = (await post('/v1/sessions', claim)) as {sessionToken: string};
  for (let count = 1; count <= MESSAGES; count++) {
    const text = `Message ${count}: my parcel has not come yet. Its number is on https://example.com/parcels/${count}.`;
    await post('/v1/messages', {messages: [{id: randomUUID(), text}]}, sessionToken);
  }
}
