import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, Page} from 'playwright-core';
import budgets from '../../budgets.json' with {type: 'json'};
import {filesWith, readBundleGraph} from '../../scripts/bundle-graph.mjs';
import {startService, type RunningService} from '../support/start-service.js';
import {launchBrowser} from '../support/browser.js';
import {launcherTime, recordLauncherTime} from '../support/launcher-time.js';

/**
 * `npm run size` adds up the sizes of these files. This test loads them in a browser, to prove that the lists are
 * right.
 */
describe('the budgets count the files that a page loads', () => {
  const graph = readBundleGraph();
  /** Late parts have separate budgets. */
  const lateFiles = new Set(budgets.lateParts.flatMap(({loads}) => filesWith(graph, loads)));
  let service: RunningService;
  let browser: Browser;

  before(async () => {
    [service, browser] = await Promise.all([startService(), launchBrowser()]);
  });

  after(async () => {
    await browser?.close();
    await service?.stop();
  });

  it("before an anonymous visitor's launcher shows", async () => {
    const page = await openPage();
    assert.deepEqual(
      await loadedFiles(page, await launcherTime(page)),
      filesWith(graph, budgets.anonymousLauncher.loads).sort(),
    );
  });

  it('for a visitor who never opens the chat', async () => {
    const page = await openPage();
    // The page asks the service one question about a visitor. Code beyond the launcher loads together with it.
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({name}) => name.includes('/v1/apps/')),
    );
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    assert.deepEqual(await loadedFiles(page), filesWith(graph, ['src/element/idle-visitor.ts']).sort());
  });

  it("before a verified user's launcher shows", async () => {
    const page = await openPage(await verifiedAttributes());
    assert.deepEqual(
      await loadedFiles(page, await launcherTime(page)),
      filesWith(graph, budgets.verifiedLauncher.loads).sort(),
    );
  });

  it('for a whole conversation', async () => {
    const page = await openPage();
    await page.getByRole('button', {name: 'Open chat'}).click();
    await page.getByRole('textbox').fill('Where is my parcel?');
    const stored = page.waitForResponse((response) => response.url().endsWith('/v1/messages') && response.ok());
    await page.getByRole('textbox').press('Enter');
    await stored;
    const counted = filesWith(graph, budgets.conversation.loads);
    const isLate = (file: string) => lateFiles.has(file) && !counted.includes(file);
    assert.deepEqual(
      (await loadedFiles(page)).filter((file) => !isLate(file)),
      counted.sort(),
    );
  });

  async function openPage(attributes = ''): Promise<Page> {
    const page = await browser.newPage({locale: 'en-US'});
    await recordLauncherTime(page);
    await page.route(`${service.url}/page`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en"><title>A page</title>
          <script type="module" src="/helpshift-chat.js"></script>
          <helpshift-chat domain="bar" platform-id="foo" ${attributes}></helpshift-chat>`,
      }),
    );
    await page.goto(`${service.url}/page`);
    return page;
  }

  async function verifiedAttributes(): Promise<string> {
    const response = await fetch(`${service.url}/demo/token`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({userId: 'captain_planet'}),
    });
    const {userAuthToken} = (await response.json()) as {userAuthToken: string};
    return `user-id="captain_planet" user-auth-token="${userAuthToken}"`;
  }
});

/** The scripts that the browser had loaded at a time, sorted by name. Default: now. */
async function loadedFiles(page: Page, time = Infinity): Promise<string[]> {
  const entries = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => ({
      name: entry.name,
      loadedAt: entry.startTime + entry.duration,
    })),
  );
  const files = entries.filter(({loadedAt}) => loadedAt <= time).map(({name}) => new URL(name).pathname.slice(1));
  return [...new Set(files)].filter((file) => file.endsWith('.js')).sort();
}
