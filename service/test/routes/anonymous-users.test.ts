import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {liveClients} from '../support/live.js';
import {
  addApp,
  APP,
  assertError,
  newCredential,
  sending,
  startTestService,
  SYNC,
  type TestService,
} from '../support/test-service.js';

// Test names in quotation marks are sentences of the specification, "Anonymous Users".

function clear(service: TestService, body: object, headers: Record<string, string> = {}) {
  return service.ask({method: 'POST', url: '/v1/anonymous-users/clear', headers, payload: {...APP, ...body}});
}

describe('POST /v1/anonymous-users/clear', () => {
  it('"such users, and their conversations, are not fetched again": credential, session and connection end', async (t) => {
    const service = await startTestService(t);
    const connect = liveClients(t, await service.app.listen({host: '127.0.0.1', port: 0}));
    const anonymousCredential = newCredential();
    const session = await service.visit(anonymousCredential);
    const other = await service.visit();
    for (const visitor of [session, other]) await service.send(visitor, 'hello');
    const live = await connect('/v1/live');
    live.say({type: 'authenticate', sessionToken: session});
    await live.ready();

    const response = await clear(service, {anonymousCredential});
    assert.deepEqual([response.statusCode, response.body], [204, '']);
    assert.equal((await live.closed).code, LIVE_CLOSE_UNAUTHORIZED);
    assertError(await service.as(session, SYNC), 401, 'unauthorized');
    assertError(await service.claim({anonymousCredential}), 401, 'unauthorized');
    assertError(await service.as(session, sending('still here?')), 401, 'unauthorized');
    assert.equal((await service.as(other, SYNC)).statusCode, 200);
    assert.equal((await clear(service, {anonymousCredential})).statusCode, 204);
  });

  it('"does not impact the logged-in user\'s experience at all": session, connection and conversation go on', async (t) => {
    const service = await startTestService(t);
    const connect = liveClients(t, await service.app.listen({host: '127.0.0.1', port: 0}));
    const anonymousCredential = newCredential();
    await service.send(await service.visit(anonymousCredential), 'from nobody');
    const session = await service.logIn('captain');
    const live = await connect('/v1/live');
    live.say({type: 'authenticate', sessionToken: session});
    await live.ready();

    assert.equal((await clear(service, {anonymousCredential})).statusCode, 204);
    const {conversation} = await service.send(session, 'from the captain');
    assert.deepEqual(await live.next(), {type: 'changed', conversation});
    assert.deepEqual(await service.texts(session), ['from the captain']);
  });

  it('leaves the conversation to the agents', async (t) => {
    const service = await startTestService(t);
    const anonymousCredential = newCredential();
    await service.send(await service.visit(anonymousCredential), 'hello');
    await clear(service, {anonymousCredential});
    const [conversation] = await service.agentList(await service.agent());
    assert.equal(conversation?.preview.text, 'hello');
  });

  it('also ends a user without messages: the session and the credential no longer work', async (t) => {
    const service = await startTestService(t);
    const anonymousCredential = newCredential();
    const session = await service.visit(anonymousCredential);
    assert.equal((await clear(service, {anonymousCredential})).statusCode, 204);
    assertError(await service.as(session, sending('on its way when they were cleared')), 401, 'unauthorized');
    assertError(await service.claim({anonymousCredential}), 401, 'unauthorized');
    assert.equal(await service.count('entries'), 0);
  });

  it('ends the user of this app only', async (t) => {
    const service = await startTestService(t);
    await addApp(service.engine, {platformId: 'ios', secrets: []});
    const anonymousCredential = newCredential();
    const session = await service.visit(anonymousCredential);
    await service.send(session, 'hello');
    assert.equal((await clear(service, {platformId: 'ios', anonymousCredential})).statusCode, 204);
    assert.equal((await service.as(session, SYNC)).statusCode, 200);
  });

  it('refuses invalid requests, and pages that may not use the app', async (t) => {
    const service = await startTestService(t);
    assertError(await clear(service, {}), 400, 'invalid_request', 'anonymousCredential');
    assertError(await clear(service, {anonymousCredential: 'x'}), 400, 'invalid_request', 'anonymousCredential');
    assertError(await clear(service, {platformId: 'unknown', anonymousCredential: 'x'}), 404, 'unknown_app');
    const headers = {origin: 'https://evil.example'};
    assertError(await clear(service, {anonymousCredential: newCredential()}, headers), 403, 'forbidden');
  });

  it('is limited for one address', async (t) => {
    const service = await startTestService(t, {rateLimits: {sessions: {burst: 1, perSecond: 1}}});
    assert.equal((await clear(service, {anonymousCredential: newCredential()})).statusCode, 204);
    assertError(await clear(service, {anonymousCredential: newCredential()}), 429, 'too_many_requests');
  });
});
