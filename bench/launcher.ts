import type {Browser} from 'playwright-core';
import {freePort, startService} from '../test/support/start-service.js';
import {launchBrowser} from '../test/support/browser.js';
import {launcherTime, recordLauncherTime} from '../test/support/launcher-time.js';
import {servePages} from './page-server.js';
import {printTable, type Series} from './statistics.js';

const ROUNDS = 20;
const USER_ID = 'captain_planet';

interface Contender extends Series {
  readonly page: string;
  readonly samples: number[];
}

/** From the navigation to a visible launcher, in a browser that has nothing cached, all on this computer. */
export async function benchLauncher(): Promise<void> {
  const port = await freePort();
  const service = await startService({env: {PUBLIC_URL: `http://localhost:${port}`}});
  const token = await createToken(service.url);
  const chat = (attributes: string): string =>
    `<script type="module" src="/helpshift-chat.js"></script>
    <helpshift-chat domain="bar" platform-id="foo" service-url="${service.url}" ${attributes}></helpshift-chat>`;
  const contenders: readonly [Contender, Contender, Contender, Contender] = [
    {
      name: 'a bare custom element',
      page: '<script type="module" src="/bare.js"></script><bare-launcher></bare-launcher>',
      samples: [],
    },
    {
      name: 'an empty LitElement',
      page: '<script type="module" src="/lit.js"></script><lit-launcher></lit-launcher>',
      samples: [],
    },
    {name: 'anonymous visitor', page: chat(''), samples: []},
    {name: 'verified user', page: chat(`user-id="${USER_ID}" user-auth-token="${token}"`), samples: []},
  ];
  const server = await servePages(
    port,
    contenders.map(({page}) => page),
  );
  const browser = await launchBrowser();

  // The first round warms up browser, service and disk.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, {samples}] of contenders.entries()) {
      const time = await measure(browser, `${server.origin}/${index}`);
      if (round > 0) samples.push(time);
    }
  }
  await browser.close();
  server.close();
  await service.stop();

  const [bare, lit, anonymous, verified] = contenders;
  printTable(`Time to launcher, ${ROUNDS} rounds, median (middle half)`, 'ms', [
    {series: bare},
    {series: lit, to: bare},
    {series: anonymous, to: bare},
    {series: anonymous, to: lit},
    {series: verified, to: lit},
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

async function createToken(serviceUrl: string): Promise<string> {
  const response = await fetch(`${serviceUrl}/demo/token`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({userId: USER_ID}),
  });
  const {userAuthToken} = (await response.json()) as {userAuthToken: string};
  return userAuthToken;
}
