/** A page without a secure context: plain HTTP, not on localhost. It lacks some browser APIs. */
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';
import {verifiedUser, type ChatUser, type TestApp} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {keptUsers} from '../support/e2e-storage.js';
import {useSystem} from '../support/e2e-system.js';
import {Visitor} from '../support/e2e-visitor.js';

/** Host names that a browser does not treat as localhost. */
const elsewhere = (url: string, name: string): string => url.replace('127.0.0.1', name);

describe('a page on plain HTTP', () => {
  const system = useSystem();
  let browser: Browser;
  let app: TestApp;

  before(async () => {
    const names = '--host-resolver-rules=MAP shop.test 127.0.0.1, MAP chat.test 127.0.0.1';
    browser = await chromium.launch({executablePath: findOrInstallChromium(), args: [...CHROMIUM_FLAGS, names]});
    app = await system().createApp({origins: [elsewhere(system().site.origin, 'shop.test')]});
  });

  after(() => browser?.close());

  it('has the chat: an anonymous user writes, gets an answer, and is still there later', async () => {
    const visitor = await visit();
    await visitor.openChat();
    await visitor.write('Is this line safe?');
    await system().answer('Is this line safe?', 'It is not, but it works.');
    const messages = ['user: Is this line safe?', 'agent: It is not, but it works.'];
    await eventuallyEqual(() => visitor.messages(), messages);
    assert.equal((await keptUsers(visitor.page)).length, 1);
    await visitor.page.reload();
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), messages);
    await visitor.write('I see.');
    await eventuallyEqual(() => visitor.messages(), [...messages, 'user: I see.']);
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 2);
    assert.deepEqual(visitor.eventsNamed('webchatruntimeerror'), []);
  });

  it('has the chat of a verified user, who logs out', async () => {
    const visitor = await visit(await verifiedUser(app));
    await visitor.openChat();
    await visitor.write('It is me.');
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
    await visitor.setUser({});
    await eventuallyEqual(() => visitor.messages(), []);
    assert.deepEqual(visitor.eventsNamed('webchatruntimeerror'), []);
  });

  async function visit(user: ChatUser = {}): Promise<Visitor> {
    const serviceUrl = elsewhere(system().url, 'chat.test');
    const address = system().publish({app, user, serviceUrl});
    const visitor = system().watch(await Visitor.open(browser, elsewhere(address, 'shop.test')));
    assert.equal(await visitor.page.evaluate(() => isSecureContext), false);
    assert.equal(await visitor.page.evaluate(() => 'randomUUID' in crypto), false);
    return visitor;
  }
});
