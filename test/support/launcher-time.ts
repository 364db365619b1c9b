import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';

declare global {
  var launcherAt: Promise<number>;
}

/** A script file, because it runs in the page before the page's own scripts. */
const SCRIPT = fileURLToPath(new URL('record-launcher-time.js', import.meta.url));

/** Call this before the page opens. */
export async function recordLauncherTime(page: Page): Promise<void> {
  await page.addInitScript({path: SCRIPT});
}

/** When the launcher appeared, in milliseconds after the start of the navigation. Waits for the launcher. */
export function launcherTime(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.launcherAt);
}
