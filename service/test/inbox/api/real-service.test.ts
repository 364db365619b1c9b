import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import type {Beginning} from 'helpshift-chat/protocol';
import type {AgentRejectResponse} from '../../../contract/conversations.js';
import {
  type AgentFrame,
  holdsUnknown,
  parseAgent,
  parseAgentFrame,
  parseAgentSync,
  parseRejected,
  parseSessions,
  parseSyncedHead,
  type SyncedHead,
} from '../../../inbox/api/parse-agent.js';
import {parseAudit} from '../../../inbox/audit/parse-audit.js';
import {recordAudit} from '../../../src/audit/audit.js';
import {liveClients} from '../../support/live.js';
import {changeSettings, OWN_ORIGIN, startTestService, type TestService} from '../../support/test-service.js';

const BEGINNING: Beginning = {
  fields: {order: {type: 'singleline', value: 'A-17'}, bought: {type: 'date', value: 1000}},
  pageUrl: 'https://shop.example/cart',
};

const CARD = {
  kind: 'card',
  text: 'Look',
  actions: [{kind: 'link', label: 'Track it', target: 'https://shop.example/17'}],
} as const;

/** A conversation with every kind of entry and a note, and an agent who may read it. */
async function startWithConversation(t: TestContext) {
  const service = await startTestService(t, {publicOrigin: OWN_ORIGIN});
  const agent = await service.agent();
  const user = await service.logIn('ann', 'ann@example.com');
  const write = (message: object) =>
    service.as(user, {
      method: 'POST',
      url: '/v1/messages',
      payload: {messages: [{id: crypto.randomUUID(), ...message}]},
    });
  await write({text: 'hello', beginning: BEGINNING});
  const [{id} = assert.fail()] = (await service.sync(user, {page: {}})).conversations;
  await service.append(agent, id, {kind: 'note', text: 'for us'});
  await service.append(agent, id, 'an answer');
  await service.append(agent, id, {kind: 'resolved'});
  await service.append(agent, id, {kind: 'reopened'});
  await service.append(agent, id, CARD);
  await service.append(agent, id, {kind: 'resolved'});
  await write({conversationId: id, content: {kind: 'ended'}});
  await write({conversationId: id, content: {kind: 'rated', rating: 4, feedback: 'fine'}});
  return {service, agent, user, id};
}

async function post(service: TestService, headers: Record<string, string>, url: string, body: object) {
  const response = await service.asAgent(headers, url, body);
  assert.match(String(response.statusCode), /^20[01]$/, response.body);
  return response.json<unknown>();
}

/** Asserts that the inbox has read all that the service sent. */
function assertReadWhole(read: SyncedHead | undefined, sent: object): asserts read is SyncedHead {
  assert.ok(read);
  const {head, ...logs} = read;
  assert.deepEqual({...head, ...logs}, sent);
  assert.equal(holdsUnknown(read), false);
}

describe("the inbox reads the service's answers whole:", () => {
  it('who is logged in', async (t) => {
    const {service, agent} = await startWithConversation(t);
    const sent = await post(service, agent, 'session/current', {});
    assert.deepEqual(parseAgent(sent), sent);
  });

  it('a list, and a conversation with its log and its notes', async (t) => {
    const {service, agent, id} = await startWithConversation(t);
    const sent = await service.agentSync(agent, {list: {name: 'closed'}, page: {id}});
    const read = parseAgentSync(sent);
    assert.ok(read?.list && sent.list);
    assertReadWhole(read.conversations[0], sent.conversations[0] ?? {});
    assert.deepEqual(
      read.conversations[0].entries.map(({content}) => content.kind),
      ['text', 'text', 'resolved', 'reopened', 'card', 'resolved', 'ended', 'rated'],
    );
    assert.equal(read.conversations[0].beginning?.fields.length, 2);
    assert.equal(read.conversations[0].notes.length, 1);
    assert.deepEqual(read.list.heads, sent.list.conversations);
    assert.deepEqual([read.list.unreadable, read.list.tag], [0, sent.list.tag]);
  });

  it('the page after a page, and what is to be forgotten', async (t) => {
    const {service, agent} = await startWithConversation(t);
    for (let count = 1; count <= 51; count++) await service.send(await service.visit(), 'hello');
    const known = [{id: 'x', version: 1, number: 1, entryId: 'x', note: 0}];
    const sent = await service.agentSync(agent, {list: {name: 'open'}, known});
    const read = parseAgentSync(sent);
    assert.ok(sent.list?.next);
    assert.equal(read?.list?.next, sent.list.next);
    assert.deepEqual(read.restart, ['x']);
  });

  it('what was rejected, and the own sessions', async (t) => {
    const {service, agent} = await startWithConversation(t);
    const {id} = (await service.send(await service.visit(), 'buy this')).conversation;
    const answer = await post(service, agent, 'conversations/reject', {ids: [id, 'unknown']});
    const [sent] = (answer as AgentRejectResponse).conversations;
    assertReadWhole(parseRejected(answer)?.[0], sent ?? assert.fail());
    const sessions = await post(service, agent, 'sessions/list', {});
    assert.deepEqual({sessions: parseSessions(sessions)}, sessions);
  });

  it('the answer to an entry', async (t) => {
    const {service, agent, id} = await startWithConversation(t);
    const content = {kind: 'note', text: 'also for us'};
    const sent = await post(service, agent, `conversations/${id}/entries`, {id: crypto.randomUUID(), content});
    assertReadWhole(parseSyncedHead(sent), sent as object);
  });

  it('the answer to an entry that ends the conversation at once', async (t) => {
    const {service, agent} = await startWithConversation(t);
    const {id} = (await service.send(await service.visit(), 'hello')).conversation;
    const sent = await service.append(agent, id, {kind: 'rejected'});
    const read = parseSyncedHead(sent);
    assertReadWhole(read, sent);
    assert.deepEqual(
      read.entries.map(({content}) => content.kind),
      ['rejected', 'ended'],
    );
    assert.equal(read.head.status, 'ended');
  });

  it('frames', async (t) => {
    const {service, agent, user} = await startWithConversation(t);
    const base = await service.app.listen({host: '127.0.0.1', port: 0});
    const client = await liveClients(t, base)('/v1/agent/live', {headers: agent});
    const next = async () => {
      const sent = await client.next();
      return {sent, read: parseAgentFrame(JSON.stringify(sent))};
    };
    assert.deepEqual((await next()).read, {type: 'ready'} satisfies AgentFrame);
    client.say({type: 'ping'});
    assert.deepEqual((await next()).read, {type: 'pong'} satisfies AgentFrame);
    await service.send(user, 'hello again');
    const {sent, read} = await next();
    assert.ok(read.type === 'changed' && sent.type === 'changed');
    assertReadWhole(read.conversation, sent.conversation);
  });

  it('reads the audit log', async (t) => {
    const service = await startTestService(t, {publicOrigin: OWN_ORIGIN});
    await changeSettings(service.engine, {verification: false, origins: ['https://a.example']});
    const refusal = {reason: 'wrong', network: '203.0.113.0/24', count: 3};
    await recordAudit(service.engine.db, {kind: 'log-ins-refused', actor: {kind: 'service'}, details: refusal}, 2);
    const sent = await post(service, await service.agent(), 'audit', {});
    assert.deepEqual({...parseAudit(sent)}, {next: undefined, ...(sent as object)});
  });
});
