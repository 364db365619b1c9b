import {readFile} from 'node:fs/promises';
import type {Page} from 'playwright-core';

/** A script file, because it runs in the page. */
const SCRIPT = new URL('e2e-read-texts.js', import.meta.url);

/**
 * All texts that a script of the page can read: in databases, caches and storage, in the DOM with open shadow trees and
 * field values, and in every object reachable from the window or an element.
 */
export async function reachableTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(await readFile(SCRIPT, 'utf8'));
}
