import {randomUUID} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {createUserAuthToken} from 'helpshift-chat/token';
import type {Browser, Page} from 'playwright-core';
import {launchBrowser} from '../test/support/browser.js';
import {ApiSession, ask} from '../test/support/e2e-api.js';
import {createApp} from '../test/support/e2e-app.js';
import {findServerPort} from '../test/support/find-port.js';
import {startService, type RunningService} from '../test/support/start-service.js';
import {enterChat, type ChatUser} from './chat-user.js';
import {servePages} from './page-server.js';
import {printTable, quantile, type Series} from './statistics.js';

const ANSWERS = 60;
const PAUSE_MS = 250;
const BACKGROUND_USERS = 20;
const BACKGROUND_PER_SECOND = 100;
const AGENT = {email: 'agent@example.com', password: 'a password for benchmarks'};

/**
 * The time from an agent's request to the answer on the user's screen, with a live connection and without WebSockets, while
 * the service is idle and while others write 100 messages a second.
 */
export async function benchDeliveryTimes(): Promise<void> {
  const port = await findServerPort();
  const env = {
    PUBLIC_URL: `http://localhost:${port}`,
    ADMIN_EMAIL: AGENT.email,
    ADMIN_PASSWORD: AGENT.password,
    TRUST_PROXY: '1',
  };
  const service = await startService({demo: false, env});
  const app = await createApp(service.environment, {origins: ['*']});
  const userId = 'listener';
  const userAuthToken = await createUserAuthToken({secret: app.secret, userId});
  const session = await ApiSession.claim(service.url, app, {'user-id': userId, 'user-auth-token': userAuthToken});
  await session.send('I listen.');
  const [conversation] = await session.conversations();
  if (!conversation) throw new Error('a sent message has a conversation');
  const tag = `<script type="module" src="/helpshift-chat.js"></script>
    <helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${service.url}"
      user-id="${userId}" user-auth-token="${userAuthToken}"></helpshift-chat>`;
  const server = await servePages(port, [tag]);
  const answer = await answerer(service, conversation.id, env.PUBLIC_URL);
  const others = await Promise.all(Array.from({length: BACKGROUND_USERS}, () => enterChat(service.url)));
  const browser = await launchBrowser();
  const series: Series[] = [];
  for (const hasWebSocket of [true, false]) {
    const page = await openPage(browser, `${server.origin}/0`, hasWebSocket);
    for (const isBusy of [false, true]) {
      const background = isBusy ? writeOn(others) : undefined;
      const samples = await measure(page, answer);
      await background?.stop();
      const name = `${hasWebSocket ? 'live connection' : 'without WebSocket'}, ${isBusy ? `${BACKGROUND_PER_SECOND}/s` : 'idle'}`;
      series.push({name, samples});
      console.log(`  ${name}: 99 of 100 within ${quantile(samples, 0.99).toFixed(0)} ms`);
    }
    await page.context().close();
  }
  await browser.close();
  for (const other of others) other.leave();
  server.close();
  await service.stop();
  printTable(
    `From sent to shown, ${ANSWERS} answers each, median (middle half)`,
    'ms',
    series.map((one) => ({series: one})),
  );
}

async function answerer(
  service: RunningService,
  conversationId: string,
  origin: string,
): Promise<(text: string) => Promise<void>> {
  const login = await fetch(`${service.url}/v1/agent/session`, {
    method: 'POST',
    headers: {'content-type': 'application/json', origin},
    body: JSON.stringify(AGENT),
  });
  const [cookie = ''] = (login.headers.get('set-cookie') ?? '').split(';');
  return async (text) => {
    const body = {id: randomUUID(), content: {kind: 'text', text}};
    const url = `${service.url}/v1/agent/conversations/${conversationId}/entries`;
    const {status} = await ask(url, {method: 'POST', headers: {cookie, origin}, body});
    if (status !== 201) throw new Error(`an answer was refused: ${status}`);
  };
}

/** Opens the chat, and records from then on when a text is shown. */
async function openPage(browser: Browser, address: string, hasWebSocket: boolean): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  if (!hasWebSocket) await page.routeWebSocket(/\/v1\/live/, (socket) => socket.close());
  await page.goto(address);
  await page.getByRole('button', {name: /^Open chat/}).click();
  await page.getByRole('textbox').waitFor();
  await page.getByRole('log').evaluate((log) => {
    const shownAt: Record<string, number> = {};
    Reflect.set(window, 'shownAt', shownAt);
    new MutationObserver(() => {
      const text = [...log.querySelectorAll('[part~="message"]')].at(-1)?.textContent ?? '';
      shownAt[text] ??= Date.now();
    }).observe(log, {childList: true, subtree: true});
  });
  // The connection is open by then, or the page has found out that there is none.
  await pause(5000);
  return page;
}

async function measure(page: Page, answer: (text: string) => Promise<void>): Promise<number[]> {
  const sentAt = new Map<string, number>();
  for (let count = 0; count < ANSWERS; count++) {
    const text = `Answer ${randomUUID()}`;
    sentAt.set(text, Date.now());
    await answer(text);
    await page.getByText(text).waitFor();
    await pause(PAUSE_MS * Math.random() * 2);
  }
  const shownAt = await page.evaluate(() => Reflect.get(window, 'shownAt') as Record<string, number>);
  return [...sentAt].map(([text, time]) => (shownAt[text] ?? NaN) - time);
}

/** Lets users write at a steady rate until it is stopped. */
function writeOn(users: readonly ChatUser[]): {stop(): Promise<void>} {
  let isStopped = false;
  const write = async (user: ChatUser): Promise<void> => {
    while (!isStopped) {
      const began = performance.now();
      await user.send('One of many messages.');
      await pause(Math.max(0, (1000 * users.length) / BACKGROUND_PER_SECOND - (performance.now() - began)));
    }
  };
  const done = Promise.all(users.map(write));
  return {
    async stop() {
      isStopped = true;
      await done;
    },
  };
}
