import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {storedTexts, verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import type {Inbox} from '../support/e2e-inbox.js';
import {useSystem, type System} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Complaints about connections that were cut on purpose. */
const CUT = [
  /ERR_(INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NETWORK_CHANGED|FAILED|ABORTED)/,
  /ERR_(CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING)/,
  /<helpshift-chat> SERVICE_FAILED/,
  /WebSocket connection to/,
  /40[14]|50[03]/,
];

/** After some failed attempts a client waits up to half a minute before the next one. */
const LIMIT_MS = 60_000;

describe('what was written is stored once and shown once, whatever fails:', () => {
  const system = useSystem();

  it('kills, cuts, lost answers, half answers and refused WebSockets', async () => {
    const app = await system().createApp();
    const user = await verifiedUser(app);
    const [visitor, inbox] = await Promise.all([system().visitor({user, app}), system().inbox()]);
    for (const page of [visitor, inbox]) page.expectComplaints(...CUT);
    let isRefused = false;
    for (const {context} of [visitor, inbox]) {
      await context.routeWebSocket(/\/live$/, (socket) => {
        if (isRefused) void socket.close();
        else socket.connectToServer();
      });
    }
    await Promise.all([visitor.page.reload(), inbox.page.reload()]);
    await visitor.openChat();
    await visitor.write('Message 0');
    const tab = system().watch(await visitor.openTab(visitor.page.url()));
    tab.expectComplaints(...CUT);
    await tab.openChat();
    await inbox.openConversation('Message 0');

    let count = 0;
    const written = ['user: Message 0'];
    const write = async (page: Visitor): Promise<void> => {
      await page.write(`Message ${++count}`);
      written.push(`user: Message ${count}`);
    };
    const answer = async (): Promise<void> => {
      await inbox.answer(`Message ${++count}`);
      written.push(`agent: Message ${count}`);
    };
    const everybodyWrites = async (): Promise<void> => {
      await write(visitor);
      await answer();
      await write(tab);
    };

    // The service dies between a message and its answer, ten times.
    for (let kill = 0; kill < 10; kill++) {
      await everybodyWrites();
      await system().kill();
      if (kill % 3 === 0) await everybodyWrites();
      await system().startAgain();
    }
    for (const page of [visitor, inbox]) {
      await page.loseNetwork();
      await everybodyWrites();
      await page.regainNetwork();
    }
    await cutAnswers(visitor, '**/v1/messages');
    await cutAnswers(inbox, '**/v1/agent/conversations/*/entries');
    await cutAnswers(visitor, '**/v1/sync');
    await everybodyWrites();
    isRefused = true;
    await system().kill();
    await everybodyWrites();
    await system().startAgain();
    await everybodyWrites();
    await assertAll(system(), app.domain, {written, visitors: [visitor, tab], inbox});
    isRefused = false;
    await everybodyWrites();
    await assertAll(system(), app.domain, {written, visitors: [visitor, tab], inbox});
    const added = visitor.eventsNamed('messageadd').map((detail) => (detail as {body: string}).body);
    assert.equal(new Set(added).size, added.length, 'no message was announced twice');
  });

  it('the restore of a backup: open pages show what is stored, and go on', async () => {
    const app = await system().createApp();
    const user = await verifiedUser(app);
    const [visitor, inbox] = await Promise.all([system().visitor({user, app}), system().inbox()]);
    for (const page of [visitor, inbox]) page.expectComplaints(...CUT);
    await visitor.openChat();
    await visitor.write('Before the backup.');
    await inbox.openConversation('Before the backup.');
    await inbox.answer('Kept.');
    await visitor.panel.getByText('Kept.').waitFor();
    await system().kill();
    const restore = await system().backUp();
    await system().startAgain();

    await visitor.write('After the backup.');
    await inbox.conversation.getByText('After the backup.').waitFor({timeout: LIMIT_MS});
    await inbox.answer('Lost by the restore.');
    await visitor.panel.getByText('Lost by the restore.').waitFor({timeout: LIMIT_MS});
    // Else the inbox would send it again after the restore.
    await inbox.conversation.getByText('Sending…').waitFor({state: 'hidden'});
    await system().kill();
    await restore();
    await system().startAgain();

    const kept = ['user: Before the backup.', 'agent: Kept.'];
    await eventuallyEqual(() => visitor.messages(), kept, LIMIT_MS);
    await eventuallyEqual(() => inbox.messages(), kept, LIMIT_MS);
    await visitor.write('And on.');
    await inbox.conversation.getByText('And on.').waitFor({timeout: LIMIT_MS});
    await inbox.answer('With new numbers.');
    await assertAll(system(), app.domain, {
      written: [...kept, 'user: And on.', 'agent: With new numbers.'],
      visitors: [visitor],
      inbox,
    });
  });
});

/** The answer to the next request is cut in its middle. The service has done what was asked. */
async function cutAnswers(page: Visitor | Inbox, path: string): Promise<void> {
  await page.page.route(
    path,
    async (route) => {
      try {
        const response = await route.fetch();
        const body = await response.text();
        await route.fulfill({response, body: body.slice(0, body.length / 2)});
      } catch {
        // The service was killed meanwhile, or the page has given the request up.
        await route.abort().catch(() => {});
      }
    },
    {times: 1},
  );
}

interface Expected {
  readonly written: readonly string[];
  readonly visitors: readonly Visitor[];
  readonly inbox: Inbox;
}

/** Asserts that each written message is stored once, and that all pages show what is stored, in its order. */
async function assertAll(system: System, domain: string, {written, visitors, inbox}: Expected): Promise<void> {
  const sorted = [...written].sort();
  await eventually(async () => {
    assert.deepEqual([...(await storedTexts(system.settings, domain))].sort(), sorted);
  }, LIMIT_MS);
  const stored = await storedTexts(system.settings, domain);
  for (const page of [...visitors, inbox]) {
    await eventually(async () => {
      const shown = await page.messages();
      // A page shows the newest part of a long conversation.
      assert.ok(shown.length >= Math.min(stored.length, 40), `${shown.length} messages are shown`);
      assert.deepEqual(shown, stored.slice(-shown.length));
    }, LIMIT_MS);
  }
}
