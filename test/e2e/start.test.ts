import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, describe, it} from 'node:test';
import type {Browser} from 'playwright-core';
import {findServerPort} from '../support/find-port.js';
import {startService, type RunningService} from '../support/start-service.js';
import {launchBrowser} from '../support/browser.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Inbox} from '../support/e2e-inbox.js';
import {Visitor} from '../support/e2e-visitor.js';

describe('the first start of the service', () => {
  let browser: Browser;
  let dataDir: string;
  let port: number;
  let service: RunningService | undefined;

  before(async () => {
    [browser, dataDir, port] = await Promise.all([
      launchBrowser(),
      mkdtemp(join(tmpdir(), 'helpshift-chat-e2e-')),
      findServerPort(),
    ]);
    await start();
  });

  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  after(async () => {
    await browser?.close();
    await service?.stop();
    await rm(dataDir, {recursive: true, force: true});
  });

  it('prints the addresses of demo, inbox, element and API, and each one answers', async () => {
    const output = await printed(/API\s/);
    const origin = `http://localhost:${port}`;
    const addresses: readonly (readonly [name: string, address: string, type: string])[] = [
      ['Demo', `${origin}/`, 'text/html'],
      ['Inbox', `${origin}/inbox`, 'text/html'],
      ['Element', `${origin}/helpshift-chat.js`, 'application/javascript'],
      ['API', `${origin}/openapi.json`, 'application/json'],
    ];
    const lines = [...output.matchAll(/^(\w+)\s+(http:\S+)$/gm)].map(([, name, address]) => [name, address]);
    assert.deepEqual(
      lines,
      addresses.map(([name, address]) => [name, address]),
    );
    for (const [name, address, type] of [...addresses, ['Health', `${origin}/healthz`, 'application/json'] as const]) {
      const response = await fetch(address);
      assert.equal(response.status, 200, name);
      assert.match(response.headers.get('content-type') ?? '', new RegExp(`^${type}`), name);
      assert.notEqual(await response.text(), '', name);
    }
  });

  it('prints a password once; after a restart it still works, and every conversation is there', async () => {
    const [, email = '', password = ''] = /as (\S+) with (\S+)\n/.exec(await printed(/shown only once/)) ?? [];
    const url = `http://localhost:${port}`;
    const [visitor, inbox] = await Promise.all([Visitor.open(browser, `${url}/`), Inbox.open(browser, url)]);
    await inbox.logIn(email, password);
    await visitor.openChat();
    await visitor.write('Will you remember me?');
    await inbox.openConversation('Will you remember me?');
    await inbox.answer('Always.');
    await visitor.panel.getByText('Always.').waitFor();

    await service?.stop();
    await start();
    await printed(/API\s/);
    assert.doesNotMatch(service?.output() ?? '', /password/i);
    assert.ok(!service?.output().includes(password), 'it is not printed again');
    const sameAgent = await Inbox.open(browser, url);
    await sameAgent.logIn(email, password);
    const expected = ['user: Will you remember me?', 'agent: Always.'];
    await sameAgent.openConversation('Always.');
    await eventuallyEqual(() => sameAgent.messages(), expected);
    await visitor.page.reload();
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), expected);
    // The agent is still logged in.
    await inbox.page.reload();
    await eventuallyEqual(() => inbox.messages(), expected);
    await visitor.write('Good to be back.');
    await Promise.all([inbox, sameAgent].map((one) => one.conversation.getByText('Good to be back.').waitFor()));
  });

  async function start(): Promise<void> {
    service = await startService({dataDir, port});
  }

  /** Waits for this text in the output of the running service, and returns the output. */
  async function printed(pattern: RegExp): Promise<string> {
    await eventually(() => assert.match(service?.output() ?? '', pattern));
    return service?.output() ?? '';
  }
});
