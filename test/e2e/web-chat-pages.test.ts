/** The ways in which pages have the embed code of Helpshift Web Chat, and what every one of them does. */
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import type {TestApp} from '../support/e2e-app.js';
import {bundleSite} from '../support/e2e-bundle.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
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

/** What the page knows is kept where it adds no global. */
interface ShopDocument extends Document {
  readonly shop: {readonly globals: readonly string[]; readonly heard: readonly boolean[]};
}

interface PageParts {
  readonly config: string;
  readonly embed: string;
  readonly listeners: string;
  readonly buttons: string;
  /** The script of the service, as Next's `<Script id="hs-chat" strategy="afterInteractive">` adds it. */
  readonly next: string;
  /** The same with the embed code as its text. */
  readonly nextEmbed: string;
}

const LISTEN = "Helpshift('addEventListener', 'widgetToggle', document.shop.handleToggle);";

/** A function that collects calls until the script has loaded. */
const QUEUE = 'window.Helpshift = function () { Helpshift.q.push(arguments); }; Helpshift.q = [];';

const CONFIGURE = "Helpshift('updateHelpshiftConfig')";

const BUTTONS = Object.entries({
  Open: "Helpshift('open')",
  Close: "Helpshift('close')",
  Hide: "Helpshift('hide')",
  Show: "Helpshift('show')",
  'Log in as Ann': `Object.assign(helpshiftConfig, document.shop.ann); ${CONFIGURE}`,
  'Log in as Bob': `Object.assign(helpshiftConfig, document.shop.bob); ${CONFIGURE}`,
  'Log out': `helpshiftConfig.userId = ''; helpshiftConfig.userEmail = ''; ${CONFIGURE}`,
  init: `Helpshift('init'); ${LISTEN}`,
  update: `Helpshift('update'); ${LISTEN}`,
});

/** Each page: its head, the end of its head, and its body. */
const PAGES: Readonly<Record<string, (parts: PageParts) => readonly [head: string, body: string]>> = {
  'the embed code in the head, and listeners right after it': ({config, embed, listeners, buttons}) => [
    config + embed + listeners,
    buttons,
  ],
  'the embed code twice': ({config, embed, listeners, buttons}) => [
    config + embed + listeners,
    buttons + config + embed + listeners,
  ],
  'the embed code in the middle of the body': ({config, embed, listeners, buttons}) => [
    '',
    `<p>Welcome.</p>${config}${embed}${listeners}<p>Read on.</p>${buttons}`,
  ],
  'the configuration after the embed code': ({config, embed, listeners, buttons}) => [
    embed + listeners + config,
    buttons,
  ],
  'Next’s Script, and calls that the page has collected before': ({config, next, buttons}) => [
    `${config}<script>${QUEUE} Helpshift('init'); ${LISTEN}</script>`,
    next + buttons,
  ],
  'Next’s Script with the embed code as its text': ({config, nextEmbed, buttons}) => [
    config,
    `${nextEmbed}<script>addEventListener('load', function () { ${LISTEN} });</script>${buttons}`,
  ],
};

