import type {Browser} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {launcherTime, recordLauncherTime} from '../test/support/launcher-time.js';
import {serveLauncherPages} from './launcher-pages.js';
import {measureInTurns, printTable} from './statistics.js';

const ROUNDS = 20;

/** From the navigation to a visible launcher, in a browser that has nothing cached, all on this computer. */
export async function benchLauncher(): Promise<void> {
  const pages = await serveLauncherPages();
  const browser = await launchBrowser();
  const {bare, lit, anonymous, verified, webChat, otherBuild} = pages;
  const contenders = [bare, lit, anonymous, verified, webChat, ...(otherBuild ? [otherBuild] : [])];
  const series = await measureInTurns(ROUNDS, contenders, ({address}) => measure(browser, address));
  await browser.close();
  await pages.stop();

  const [bareTime, litTime, ...times] = series;
  printTable(`Time to launcher, ${ROUNDS} rounds, median (middle half)`, 'ms', [
    ...series.map((one) => ({series: one, ...(bareTime && {to: bareTime})})),
    ...times.map((one) => ({series: one, ...(litTime && {to: litTime})})),
  ]);
}

async function measure(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await recordLauncherTime(page);
  await page.goto(address, {waitUntil: 'commit'});
  const time = await launcherTime(page);
  await context.close();
  return time;
}
