import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {BrowserContext} from 'playwright-core';
import {embedCode} from '../support/embed-code.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {compatibleToken, createMovedApp, namesOf, openHtml} from '../support/e2e-moved-app.js';
import {useSystem} from '../support/e2e-system.js';
import {Visitor} from '../support/e2e-visitor.js';

/** A Helpshift site's own functions, as its pages call them. */
declare const Helpshift: (name: string, ...values: unknown[]) => void;
declare const helpshiftConfig: Record<string, unknown>;
declare const heard: unknown[];

const EVENTS = ['conversationStart', 'messageAdd', 'newUnreadMessages', 'widgetToggle', 'userAuthFailure'];

describe('a site that comes from Helpshift Web Chat', () => {
  const system = useSystem();

  it('changes the address: its users log in, write, are answered, and log out, and its listeners hear it', async () => {
    const app = await createMovedApp(system());
    const userId = `captain-${randomUUID()}`;
    const visitor = await openSite({
      ...namesOf(app),
      userId,
      userName: 'Captain',
      userAuthToken: compatibleToken(app, userId),
    });
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await visitor.openChat();
    await visitor.write('Where is my parcel?');
    await eventuallyEqual(() => visitor.page.evaluate(() => heard.length), 3);
    await visitor.page.evaluate(() => Helpshift('close'));
    await visitor.panel.waitFor({state: 'hidden'});
    await system().answer('Where is my parcel?', 'On its way.');
    await eventuallyEqual(
      () => visitor.page.evaluate(() => heard),
      [
        ['widgetToggle', {visible: true}],
        ['conversationStart', {message: 'Where is my parcel?'}],
        ['messageAdd', {type: 'text', body: 'Where is my parcel?'}],
        ['widgetToggle', {visible: false}],
        ['newUnreadMessages', {unreadCount: 1}],
      ],
    );
    await visitor.page.evaluate(() => Helpshift('open'));
    await eventuallyEqual(() => visitor.messages(), ['user: Where is my parcel?', 'agent: On its way.']);

    await visitor.page.evaluate(() => {
      helpshiftConfig['userId'] = '';
      helpshiftConfig['userEmail'] = '';
      Helpshift('updateHelpshiftConfig');
    });
    await eventuallyEqual(() => visitor.identityState(), 'anonymous');
    await visitor.input.waitFor();
    await eventuallyEqual(() => visitor.messages(), []);
    assert.equal(await visitor.launcherButton.count(), 1);
    visitor.assertContent();
  });

  it('hears why a user was refused, and its users see no launcher', async () => {
    const app = await createMovedApp(system());
    const other = await createMovedApp(system());
    for (const [userAuthToken, message] of [
      [compatibleToken(other, 'captain'), 'invalid user auth token'],
      ['', 'missing user auth token'],
    ] as const) {
      const visitor = await openSite({...namesOf(app), userId: 'captain', userAuthToken});
      visitor.expectComplaints(/status of 401/);
      await eventuallyEqual(() => visitor.page.evaluate(() => heard), [['userAuthFailure', {message}]]);
      assert.equal(await visitor.launcherButton.isVisible(), false);
      await visitor.page.evaluate(() => Helpshift('open'));
      await visitor.panel.getByRole('alert').getByText('We could not confirm who you are').waitFor();
    }
  });

  it('has its chat when the network has lost the element’s script, with the next call', async () => {
    const app = await createMovedApp(system());
    const visitor = await openSite(namesOf(app), (context) =>
      context.route('**/helpshift-chat.js', (route) => route.abort()),
    );
    visitor.expectComplaints(/PANEL_FAILED UNREACHABLE/, /net::ERR_FAILED/);
    await eventually(() => assert.ok(visitor.complaints.some((text) => text.includes('PANEL_FAILED'))));
    await visitor.context.unrouteAll();
    await visitor.page.evaluate(() => Helpshift('open'));
    await visitor.input.waitFor();
  });

  it('tries each call in the demo of the embed code', async () => {
    for (const width of [360, 1280]) {
      const options = {viewport: {width, height: 800}};
      const visitor = system().watch(await Visitor.open(system().browser, `${system().url}/web-chat`, options));
      await visitor.launcherButton.waitFor();
      await visitor.assertFitsWidth();
      const press = (name: string) => visitor.page.getByRole('button', {name, exact: true}).press('Enter');
      const log = visitor.page.getByRole('log', {name: 'Events'});
      await press('Log in as Captain Planet');
      await eventuallyEqual(() => visitor.identityState(), 'verified');
      await press('open');
      await visitor.input.waitFor();
      await log.getByText('{"visible":true}').waitFor();
      // On a small screen the window covers the buttons.
      if (width < 480) await visitor.closeChat();
      else await press('close');
      await visitor.panel.waitFor({state: 'hidden'});
      await press('hide');
      await visitor.launcherButton.waitFor({state: 'hidden'});
      await press('show');
      await visitor.launcherButton.waitFor();
      for (const name of ['setInitialUserMessage', 'setCustomIssueFields', 'replaceCustomIssueFields', 'update'])
        await press(name);
      await press('position top left');
      await eventuallyEqual(() => visitor.chat.getAttribute('position'), 'top-left');
      await press('showLauncher false');
      await visitor.launcherButton.waitFor({state: 'hidden'});
      await press('logout');
      await eventuallyEqual(() => visitor.identityState(), 'anonymous');
      visitor.assertContent();
    }
  });

  /** Opens a page of the site, which is as it was with Helpshift but for the address. */
  async function openSite(config: object, prepare?: (context: BrowserContext) => Promise<unknown>): Promise<Visitor> {
    const listeners = EVENTS.map(
      (name) => `Helpshift('addEventListener', '${name}', function (data) { heard.push(['${name}', data]); });`,
    );
    const html = `<script>window.helpshiftConfig = ${JSON.stringify(config)}; window.heard = [];</script>
      <script>${embedCode(`${system().url}/latest/webChat.js`)}</script>
      <script>${listeners.join('\n')}</script></head><body><h1>A small shop</h1></body>`;
    return openHtml(system(), html, prepare);
  }
});