describe('a page of a site that comes from Helpshift Web Chat', () => {
  const system = useSystem();
  let app: TestApp;

  before(async () => {
    // The app of the documentation's examples.
    app = await createMovedApp(system(), {domain: 'happyapps', platformId: 'web'});
  });

  for (const [what, layOut] of Object.entries(PAGES)) {
    it(`does all it did: ${what}`, async () => {
      const users = await createUsers();
      const visitor = await openPage(users, layOut(partsFor(users.ann)));
      await assertMoved(visitor, users);
    });
  }

  it('does all it did: a module that imports the package', async () => {
    const address = system().site.publishScript(await bundleSite('module.js', system().url));
    const users = await createUsers();
    const {buttons} = partsFor(users.ann);
    const visitor = await openPage(users, ['', `${buttons}<script type="module" src="${address}"></script>`]);
    // A site that bundles the package bundles lit.
    await assertMoved(visitor, users, ['Helpshift', 'helpshiftConfig', 'litHtmlVersions']);
  });

  for (const call of ['init', 'update']) {
    it(`shows nothing before it calls ${call}, which Next’s Script leaves to the page`, async () => {
      const users = await createUsers();
      const {config, next, buttons} = partsFor(users.ann);
      const visitor = await openPage(users, [config, next + buttons]);
      await visitor.page.waitForFunction(() => customElements.get('helpshift-chat'));
      assert.equal(await visitor.chat.count(), 0);
      await visitor.page.getByRole('button', {name: call, exact: true}).press('Enter');
      await assertMoved(visitor, users);
    });
  }

  /** The page has one chat, and can do with it what the documentation of Helpshift promises. */
  async function assertMoved(
    visitor: Visitor,
    {ann, bob}: Users,
    globals = ['Helpshift', 'helpshiftConfig'],
  ): Promise<void> {
    const press = (name: string) => visitor.page.getByRole('button', {name, exact: true}).press('Enter');
    const heard = () => visitor.page.evaluate(() => (document as ShopDocument).shop.heard);
    await visitor.launcherButton.waitFor();
    assert.equal(await visitor.chat.count(), 1);
    assert.equal(await visitor.identityState(), 'verified');

    await press('Open');
    await eventuallyEqual(() => visitor.messages(), [messageOf(ann)]);
    await press('Hide');
    await visitor.panel.waitFor({state: 'hidden'});
    assert.equal(await visitor.launcherButton.isVisible(), false);
    await press('Show');
    await visitor.panel.waitFor();
    await press('Close');
    await visitor.panel.waitFor({state: 'hidden'});
    await press('Open');
    await visitor.panel.waitFor();

    for (const [button, messages] of [
      ['Log in as Bob', [messageOf(bob)]],
      ['Log out', []],
      ['Log in as Ann', [messageOf(ann)]],
    ] as const) {
      const letGo = await visitor.holdRequests('POST', '**/v1/sessions');
      await press(button);
      await visitor.panel.getByText('Loading the conversation…').waitFor();
      assert.deepEqual(await visitor.messages(), []);
      letGo();
      await visitor.input.waitFor();
      await eventuallyEqual(() => visitor.messages(), [...messages]);
      await eventuallyEqual(() => visitor.identityState(), button === 'Log out' ? 'anonymous' : 'verified');
    }
    // Open, hide, show, close, open: one call for each.
    assert.deepEqual(await heard(), [true, false, true, false, true]);
    assert.deepEqual(await newGlobals(visitor), globals);
  }

  async function newGlobals(visitor: Visitor): Promise<string[]> {
    const globals = await visitor.page.evaluate(() => {
      const {shop} = document as ShopDocument;
      return Object.keys(window).filter((name) => !shop.globals.includes(name));
    });
    return globals.sort();
  }

  interface Users {
    readonly ann: MovedUser;
    readonly bob: MovedUser;
  }

  async function createUsers(): Promise<Users> {
    const users = {ann: createMovedUser(app, 'Ann'), bob: createMovedUser(app, 'Bob')};
    await Promise.all(Object.values(users).map((user) => writeAs(system(), app, user)));
    return users;
  }

  function openPage(users: Users, [head, body]: readonly [head: string, body: string]): Promise<Visitor> {
    const shop = `document.shop = Object.assign(${JSON.stringify(users)}, {globals: Object.keys(window), heard: []});
      document.shop.handleToggle = function (data) { document.shop.heard.push(data.visible); };`;
    return openHtml(system(), `<script>${shop}</script>${head}</head><body><h1>A small shop</h1>${body}</body>`);
  }

  function partsFor(user: MovedUser): PageParts {
    const address = `${system().url}/latest/webChat.js`;
    const script = (code: string) => `<script>${code}</script>`;
    return {
      config: script(`window.helpshiftConfig = ${JSON.stringify({...namesOf(app), ...user})};`),
      embed: script(embedCode(address)),
      listeners: script(LISTEN),
      buttons: BUTTONS.map(([name, code]) => `<button onclick="${code}">${name}</button>`).join(''),
      next: script(addAsNext('hs-chat', {src: address})),
      nextEmbed: script(addAsNext('helpshift', {textContent: embedCode(address)})),
    };
  }
});

/** Adds a script when the page has loaded, at the end of the body. */
function addAsNext(id: string, properties: object): string {
  return `addEventListener('load', function () {
    var script = Object.assign(document.createElement('script'), ${JSON.stringify(properties)});
    script.id = '${id}';
    script.setAttribute('data-nscript', 'afterInteractive');
    document.body.appendChild(script);
  });`;
}
