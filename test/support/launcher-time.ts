import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';

declare global {
  var launcherAt: Promise<number>;
}

/** A file and not a function: it has to run in a page as it is. */
const SCRIPT = fileURLToPath(new URL('record-launcher-time.js', import.meta.url));

/** Call it before the page is opened. */
export async function recordLauncherTime(page: Page): Promise<void> {
  await page.addInitScript({path: SCRIPT});
}

/** When the launcher showed, in milliseconds since the navigation began. Waits until it does. */
export function launcherTime(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.launcherAt);
}
