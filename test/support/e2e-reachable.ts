import {readFile} from 'node:fs/promises';
import type {Page} from 'playwright-core';

/** A file and not a function: it has to run in a page as it is. */
const SCRIPT = new URL('e2e-read-texts.js', import.meta.url);

/**
 * All texts that a script of the page can reach: in its databases, caches and storages, in the DOM and the open shadow
 * trees with the values of their fields, and in every object that can be reached from the window or an element.
 */
export async function reachableTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(await readFile(SCRIPT, 'utf8'));
}
