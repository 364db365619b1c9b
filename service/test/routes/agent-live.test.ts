import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {AGENT_SESSION_LIFE_MS} from '../../src/limits.js';
import {assertEnds, changed, LiveClient, refusedWith, startLive} from '../support/live.js';
import {knownOf} from '../support/test-service.js';

describe('a live connection of the inbox', () => {
  it('gets every change of a conversation in its domain, and answers a ping', async (t) => {
    const {service, listenAsAgent} = await startLive(t);
    const headers = await service.agent({email: 'a@x.org', domain: 'acme'});
    const mine = await listenAsAgent(headers);
    const all = await listenAsAgent(await service.agent({email: 'b@x.org'}));
    const other = await listenAsAgent(await service.agent({email: 'c@x.org', domain: 'other'}));
    const {conversation} = await service.send(await service.visit(), 'hello');
    const seen = await service.agentSync(headers, {page: {id: conversation.id}});
    const [{beginning: _, ...shown} = assert.fail()] = seen.conversations;
    for (const client of [mine, all]) assert.deepEqual(await client.next(), changed(shown));
    await other.assertNothingCame();
  });

  it('gets read marks of other agents, and so does the user', async (t) => {
    const {service, listen, listenAsAgent} = await startLive(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const headers = await service.agent();
    const [agent, user] = [await listenAsAgent(headers), await listen(session)];
    await service.agentSync(headers, {read: [{id: conversation.id, number: 1}]});
    const known = [{...knownOf(conversation), note: 0}];
    const {conversations} = await service.agentSync(headers, {known});
    assert.equal(conversations[0]?.readNumber, 1);
    assert.deepEqual(await agent.next(), changed(conversations[0]));
    const [seen] = await service.news(session, conversation);
    assert.deepEqual([seen?.agentReadNumber, seen?.readNumber, seen?.entries], [1, 1, []]);
    assert.deepEqual(await user.next(), changed(seen));
    // This read mark does not move, so nobody is told.
    await service.agentSync(headers, {read: [{id: conversation.id, number: 1}]});
    for (const client of [agent, user]) await client.assertNothingCame();
  });

  it('gets the read marks of the user', async (t) => {
    const {service, listenAsAgent} = await startLive(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const headers = await service.agent();
    await service.append(headers, conversation.id, 'hi');
    const agent = await listenAsAgent(headers);
    const read = [{id: conversation.id, number: 2}];
    await service.sync(session, {read});
    const {conversations} = await service.agentSync(headers, {page: {id: conversation.id}});
    const [{beginning: _, ...seen} = assert.fail()] = conversations;
    assert.deepEqual([seen.userReadNumber, seen.readNumber], [2, 0]);
    assert.deepEqual(await agent.next(), changed({...seen, entries: [], notes: []}));
    await service.sync(session, {read});
    await agent.assertNothingCame();
  });

  it('is closed at once when its agent logs out, and no other connection', async (t) => {
    const {service, listenAsAgent} = await startLive(t, {liveTickMs: 3_600_000});
    const [one, two] = [await service.agent({email: 'a@x.org'}), await service.agent({email: 'b@x.org'})];
    const [leaving, staying] = [await listenAsAgent(one), await listenAsAgent(two)];
    await service.ask({method: 'DELETE', url: '/v1/agent/session', headers: one});
    await assertEnds(leaving, LIVE_CLOSE_UNAUTHORIZED);
    await staying.assertNothingCame();
  });

  it('is closed when the two weeks of its session are over', async (t) => {
    const {service, listenAsAgent} = await startLive(t);
    const client = await listenAsAgent(await service.agent());
    service.clock.advance(AGENT_SESSION_LIFE_MS);
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('is closed when its session is deleted from the database', async (t) => {
    const {service, listenAsAgent} = await startLive(t);
    const client = await listenAsAgent(await service.agent());
    await service.engine.db.deleteFrom('agent_sessions').execute();
    await assertEnds(client, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('is refused without the cookie, and to another site with it', async (t) => {
    const {service, base} = await startLive(t);
    const {cookie} = await service.agent();
    const attempts = [
      [401, {origin: base}],
      [401, {origin: base, cookie: 'helpshift-chat-agent=forged'}],
      [403, {cookie}],
      [403, {cookie, origin: 'https://evil.example'}],
      [403, {cookie, origin: 'null'}],
    ] as const;
    for (const [status, headers] of attempts) {
      const client = new LiveClient(`${base.replace('http', 'ws')}/v1/agent/live`, {headers});
      assert.equal(await refusedWith(client), status);
    }
  });
});
