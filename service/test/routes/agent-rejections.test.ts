import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {liveClients} from '../support/live.js';
import {addApp, APP, assertError, linesOf, startTestService, type TestService} from '../support/test-service.js';
import type {AgentRejectResponse} from '../../contract/conversations.js';

type Headers = Record<string, string>;

async function reject(service: TestService, headers: Headers, ids: readonly string[]): Promise<AgentRejectResponse> {
  const response = await service.asAgent(headers, 'conversations/reject', {ids});
  assert.equal(response.statusCode, 200, response.body);
  return response.json();
}

async function begin(service: TestService) {
  const session = await service.visit();
  const {conversation} = await service.send(session, 'hello');
  return {session, id: conversation.id};
}

describe('rejecting many conversations at once', () => {
  it('is for each of them like rejecting it alone', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({domain: APP.domain});
    const base = await service.app.listen({host: '127.0.0.1', port: 0});
    const spam = [];
    for (let index = 0; index < 5; index++) spam.push(await begin(service));
    const customer = await begin(service);
    const client = await liveClients(t, base)('/v1/live');
    client.say({type: 'authenticate', sessionToken: spam[0]?.session});
    await client.ready();

    const ids = spam.map(({id}) => id);
    const {conversations, failed} = await reject(service, headers, [...ids, ids[0] ?? '']);
    assert.deepEqual(conversations.map(({id}) => id).toSorted(), ids.toSorted());
    assert.deepEqual(failed, []);
    for (const conversation of conversations) {
      assert.equal(conversation.status, 'ended');
      assert.deepEqual(linesOf(conversation as Parameters<typeof linesOf>[0]), ['[rejected]', '[ended]']);
    }
    assert.deepEqual(
      (await service.agentList(headers)).map(({id}) => id),
      [customer.id],
    );
    const frame = await client.next();
    assert.equal(frame.type, 'changed', 'the user is told at once');
    for (const {session} of spam) {
      const [seen] = (await service.sync(session, {page: {}})).conversations;
      assert.deepEqual(linesOf(seen), ['hello', '[rejected]', '[ended]']);
    }
  });

  it('says which could not be rejected, and rejects the others', async (t) => {
    const service = await startTestService(t);
    await addApp(service.engine, {domain: 'other'});
    const headers = await service.agent({domain: 'other'});
    const administrator = await service.agent({email: 'boss@acme.example'});
    const [open, over] = [await begin(service), await begin(service)];
    await service.append(administrator, over.id, {kind: 'rejected'});
    const ids = [over.id, 'unknown', open.id];
    const {conversations, failed} = await reject(service, administrator, ids);
    assert.deepEqual(
      conversations.map(({id}) => id),
      [open.id],
    );
    assert.deepEqual(failed, [
      {id: over.id, code: 'conflict'},
      {id: 'unknown', code: 'not_found'},
    ]);
    const foreign = await begin(service);
    assert.deepEqual((await reject(service, headers, [foreign.id])).failed, [{id: foreign.id, code: 'not_found'}]);
    assert.deepEqual(
      (await service.agentList(administrator)).map(({id}) => id),
      [foreign.id],
    );
  });

  it('is limited to fifty', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const ids = Array.from({length: 51}, (_, index) => `${index}`);
    for (const wrong of [ids, [], [''], 'all']) {
      const response = await service.asAgent(headers, 'conversations/reject', {ids: wrong});
      assertError(response, 400, 'invalid_request', response.json<{error: {field: string}}>().error.field);
    }
    assert.equal((await reject(service, headers, ids.slice(1))).failed.length, 50);
  });
});
