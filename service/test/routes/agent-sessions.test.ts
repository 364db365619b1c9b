import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {closeOrPong, liveClients} from '../support/live.js';
import {assertError, OWN_ORIGIN, PASSWORD, startTestService, type TestService} from '../support/test-service.js';
import type {AgentSession, AgentSessionsResponse} from '../../contract/session.js';

type Headers = Record<string, string>;

async function sessionsOf(service: TestService, headers: Headers): Promise<readonly AgentSession[]> {
  const response = await service.asAgent(headers, 'sessions/list', {});
  assert.equal(response.statusCode, 200, response.body);
  return response.json<AgentSessionsResponse>().sessions;
}

/** Logs the agent of `service.agent()` in, in another browser. */
async function otherBrowser(service: TestService): Promise<Headers> {
  service.clock.advance(1000);
  const response = await service.ask({
    method: 'POST',
    url: '/v1/agent/session',
    remoteAddress: '2001:db8:1:2::3',
    headers: {origin: OWN_ORIGIN, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/143.0 Safari/537.36'},
    payload: {email: 'agent@acme.example', password: PASSWORD},
  });
  const [cookie = ''] = String(response.headers['set-cookie']).split(';');
  return {cookie, origin: OWN_ORIGIN};
}

describe("an agent's sessions", () => {
  it('are listed for the agent alone, newest first', async (t) => {
    const service = await startTestService(t);
    const one = await service.agent();
    await service.agent({email: 'somebody@acme.example'});
    const began = service.clock.time;
    await otherBrowser(service);
    const sessions = await sessionsOf(service, one);
    assert.deepEqual(
      sessions.map(({id: _, ...session}) => session),
      [
        {began: began + 1000, browser: 'Chrome on Windows', network: '2001:db8:1::/48', isThis: false},
        {began, browser: null, network: '127.0.0.0/24', isThis: true},
      ],
    );
    service.clock.advance(15 * 24 * 3_600_000);
    assertError(await service.asAgent(one, 'sessions/list', {}), 401, 'unauthorized');
    assert.equal((await sessionsOf(service, await otherBrowser(service))).length, 1, 'those that are over are not');
  });

  it('have ids that let nobody in', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    for (const {id} of await sessionsOf(service, headers)) {
      const stolen = {...headers, cookie: `helpshift-chat-agent=${id}`};
      assertError(await service.asAgent(stolen, 'sessions/list', {}), 401, 'unauthorized');
    }
  });

  it('end at once with their live connections, others go on', async (t) => {
    // No check of all connections closes one.
    const service = await startTestService(t, {liveTickMs: 2 ** 30});
    const [one, two] = [await service.agent(), await otherBrowser(service)];
    const somebody = await service.agent({email: 'somebody@acme.example'});
    const origin = await service.app.listen({host: '127.0.0.1', port: 0});
    const open = liveClients(t, origin);
    const connect = (headers: Headers) => open('/v1/agent/live', {headers: {...headers, origin}});
    const [ofOne, ofTwo] = [await connect(one), await connect(two)];
    for (const client of [ofOne, ofTwo]) await client.ready();
    const others = (await sessionsOf(service, one)).filter(({isThis}) => !isThis);
    const foreign = await sessionsOf(service, somebody);
    const ids = [...others, ...foreign].map(({id}) => id);
    const response = await service.asAgent(one, 'sessions/end', {ids});
    assert.deepEqual(
      response.json<AgentSessionsResponse>().sessions.map(({isThis}) => isThis),
      [true],
    );
    assert.equal(await closeOrPong(ofTwo), 4401);
    assert.equal(await closeOrPong(ofOne), 'pong');
    assertError(await service.asAgent(two, 'sessions/list', {}), 401, 'unauthorized');
    assert.equal((await sessionsOf(service, somebody)).length, 1, 'nobody ends the sessions of another agent');

    const rows = await service.engine.db
      .selectFrom('audit')
      .selectAll()
      .where('kind', '=', 'agent-session-ended')
      .execute();
    assert.deepEqual(
      rows.map(({details}) => JSON.parse(details) as unknown),
      [{subject: 'agent@acme.example', network: '2001:db8:1::/48'}],
    );
  });

  it('are ended by their ids', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    for (const ids of [undefined, [], ['x'.repeat(101)], [5], Array.from({length: 101}, (_, index) => `${index}`)]) {
      assert.equal((await service.asAgent(headers, 'sessions/end', {ids})).statusCode, 400);
    }
    assert.equal((await sessionsOf(service, headers)).length, 1);
  });
});
