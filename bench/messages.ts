import {createUserAuthToken} from 'helpshift-chat/token';
import type {Browser, Page} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {ApiSession} from '../test/support/e2e-api.js';
import {createApp, lengthenConversation} from '../test/support/e2e-app.js';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
import {servePages} from './page-server.js';
import {measureInTurns, printTable} from './statistics.js';

const ROUNDS = 12;
const ENTRIES = 100;
const MESSAGES = 10;

/** Long enough to draw a message, and all that follows. */
const BETWEEN_MS = 250;

/** An open page, and what makes one message appear on it. */
interface Contender {
  readonly name: string;
  readonly page: Page;
  readonly add: (text: string) => Promise<unknown>;
}

/**
 * Measures the main-thread time of one arriving message in an open chat. A bare list beside it gets the same nodes and scrolls to
 * its end: its time is the browser's own part. `OTHER_BUNDLE` names the folder `dist/bundle` of another build.
 */
export async function benchMessages(): Promise<void> {
  const port = await findServerPort();
  const service = await startService({demo: false, env: {PUBLIC_URL: `http://localhost:${port}`}});
  const app = await createApp(service.environment, {origins: ['*']});
  const otherBundle = process.env['OTHER_BUNDLE'];
  const builds = [
    {name: 'the chat', folder: ''},
    ...(otherBundle === undefined ? [] : [{name: 'the chat, other build', folder: '/other'}]),
  ];
  const users = await Promise.all(
    builds.map(async ({name, folder}) => {
      const userId = `user ${name}`;
      const userAuthToken = await createUserAuthToken({secret: app.secret, userId});
      const session = await ApiSession.claim(service.url, app, {'user-id': userId, 'user-auth-token': userAuthToken});
      await session.send('The beginning.');
      const [conversation] = await session.conversations();
      if (!conversation) throw new Error('a sent message has a conversation');
      await lengthenConversation(service.environment, conversation.id, ENTRIES);
      const tag = `<script type="module" src="${folder}/helpshift-chat.js"></script>
        <helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${service.url}"
          user-id="${userId}" user-auth-token="${userAuthToken}"></helpshift-chat>`;
      return {name, session, tag};
    }),
  );
  const server = await servePages(port, [...users.map(({tag}) => tag), BARE_LIST], otherBundle);
  const browser = await launchBrowser();
  const pages = await Promise.all(
    [...users, undefined].map((_, index) => openPage(browser, `${server.origin}/${index}`)),
  );
  const contenders: Contender[] = pages.map((page, index) => {
    const user = users[index];
    if (user) return {name: user.name, page, add: (text) => user.session.send(text)};
    return {name: 'a bare list', page, add: (text) => page.evaluate(`add(${JSON.stringify(text)})`)};
  });
  for (const {page} of contenders.slice(0, users.length)) {
    await page.getByRole('button', {name: /^Open chat/}).click();
    await page.getByRole('textbox').waitFor();
  }

  const series = await measureInTurns(ROUNDS, contenders, costOfMessage);
  await browser.close();
  server.close();
  await service.stop();
  const bare = series.at(-1);
  printTable(
    `Main thread: one arriving message in an open chat of ${ENTRIES} entries, ${ROUNDS} rounds, median (middle half)`,
    'ms',
    series.map((one) => ({series: one, ...(bare && one !== bare && {to: bare})})),
  );
  const [chat, other] = series;
  if (chat && other && other !== bare)
    printTable('The same, beside the other build', 'ms', [{series: chat, to: other}]);
}

async function openPage(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  return page;
}

async function costOfMessage({page, add}: Contender): Promise<number> {
  await page.bringToFront();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', {timeDomain: 'threadTicks'});
  const taskTime = async (): Promise<number> => {
    const {metrics} = await devtools.send('Performance.getMetrics');
    return metrics.find(({name}) => name === 'TaskDuration')?.value ?? NaN;
  };
  await pause();
  const before = await taskTime();
  for (let message = 0; message < MESSAGES; message++) {
    await add(`One more at ${Date.now()}`);
    await pause();
  }
  const after = await taskTime();
  await devtools.detach();
  return ((after - before) * 1000) / MESSAGES;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));

/** A box of the panel's size with as many messages as the chat draws. */
const BARE_LIST = `
  <style>
    div { position: fixed; right: 20px; bottom: 92px; width: 400px; height: 568px; overflow-y: auto; background: #fff;
      border-radius: 16px; box-shadow: 0 16px 48px #0002; font: 15px/1.45 system-ui; }
    p { margin: 0 20px 6px; }
    span { padding: 8px 13px; border-radius: 16px; background: #f0f1f5; }
  </style>
  <div></div>
  <script>
    const box = document.querySelector('div');
    function add(text) {
      const [row, message, time] = ['p', 'span', 'time'].map((name) => document.createElement(name));
      message.textContent = text;
      time.textContent = new Date().toLocaleTimeString();
      row.append(message, time);
      box.append(row);
      if (box.childElementCount > 60) for (const old of [...box.children].slice(0, 10)) old.remove();
      box.scrollTop = box.scrollHeight;
    }
    for (let count = 0; count < 50; count++) add('One of the first');
  </script>`;
