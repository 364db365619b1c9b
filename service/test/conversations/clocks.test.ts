import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {OrderedClock} from '../../src/conversations/ordered-clock.js';
import {LIVE_AUTHENTICATE_LIMIT_MS} from '../../src/limits.js';
import {liveClients} from '../support/live.js';
import {linesOf, serveDatabase, startTestService, type TestService} from '../support/test-service.js';
import type {AgentListName} from '../../contract/conversations.js';

const HOUR_MS = 60 * 60 * 1000;

async function previews(service: TestService, headers: Record<string, string>, name: AgentListName) {
  return (await service.agentList(headers, name)).map(({preview}) => preview.text);
}

/** Moves the clock as an administrator or a time server does. Sessions of the old time may be over then. */
const JUMPS = {
  'an hour back': -HOUR_MS,
  'a second back': -1000,
  'a day ahead': 24 * HOUR_MS,
  nowhere: 0,
};

describe('a clock that is set', () => {
  for (const [name, jumpMs] of Object.entries(JUMPS)) {
    it(`${name} changes the order of no list, and each conversation goes up when something happens`, async (t) => {
      const service = await startTestService(t);
      const headers = await service.agent();
      const ids: string[] = [];
      const say = async (user: string, text: string): Promise<void> => {
        ids.push((await service.send(await service.logIn(user), text)).conversation.id);
      };
      await say('ann', 'first');
      await say('bob', 'second');
      service.clock.setWallClock(jumpMs);
      assert.deepEqual(await previews(service, headers, 'open'), ['second', 'first']);
      await say('cid', 'third');
      assert.deepEqual(await previews(service, headers, 'open'), ['third', 'second', 'first']);
      assert.deepEqual(await previews(service, headers, 'waiting'), ['first', 'second', 'third']);
      await say('ann', 'first again');
      assert.deepEqual(await previews(service, headers, 'open'), ['first again', 'third', 'second']);
      // Ann has waited the longest all the time.
      assert.deepEqual(await previews(service, headers, 'waiting'), ['first again', 'second', 'third']);
      await service.append(headers, ids[0]!, 'an answer');
      service.clock.setWallClock(jumpMs);
      await say('ann', 'one more');
      assert.deepEqual(await previews(service, headers, 'waiting'), ['second', 'third', 'one more']);
      for (const id of [ids[1]!, ids[0]!]) await service.append(headers, id, {kind: 'resolved'});
      assert.deepEqual(await previews(service, headers, 'closed'), ['one more', 'second']);
    });

    it(`${name} keeps entries in their order, and gives each change a greater version`, async (t) => {
      const service = await startTestService(t);
      const headers = await service.agent();
      const versions: number[] = [];
      const note = async (): Promise<void> => {
        versions.push((await service.sync(await service.logIn('ann'))).version ?? assert.fail());
      };
      const {conversation} = await service.send(await service.logIn('ann'), 'one');
      await note();
      service.clock.setWallClock(jumpMs);
      await service.append(headers, conversation.id, 'two');
      await note();
      await service.sync(await service.logIn('ann'), {read: [{id: conversation.id, number: 2}]});
      await note();
      await service.append(headers, conversation.id, {kind: 'resolved'});
      await note();
      service.clock.setWallClock(jumpMs);
      await service.send(await service.logIn('ann'), 'three');
      await note();
      assert.deepEqual(
        versions,
        [...new Set(versions)].toSorted((a, b) => a - b),
      );
      const {conversations} = await service.sync(await service.logIn('ann'), {page: {}});
      assert.deepEqual(conversations.map(linesOf), [['one', 'two', '[resolved]', '[reopened]', 'three']]);
    });
  }

  it('back while the service was stopped puts nothing new below what is older', async (t) => {
    const before = await startTestService(t);
    await before.send(await before.logIn('ann'), 'first');
    await before.send(await before.logIn('bob'), 'second');
    await before.app.close();
    before.clock.setWallClock(-HOUR_MS);
    const service = await serveDatabase(t, before.engine, before.clock);
    await service.send(await service.logIn('cid'), 'third');
    const headers = await service.agent();
    assert.deepEqual(await previews(service, headers, 'open'), ['third', 'second', 'first']);
    assert.deepEqual(await previews(service, headers, 'waiting'), ['first', 'second', 'third']);
  });

  it('keeps no connection open that has not said who it is', async (t) => {
    const service = await startTestService(t, {liveTickMs: 10});
    const connect = liveClients(t, await service.app.listen({host: '127.0.0.1', port: 0}));
    const client = await connect('/v1/live');
    const listening = await connect('/v1/live');
    listening.say({type: 'authenticate', sessionToken: await service.visit()});
    await listening.ready();
    service.clock.setWallClock(-24 * HOUR_MS);
    service.clock.advance(LIVE_AUTHENTICATE_LIMIT_MS - 1);
    await listening.assertNothingCame();
    assert.equal(client.socket.readyState, client.socket.OPEN);
    service.clock.advance(1);
    assert.equal((await client.closed).code, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('ahead by a day closes no connection that has not had its time, but ends sessions of the day before', async (t) => {
    const service = await startTestService(t, {liveTickMs: 10});
    const connect = liveClients(t, await service.app.listen({host: '127.0.0.1', port: 0}));
    const client = await connect('/v1/live');
    const listening = await connect('/v1/live');
    listening.say({type: 'authenticate', sessionToken: await service.visit()});
    await listening.ready();
    service.clock.setWallClock(24 * SESSION_LIFE_MS);
    assert.equal((await listening.closed).code, LIVE_CLOSE_UNAUTHORIZED);
    client.say({type: 'authenticate', sessionToken: await service.visit()});
    await client.ready();
  });

  it('does not stop the count of requests', async (t) => {
    const service = await startTestService(t, {rateLimits: {sessions: {burst: 1, perSecond: 1}}});
    const statuses: number[] = [];
    for (const change of [0, -HOUR_MS, 24 * HOUR_MS]) {
      service.clock.setWallClock(change);
      statuses.push((await service.claim({})).statusCode);
    }
    service.clock.advance(1000);
    statuses.push((await service.claim({})).statusCode);
    assert.deepEqual(statuses, [400, 429, 429, 400]);
  });
});

describe('OrderedClock', () => {
  it('only grows, and is the clock whenever the clock is ahead', () => {
    let time = 100;
    const ordered = new OrderedClock(() => time, 50);
    const times = [100, 100, 40, 101, 200, 200, 0].map((now) => {
      time = now;
      return ordered.now();
    });
    assert.deepEqual(times, [100, 101, 102, 103, 200, 201, 202]);
  });
});
