/** The API of Helpshift Web Chat in sites that frameworks make: their components mount twice, render again and go. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {before, describe, it} from 'node:test';
import type {TestApp} from '../support/e2e-app.js';
import {bundleSite} from '../support/e2e-bundle.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {
  createMovedApp,
  createMovedUser,
  messageOf,
  type MovedUser,
  namesOf,
  openHtml,
  writeAs,
} from '../support/e2e-moved-app.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';
import {embedCode} from '../support/embed-code.js';

interface Shop {
  readonly visitor: Visitor;
  readonly ann: MovedUser;
  readonly bob: MovedUser;
  /** Presses a button of the site itself. */
  readonly press: (name: string) => Promise<void>;
  /** What the listener of the site has heard. */
  readonly heard: () => Promise<unknown[]>;
}

describe('the Web Chat API in frameworks', () => {
  const system = useSystem();
  let app: TestApp;

  before(async () => {
    // The app of the documentation's examples.
    app = await createMovedApp(system(), {domain: 'happyapps', platformId: 'web'});
  });

  const sites = {React: 'react.jsx', Vue: 'vue.js', Angular: 'angular.ts'};
  for (const [framework, file] of Object.entries(sites)) {
    describe(framework, () => {
      let script: string;

      before(async () => {
        script = await bundleSite(file, system().url);
      });

      it('has one launcher and two globals, however often it mounts, and one call of a listener for one cause', async () => {
        const {visitor, press, heard} = await openShop(script);
        const globals = () => visitor.page.evaluate(() => Object.keys(window));
        const before = await globals();
        await press('Mount');
        await visitor.launcherButton.waitFor();

        const question = unique('Where is my parcel?');
        const [answer, more] = [unique('On its way.'), unique('It is there.')];
        await press('Help');
        await visitor.input.waitFor();
        await visitor.write(question);
        await visitor.closeChat();
        await system().answer(question, answer);
        await visitor.page.getByText('1 unread', {exact: true}).waitFor();
        assert.deepEqual(await heard(), [1]);
        await press('Unmount');
        await visitor.launcherButton.waitFor({state: 'hidden'});
        await system().answer(answer, more);
        await eventuallyEqual(() => visitor.unreadCount(), 2);
        assert.deepEqual(await heard(), [1]);
        await press('Mount');
        await press('Mount');
        await visitor.launcherButton.waitFor();
        await press('Help');
        await eventuallyEqual(() => visitor.messages(), [`user: ${question}`, `agent: ${answer}`, `agent: ${more}`]);
        // Two components have two listeners.
        await eventuallyEqual(heard, [1, 0, 0]);
        assert.equal(await visitor.chat.count(), 1);
        // Angular's zone keeps its own notes in the window.
        const added = (await globals()).filter((name) => !before.includes(name) && !name.startsWith('__zone_symbol__'));
        assert.deepEqual(added.sort(), ['Helpshift', 'helpshiftConfig']);
      });

      it('verifies who logs in later, shows nobody the conversation of another user, and logs out by empty texts', async () => {
        const shop = await openShop(script);
        const {visitor, press, ann, bob} = shop;
        for (const user of [ann, bob]) await writeAs(system(), app, user);
        await press('Mount');
        await eventuallyEqual(() => visitor.identityState(), 'anonymous');
        await press('Log in as Ann');
        await eventuallyEqual(() => visitor.identityState(), 'verified');
        await press('Help');
        await eventuallyEqual(() => visitor.messages(), [messageOf(ann)]);

        const changes = [
          ['Log in as Bob', [messageOf(bob)]],
          ['Log out', []],
          ['Log in as Ann', [messageOf(ann)]],
        ] as const;
        for (const [button, messages] of changes) {
          const letGo = await visitor.holdRequests('POST', '**/v1/sessions');
          await press(button);
          await visitor.panel.getByText('Loading the conversation…').waitFor();
          assert.deepEqual(await visitor.messages(), []);
          letGo();
          await visitor.input.waitFor();
          await eventuallyEqual(() => visitor.messages(), [...messages]);
          await eventuallyEqual(() => visitor.identityState(), button === 'Log out' ? 'anonymous' : 'verified');
        }
      });

      it('hides and shows the chat as it renders again, and an open window comes back', async () => {
        const {visitor, press} = await openShop(script);
        await press('Hide or show');
        await press('Mount');
        await visitor.chat.waitFor({state: 'attached'});
        await eventuallyEqual(() => visitor.identityState(), 'anonymous');
        assert.equal(await visitor.launcherButton.isVisible(), false);
        await press('Hide or show');
        await visitor.launcherButton.waitFor();
        await press('Help');
        await visitor.input.waitFor();
        await press('Hide or show');
        await visitor.panel.waitFor({state: 'hidden'});
        assert.equal(await visitor.launcherButton.isVisible(), false);
        await press('Hide or show');
        await visitor.panel.waitFor();
      });
    });
  }

  it('lets Angular look for changes when a listener of the page is called, and never for the chat itself', async () => {
    const {visitor, press, heard} = await openShop(await bundleSite(sites.Angular, system().url));
    const checks = () => visitor.page.evaluate(() => (Reflect.get(window, 'shop') as {checks: number}).checks);
    await press('Mount');
    await press('Log in as Ann');
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await press('Help');
    await visitor.input.waitFor();
    const before = await checks();

    const [question, answer, more] = [unique('Where is my parcel?'), unique('On its way.'), unique('It is there.')];
    await visitor.write(question);
    await system().answer(question, answer);
    await eventuallyEqual(() => visitor.messages(), [`user: ${question}`, `agent: ${answer}`]);
    // The answer came, and was read.
    await eventuallyEqual(heard, [1, 0]);
    await visitor.closeChat();
    await visitor.openChat();
    await visitor.closeChat();
    assert.equal(await checks(), before + 2);
    await system().answer(answer, more);
    await visitor.page.getByText('1 unread', {exact: true}).waitFor();
    assert.equal(await checks(), before + 3);
  });

  it('serves a React component that makes the script and takes all away again', async () => {
    const {visitor, press, heard, ann, bob} = await openShop(await bundleSite('react-script.jsx', system().url));
    for (const user of [ann, bob]) await writeAs(system(), app, user);
    await press('Mount');
    await visitor.launcherButton.waitFor();
    await press('Help');
    await eventuallyEqual(() => visitor.messages(), [messageOf(ann)]);
    await press('Unmount');
    await visitor.chat.waitFor({state: 'detached'});
    await press('Log in as Bob');
    await press('Mount');
    // The window was open.
    await eventuallyEqual(() => visitor.messages(), [messageOf(bob)]);
    assert.equal(await visitor.identityState(), 'verified');
    assert.equal(await visitor.chat.count(), 1);
    await visitor.closeChat();
    await press('Help');
    await eventuallyEqual(heard, [true, false, true]);
  });

  it('stays where React renders the whole document and changes its page, as Next does', async () => {
    const {visitor, press, heard, ann} = await openShop(await bundleSite('next.jsx', system().url));
    await writeAs(system(), app, ann);
    await visitor.launcherButton.waitFor();
    await press('Log in as Ann');
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await press('Help');
    await eventuallyEqual(() => visitor.messages(), [messageOf(ann)]);
    await press('Basket');
    await visitor.page.getByRole('heading', {name: 'Basket'}).waitFor();
    await visitor.closeChat();
    await press('Help');
    await eventuallyEqual(() => visitor.messages(), [messageOf(ann)]);
    assert.equal(await visitor.identityState(), 'verified');
    assert.equal(await visitor.chat.count(), 1);
    assert.deepEqual(await heard(), ['Home: true', 'Basket: false', 'Basket: true']);
  });

  it('stays where React takes over a page of the server, after the embed code has run in its head', async () => {
    const script = system().site.publishScript(await bundleSite('hydrated.jsx', system().url));
    const ann = createMovedUser(app, 'Ann');
    await writeAs(system(), app, ann);
    const visitor = await openHtml(
      system(),
      `<script>window.shop = {}; window.helpshiftConfig = ${JSON.stringify({...namesOf(app), ...ann})};</script>
      <script>${embedCode(`${system().url}/latest/webChat.js`)}</script></head><body><main><h1>A small shop</h1>` +
        `<button>Add</button><output>0</output></main><script type="module" src="${script}"></script></body>`,
    );
    await visitor.openChat();
    await visitor.page.waitForFunction(() => 'hydrate' in (Reflect.get(window, 'shop') as object));
    await visitor.page.evaluate(() => (Reflect.get(window, 'shop') as {hydrate: () => void}).hydrate());
    await eventually(async () => {
      await visitor.page.getByRole('button', {name: 'Add'}).press('Enter');
      assert.notEqual(await visitor.page.locator('output').textContent(), '0');
    });
    assert.deepEqual(await visitor.messages(), [messageOf(ann)]);
    await visitor.closeChat();
    await visitor.openChat();
    assert.equal(await visitor.chat.count(), 1);
  });

  /** Opens a page that shows the site of a bundle. */
  async function openShop(script: string): Promise<Shop> {
    const [ann, bob] = [createMovedUser(app, 'Ann'), createMovedUser(app, 'Bob')];
    const address = system().site.publishScript(script);
    const visitor = await openHtml(
      system(),
      `<script>window.shop = ${JSON.stringify({users: {ann, bob}, heard: []})};</script></head>
      <body><h1>A small shop</h1><div id="shop"></div><script type="module" src="${address}"></script></body>`,
    );
    return {
      visitor,
      ann,
      bob,
      press: (name) => visitor.page.getByRole('button', {name, exact: true}).first().press('Enter'),
      heard: () => visitor.page.evaluate(() => (Reflect.get(window, 'shop') as {heard: unknown[]}).heard),
    };
  }

  function unique(text: string): string {
    return `${text} ${randomUUID()}`;
  }
});
