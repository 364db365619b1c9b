import type {Browser} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {type LauncherPage, serveLauncherPages} from './launcher-pages.js';
import {measureInTurns, printTable} from './statistics.js';
import {startTracing, stopTracing} from './tracing.js';

const ROUNDS = 6;
const SLOWDOWN = 4;

/** Browsers call a task long from here on. */
const LONG_MS = 50;

/** Long enough for all that a page loads late. */
const WATCH_MS = 2000;

interface Scenario extends LauncherPage {
  readonly opens: boolean;
}

/**
 * The longest task of the main thread, on a processor that is four times slower: of a page that loads, and of a panel
 * that opens. Processor time, so that other programs disturb it little.
 */
export async function benchLongTasks(): Promise<void> {
  const pages = await serveLauncherPages();
  const browser = await launchBrowser();
  const {empty, lit, anonymous} = pages;
  const scenarios: readonly Scenario[] = [
    {...empty, opens: false},
    {...lit, opens: false},
    {...anonymous, opens: false},
    {...anonymous, name: 'opening an empty conversation', opens: true},
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
  if (!opens) await startTracing(browser, page);
  await page.goto(address, {waitUntil: 'commit'});
  await waitForWork();
  if (opens) {
    await startTracing(browser, page);
    await page.getByRole('button', {name: /^Open chat/}).click();
    await page.getByRole('textbox').waitFor();
    await waitForWork();
  }
  const tasks = await stopTracing(browser);
  await context.close();
  return Math.max(...tasks);
}

const waitForWork = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WATCH_MS));
