import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {findServerPort} from '../support/find-port.js';
import {startService} from '../support/start-service.js';
import {createApp, verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('a site on another origin than the service', () => {
  const system = useSystem();

  it('has the chat with one script tag in plain HTML, without any policy', async () => {
    const visitor = await system().visitor({policy: ''});
    await visitor.openChat();
    await visitor.write('One tag was enough.');
    const inbox = await system().inbox();
    await inbox.openConversation('One tag was enough.');
    await inbox.answer('As promised.');
    await visitor.panel.getByText('As promised.').waitFor();
  });

  it('keeps the strictest policy, with Trusted Types, and no part of a conversation violates it', async () => {
    const [visitor, inbox] = await Promise.all([
      system().visitor({user: await verifiedUser(system().app)}),
      system().inbox(),
    ]);
    await visitor.openChat();
    await visitor.write('Is <b>this</b> text? https://example.org/?a=1&b=2');
    await inbox.openConversation('Is <b>this</b> text?');
    await inbox.answer('<img src=x onerror=alert(1)> is text, too.');
    await visitor.panel.getByText('<img src=x onerror=alert(1)> is text, too.').waitFor();
    await visitor.closeChat();
    await visitor.openChat();
    await inbox.resolve();
    await visitor.panel.getByText('This conversation was resolved.').waitFor();
    for (const page of [visitor, inbox]) page.assertContent();

    // Proves that the test notices a violation.
    visitor.expectComplaints(/TrustedHTML|require-trusted-types-for/);
    const isRefused = await visitor.page.evaluate(() => {
      try {
        new DOMParser().parseFromString('<p></p>', 'text/html');
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(isRefused);
    await eventually(() => assert.ok(visitor.complaints.some((text) => text.startsWith('violation: require-trusted'))));
  });

  it('whose origin the app does not list gets no answer and no exception, and one report with the reason', async () => {
    const app = await system().createApp({origins: ['https://shop.example']});
    for (const user of [{}, await verifiedUser(app)]) {
      const visitor = await system().visitor({app, user});
      visitor.expectComplaints(/<helpshift-chat> SERVICE_FAILED FORBIDDEN/, /status of 403/);
      await eventuallyEqual(() => runtimeErrors(visitor), [{error: 'SERVICE_FAILED', reason: 'FORBIDDEN'}]);
      const told = visitor.complaints.filter((complaint) => complaint.includes('SERVICE_FAILED FORBIDDEN'));
      assert.equal(told.length, 1);
      const {domain, platformId} = app;
      const command = `helpshift-chat app set ${domain}/${platformId} --add-origin ${system().site.origin}`;
      assert.ok(told[0]?.includes(`does not list the origin ${system().site.origin}. List it: ${command}`), told[0]);
      await visitor.callOpen();
      await visitor.panel.waitFor();
      assert.equal(await visitor.input.count(), 0);
      assert.equal(runtimeErrors(visitor).length, 1);
    }
  });

  it('with an unknown app shows no launcher, and gets one report', async () => {
    const visitor = await system().visitor({app: {domain: 'bar', platformId: 'nowhere', secret: ''}});
    visitor.expectComplaints(/status of 404/, /<helpshift-chat> SERVICE_FAILED UNKNOWN_APP/);
    await eventuallyEqual(() => runtimeErrors(visitor), [{error: 'SERVICE_FAILED', reason: 'UNKNOWN_APP'}]);
    await visitor.launcherButton.waitFor({state: 'hidden'});
    await visitor.callOpen();
    await visitor.panel.getByRole('alert').getByText('The chat is not available').waitFor();
    assert.equal(runtimeErrors(visitor).length, 1);
  });

  it('that forgets an attribute shows no launcher, and gets a report with its name', async () => {
    for (const [chat, reason] of [
      [{domain: 'bar', 'platform-id': ''}, 'PLATFORM_ID_MISSING'],
      [{domain: '', 'platform-id': 'foo'}, 'DOMAIN_MISSING'],
    ] as const) {
      const visitor = await system().visitor({chat});
      visitor.expectComplaints(/<helpshift-chat> CONFIGURATION_INVALID/);
      await eventuallyEqual(() => runtimeErrors(visitor), [{error: 'CONFIGURATION_INVALID', reason}]);
      assert.equal(await visitor.launcherButton.isVisible(), false);
      // The developer can correct the tag in the open page.
      const {domain, platformId} = system().app;
      await visitor.chat.evaluate(
        (element, [first, second]) => {
          element.setAttribute('domain', first);
          element.setAttribute('platform-id', second);
        },
        [domain, platformId] as const,
      );
      await visitor.launcherButton.waitFor();
    }
  });

  it('without a running service has no exception and one event; when the service starts, all users have their chat', async (t) => {
    const [dataDir, port] = await Promise.all([mkdtemp(join(tmpdir(), 'helpshift-chat-e2e-')), findServerPort()]);
    const closes = [(): Promise<void> => rm(dataDir, {recursive: true, force: true})];
    // What was started last ends first: a service whose database is removed ends with an error.
    t.after(async () => {
      for (const close of closes.reverse()) await close();
    });
    await (await startService({dataDir, port})).stop();
    const app = await createApp({DATA_DIR: dataDir}, {origins: [system().site.origin]});
    const url = `http://127.0.0.1:${port}`;
    const policy = `script-src ${system().url}; connect-src ${url} ws://127.0.0.1:${port}`;
    const visit = (user: ChatUser) => system().visitor({app, user, policy, chat: {'service-url': url}});
    const [known, anonymous] = await Promise.all([visit(await verifiedUser(app)), visit({})]);
    for (const visitor of [known, anonymous]) {
      visitor.expectComplaints(/ERR_CONNECTION_REFUSED/, /<helpshift-chat> SERVICE_FAILED UNREACHABLE/);
      await eventuallyEqual(() => runtimeErrors(visitor), [{error: 'SERVICE_FAILED', reason: 'UNREACHABLE'}]);
    }
    assert.equal(await known.identityState(), 'verifying');
    assert.deepEqual(known.launcher, []);
    await anonymous.launcherButton.click();
    await anonymous.panel.waitFor();

    const service = await startService({dataDir, port});
    closes.push(() => service.stop());
    // After some failed attempts the chat waits up to half a minute before the next one.
    await known.launcherButton.waitFor({timeout: 45_000});
    await known.launcherButton.click();
    for (const visitor of [known, anonymous]) {
      await visitor.input.waitFor({timeout: 45_000});
      await visitor.write('There you are.');
      await eventuallyEqual(() => visitor.messages(), ['user: There you are.']);
      assert.equal(runtimeErrors(visitor).length, 1);
    }
  });

  function runtimeErrors(visitor: Visitor): unknown[] {
    return visitor.eventsNamed('webchatruntimeerror');
  }
});
