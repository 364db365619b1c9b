import {createUserAuthToken} from 'helpshift-chat/token';
import {launchBrowser} from '../test/support/browser.js';
import {ApiSession} from '../test/support/e2e-api.js';
import {createApp, lengthenConversation} from '../test/support/e2e-app.js';
import {freePort, startService} from '../test/support/start-service.js';
import {servePages} from './page-server.js';
const port = await freePort();
const service = await startService({demo: false, env: {PUBLIC_URL: `http://localhost:${port}`}});
const app = await createApp(service.dataDir, {origins: ['*']});
const userId = 'u1';
const userAuthToken = await createUserAuthToken({secret: app.secret, userId});
const tag = `<script type="module" src="/helpshift-chat.js"></script><helpshift-chat domain="${app.domain}" platform-id="${app.platformId}" service-url="${service.url}" user-id="${userId}" user-auth-token="${userAuthToken}"></helpshift-chat>`;
const server = await servePages(port, [tag]);
const session = await ApiSession.claim(service.url, app, {'user-id': userId, 'user-auth-token': userAuthToken});
await session.send('The beginning.');
const [conversation] = await session.conversations();
await lengthenConversation(service.dataDir, conversation!.id, 100);
const browser = await launchBrowser();
const page = await browser.newPage();
await page.goto(server.origin + '/0');
await page.getByRole('button', {name: /^Open chat/}).click();
await page.getByRole('textbox').waitFor();
const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));
await wait(2000);
const cdp = await page.context().newCDPSession(page);
await cdp.send('Performance.enable', {timeDomain: 'threadTicks'});
const metrics = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({name, value}) => [name, value]));

const script = async () => { const {profile} = await cdp.send('Profiler.stop'); const idle = new Set(profile.nodes.filter((n) => ['(idle)', '(program)', '(root)'].includes(n.callFrame.functionName)).map((n) => n.id)); let sum = 0; profile.samples!.forEach((id, i) => { if (!idle.has(id)) sum += profile.timeDeltas![i + 1] ?? 0; }); return sum / 1000; };
console.log('ready');
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', {interval: 100});
let round = 0;
for await (const _ of process.stdin) {
  if (String(_).includes('end')) break;
  round++;
  const a = await metrics();
  for (let i = 0; i < 10; i++) { await session.send(`more ${round} ${i} ${Date.now()}`); await wait(250); }
  const b = await metrics();
  await cdp.send('Profiler.start');
  for (let i = 0; i < 10; i++) { await session.send(`more ${round} ${i} ${Date.now()}`); await wait(250); }
  const js = await script();
  console.log(JSON.stringify([((b.TaskDuration! - a.TaskDuration!) * 100), ((b.LayoutDuration! - a.LayoutDuration!) * 100), js / 10]));
}
await browser.close(); server.close(); await service.stop();
