import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {WebSocketRoute} from 'playwright-core';
import future from '../future/answers.json' with {type: 'json'};
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import type {WatchedPage} from '../support/e2e-page.js';
import {useSystem} from '../support/e2e-system.js';

/** What is recognised in an answer: an entry, a conversation as its user sees it, or one as agents see it. */
interface Part {
  readonly content?: {readonly text?: string};
  readonly ordinal?: number;
  readonly preview?: {readonly text: string};
}

describe('with a newer service', () => {
  const system = useSystem();

  it('the user reads all that is known, is told of the rest, and goes on', async () => {
    const user = await verifiedUser(system().app);
    const visitor = await system().visitor({user});
    visitor.expectComplaints(/CHAT_OUTDATED ENTRY_UNKNOWN/);
    const frames = await makeNewer(visitor);
    await visitor.page.reload();
    await visitor.openChat();
    const question = `Do you speak the language of the future? ${randomUUID()}`;
    await visitor.write(question);
    await system().answer(question, 'A strange content.');
    await visitor.panel.getByText('This message cannot be shown here.').waitFor();
    await system().answer('A strange content.', 'A strange author.');
    await eventually(async () =>
      assert.equal(await visitor.panel.getByText('This message cannot be shown here.').count(), 2),
    );
    await system().answer('A strange author.', 'And one that you know.');
    await eventuallyEqual(() => visitor.messages(), [`user: ${question}`, 'agent: And one that you know.']);

    const syncs = visitor.page.waitForRequest('**/v1/sync');
    frames.send(JSON.stringify(future.frame));
    await syncs;
    await visitor.write('I can still write.');
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 2);
    await visitor.page.reload();
    await visitor.openChat();
    await eventuallyEqual(
      () => visitor.messages(),
      [`user: ${question}`, 'agent: And one that you know.', 'user: I can still write.'],
    );
    assert.equal(await visitor.panel.getByText('This message cannot be shown here.').count(), 2);
    const reports = visitor.eventsNamed('webchatruntimeerror').map((detail) => (detail as {reason: string}).reason);
    // Once on the page before the reload, and once on the page after it.
    assert.deepEqual(reports, ['ENTRY_UNKNOWN', 'ENTRY_UNKNOWN']);
  });

  it('the agent reads all that is known, is told of the rest, and goes on', async () => {
    const user = await verifiedUser(system().app);
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    inbox.expectComplaints(/this version of the inbox cannot show/);
    const frames = await makeNewer(inbox);
    const stranger = await system().visitor({user: await verifiedUser(system().app)});
    await stranger.openChat();
    await stranger.write('A strange user.');
    await inbox.page.reload();
    await inbox.list.getByText('cannot be shown').waitFor();
    await visitor.openChat();
    const question = `An agent of today. ${randomUUID()}`;
    await visitor.write(question);
    await inbox.openConversation(question);
    const unknown = inbox.conversation.getByText('cannot be shown here');
    await visitor.write('A strange content.');
    await eventually(async () => assert.equal(await unknown.count(), 1));
    await visitor.write('A strange author.');
    await eventually(async () => assert.equal(await unknown.count(), 2));
    const syncs = inbox.page.waitForRequest('**/v1/agent/sync');
    frames.send(JSON.stringify(future.frame));
    await syncs;
    await visitor.write('A strange status.');
    await eventuallyEqual(() => inbox.messages(), [`user: ${question}`, 'user: A strange status.']);
    await inbox.answer('I can still answer.');
    await visitor.panel.getByText('I can still answer.').waitFor();
  });
});

/**
 * Makes the page's service a newer one, from its next load on: the answers get unknown fields, the user's conversations an unknown
 * status, and what has certain texts an unknown content, author, status or user. @returns The newest live connection, to send frames to the page.
 */
async function makeNewer({page}: WatchedPage): Promise<{send(frame: string): void}> {
  let newest: WebSocketRoute | undefined;
  await page.route(/\/v1\/(agent\/)?(sync|messages|conversations\/.*)$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const response = await route.fetch();
    const text = await response.text();
    return route.fulfill({response, body: response.ok() ? JSON.stringify(newer(JSON.parse(text))) : text});
  });
  await page.routeWebSocket(/\/live$/, (socket) => {
    newest = socket;
    const server = socket.connectToServer();
    server.onMessage((frame) => socket.send(JSON.stringify(newer(JSON.parse(frame.toString())))));
  });
  return {
    send: (frame) => {
      assert.ok(newest, 'there is a live connection');
      newest.send(frame);
    },
  };
}

/** Changes what is in an answer or a frame, however deep. */
function newer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(newer);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, newer(part)]));
  const {content, ordinal, preview} = value as Part;
  if (content?.text === 'A strange content.') return {...parts, ...future.field, content: future.content};
  if (content?.text === 'A strange author.') return {...parts, ...future.field, author: future.author};
  if (preview?.text === 'A strange author.') return {...parts, preview: {...preview, author: future.author.kind}};
  if (preview?.text === 'A strange user.') return {...parts, user: {...future.field, kind: future.author.kind}};
  const isStrange = ordinal !== undefined || preview?.text === 'A strange status.';
  return {...parts, ...future.field, ...(isStrange && {status: future.status})};
}
