import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Locator} from 'playwright-core';
import budgets from '../../budgets.json' with {type: 'json'};
import {filesWith, readBundleGraph} from '../../scripts/bundle-graph.mjs';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import type {Inbox} from '../support/e2e-inbox.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** Browsers say so on the console when a connection is refused. */
const REFUSED = /WebSocket connection to/;

const typingLine = (visitor: Visitor): Locator => visitor.panel.getByText(/is typing…$/);
const presence = (visitor: Visitor): Locator => visitor.panel.getByText('Somebody is there now');
/** Without the marks that keep the direction of a name. */
const textOf = async (line: Locator): Promise<string> => (await line.innerText()).replaceAll(/[\u2068\u2069]/g, '');

/** Types as a person does, until somebody sees it, without sending. A word of it comes every three seconds. */
async function typeUntil(input: Locator, isSeen: Locator): Promise<void> {
  for (let isFirst = true; isFirst || !(await isSeen.count()); isFirst = false) await input.pressSequentially('a ');
}

describe('a visitor and an agent who type', () => {
  const system = useSystem();

  /** A visitor who has written, and an agent who reads it. */
  async function meet(question: string): Promise<{visitor: Visitor; inbox: Inbox}> {
    const user = await verifiedUser(system().app, {userId: question, userName: 'Ada Lovelace'});
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    await visitor.openChat();
    await visitor.write(question);
    await inbox.openConversation(question);
    return {visitor, inbox};
  }

  it('see it of each other, with the name, until the message arrives', async () => {
    const {visitor, inbox} = await meet('Is my lamp on its way?');
    await presence(visitor).waitFor();

    await typeUntil(inbox.answerInput, typingLine(visitor));
    const line = await textOf(typingLine(visitor));
    await inbox.answer('It is on its way.');
    await visitor.panel.getByText('It is on its way.').waitFor();
    await eventuallyEqual(() => typingLine(visitor).count(), 0, 2_000);
    assert.equal(line, `${await visitor.panel.locator('.agent .name').last().innerText()} is typing…`);

    const inboxLine = inbox.conversation.getByText(/is typing…$/);
    await typeUntil(visitor.input, inboxLine);
    assert.equal(await textOf(inboxLine), 'Ada Lovelace is typing…');
    await inbox.line('Is my lamp').or(inbox.line('It is on its way.')).getByText('typing…').waitFor();
    await visitor.write('Thank you!');
    await eventuallyEqual(async () => (await inbox.messages()).at(-1), 'user: Thank you!');
    await eventuallyEqual(() => inbox.page.getByText('typing…').count(), 0, 2_000);
  });

  it('see nothing of what the others write to somebody else, nor of a note', async () => {
    const {visitor, inbox} = await meet('What does it cost?');
    const other = await system().visitor({user: await verifiedUser(system().app, {userId: 'other'})});
    await other.openChat();
    await other.write('Me, too?');
    await inbox.line('Me, too?').waitFor();
    await inbox.conversation.getByRole('radio', {name: 'Note'}).check();
    await inbox.conversation.getByRole('textbox', {name: 'Your note'}).pressSequentially('A difficult one');
    assert.equal(await typingLine(visitor).count(), 0);
    await inbox.conversation.getByRole('radio', {name: 'Answer'}).check();
    const seen = other.panel.getByText(/typing/);
    await typeUntil(inbox.answerInput, typingLine(visitor));
    assert.equal(await seen.count(), 0);
  });

  it('stop when they stop', async () => {
    const {visitor, inbox} = await meet('Do you deliver?');
    await typeUntil(inbox.answerInput, typingLine(visitor));
    await typingLine(visitor).waitFor({state: 'detached', timeout: 15_000});
  });

  it('see it later, when the code for it did not load at first', async () => {
    const user = await verifiedUser(system().app, {userId: 'loads late'});
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    visitor.expectComplaints(/ERR_\w+/, /SERVICE_FAILED/, REFUSED);
    const graph = readBundleGraph();
    const others = new Set(filesWith(graph, budgets.conversation.loads));
    const [file] = filesWith(graph, ['src/element/panel/signs/index.ts']).filter((name) => !others.has(name));
    let requests = 0;
    await visitor.page.route(`**/${file}`, (route) => (requests++ ? route.continue() : route.abort()));
    await visitor.openChat();
    await visitor.write('Is somebody there?');
    await inbox.openConversation('Is somebody there?');
    await eventually(() => assert.equal(requests, 1));
    await visitor.loseNetwork();
    await visitor.panel.getByText('You are offline.').waitFor();
    await visitor.regainNetwork();
    await presence(visitor).waitFor();
  });

  it('see nothing without WebSockets, and the chat works', async () => {
    const user = await verifiedUser(system().app, {userId: 'polls'});
    const visitor = await system().visitor({user});
    visitor.expectComplaints(REFUSED);
    await visitor.context.routeWebSocket(/\/v1\/live/, (socket) => socket.close());
    await visitor.page.reload();
    const inbox = await system().inbox();
    await visitor.openChat();
    await visitor.write('Are you there?');
    await inbox.openConversation('Are you there?');
    await inbox.answerInput.pressSequentially('Yes, I');
    await inbox.answer('Yes, I am.');
    await visitor.panel.getByText('Yes, I am.').waitFor();
    assert.equal(await typingLine(visitor).count(), 0);
    assert.equal(await presence(visitor).count(), 0);
  });
});
