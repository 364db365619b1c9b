import type {Browser} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {serveLauncherPages} from './launcher-pages.js';
import {measureInTurns, printTable} from './statistics.js';

const ROUNDS = 20;

/** Long enough for all that a page loads late, and the same for each page. */
const WATCH_MS = 1500;

/**
 * What a visitor who never opens the chat costs the page's main thread, from the navigation until the page has been idle
 * for a while: processor time of that thread (not time on a clock), so that other programs disturb it little.
 */
export async function benchMainThread(): Promise<void> {
  const pages = await serveLauncherPages();
  const browser = await launchBrowser();
  const {empty, bare, lit, anonymous, verified, webChat, otherBuild} = pages;
  const contenders = [empty, bare, lit, anonymous, verified, webChat, ...(otherBuild ? [otherBuild] : [])];
  const series = await measureInTurns(ROUNDS, contenders, ({address}) => measure(browser, address));
  await browser.close();
  await pages.stop();

  const [emptyTime, , litTime] = series;
  printTable(`Main-thread time until idle, ${ROUNDS} rounds, median (middle half)`, 'ms', [
    ...series.map((one) => ({series: one, ...(emptyTime && {to: emptyTime})})),
    ...series.slice(3).map((one) => ({series: one, ...(litTime && {to: litTime})})),
  ]);
}

async function measure(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', {timeDomain: 'threadTicks'});
  await page.goto(address, {waitUntil: 'commit'});
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  const {metrics} = await devtools.send('Performance.getMetrics');
  await context.close();
  const seconds = metrics.find(({name}) => name === 'TaskDuration')?.value;
  if (seconds === undefined) throw new Error('the browser does not tell the time of its tasks');
  return seconds * 1000;
}
