import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {sql} from 'kysely';
import {SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {tidy} from '../../src/housekeeping.js';
import {
  addKey,
  assertError,
  changeSettings,
  deleteKey,
  newCredential,
  SECRET,
  sending,
  setVerification,
  startTestService,
  SYNC,
  type TestService,
} from '../support/test-service.js';
import type {Store} from '../../src/database/engine.js';
import type {InjectOptions} from 'fastify';
import type {EndSessionsRequest} from 'helpshift-chat/protocol';

/** Ends sessions as a page does that is being left: without a preflight and without a header that names a session. */
function end(service: TestService, request: Partial<EndSessionsRequest> | string, type = 'text/plain;charset=UTF-8') {
  const payload = typeof request === 'string' ? request : JSON.stringify(request);
  return service.ask({method: 'POST', url: '/v1/sessions/end', headers: {'content-type': type}, payload});
}

const message = (text: string) => ({id: randomUUID(), text});

describe('POST /v1/sessions/end', () => {
  it('ends the sessions for good, and no other session of the user', async (t) => {
    const service = await startTestService(t);
    const [one, two, other] = [await service.logIn('ann'), await service.logIn('ann'), await service.logIn('ann')];
    assert.equal((await end(service, {sessionTokens: [one, two]})).statusCode, 204);
    for (const ended of [one, two]) {
      assertError(await service.as(ended, SYNC), 401, 'unauthorized');
      assertError(await service.as(ended, sending('late')), 401, 'unauthorized');
    }
    assert.equal((await service.as(other, SYNC)).statusCode, 200);
    assert.equal((await end(service, {sessionTokens: [one]})).statusCode, 204, 'a second time');
  });

  it('is an end on every route', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    const {conversation} = await service.send(session, 'hello');
    const {id, lastNumber: number, ...head} = conversation;
    const known = [{id, number, version: head.version, entryId: head.lastId}];
    const routes: InjectOptions[] = [
      SYNC,
      {...SYNC, payload: {page: {before: {id, number}}}},
      {...SYNC, payload: {read: [{id, number}]}},
      {...SYNC, payload: {known, waitMs: 1}},
      sending('late'),
    ];
    const statuses = async (): Promise<number[]> => {
      const answers = await Promise.all(routes.map((route) => service.as(session, route)));
      return answers.map(({statusCode}) => statusCode);
    };
    assert.deepEqual(await statuses(), [200, 200, 200, 200, 201]);
    await end(service, {sessionTokens: [session]});
    assert.deepEqual(await statuses(), [401, 401, 401, 401, 401]);
  });

  it('stops a message that is about to be stored: its transaction checks the session', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    const {engine} = service;
    const write: Store['write'] = engine.write.bind(engine);
    const endFirst: Store['write'] = async (keys, work) => {
      await end(service, {sessionTokens: [session]});
      return write(keys, work);
    };
    t.mock.method(engine, 'write', endFirst, {times: 1});
    assertError(await service.as(session, sending('too late')), 401, 'unauthorized');
    assert.equal(await service.count('entries'), 0);
  });

  it('ends an anonymous session, and the user comes back with another', async (t) => {
    const service = await startTestService(t);
    const credential = newCredential();
    const first = await service.visit(credential);
    await service.send(first, 'hello');
    await end(service, {sessionTokens: [first]}, 'application/json');
    assertError(await service.as(first, SYNC), 401, 'unauthorized');
    assert.deepEqual(await service.texts(await service.visit(credential)), ['hello']);
  });

  it('stores first what waits, once and in order', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    const [one, two] = [message('one'), message('two')];
    await service.send(session, one.text, one.id);
    assert.equal((await end(service, {sessionTokens: [session], messages: [one, two]})).statusCode, 204);
    assert.deepEqual(await service.texts(await service.logIn('ann')), ['one', 'two']);
  });

  it('stores nothing of a session that has ended, and ends nothing when a message is not valid', async (t) => {
    const service = await startTestService(t);
    const [ended, open] = [await service.logIn('ann'), await service.logIn('ann')];
    await end(service, {sessionTokens: [ended]});
    const late = {sessionTokens: [ended, open], messages: [message('late')]};
    assertError(await end(service, late), 401, 'unauthorized');
    const blank = {sessionTokens: [open], messages: [message('fine'), message(' ')]};
    assertError(await end(service, blank), 400, 'invalid_request', 'messages.1.text');
    assert.deepEqual(await service.texts(open), []);
  });

  it('stores nothing when the end cannot be stored: both are one transaction', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    await end(service, {sessionTokens: [await service.logIn('ben')]});
    // There is a row of this domain already.
    await sql`create unique index no_other_end on ended_sessions (domain)`.execute(service.engine.db);
    assert.equal((await end(service, {sessionTokens: [session], messages: [message('waits')]})).statusCode, 500);
    assert.deepEqual(await service.texts(session), []);
  });

  it('refuses what it cannot read, and takes tokens that were never valid as ended', async (t) => {
    const service = await startTestService(t);
    for (const [request, field] of [
      ['', undefined],
      ['{', undefined],
      ['{"sessionTokens": []}', 'sessionTokens'],
      ['{"sessionTokens": "x"}', 'sessionTokens'],
      [JSON.stringify({sessionTokens: Array(21).fill('x')}), 'sessionTokens'],
      [JSON.stringify({sessionTokens: ['x'], messages: [{id: 'x', text: 'x'}]}), 'messages.0.id'],
    ] as const) {
      assertError(await end(service, request), 400, 'invalid_request', field);
    }
    assert.equal((await end(service, {sessionTokens: ['nonsense', 'v2.x.y', '']})).statusCode, 204);
    assert.equal(await service.count('ended_sessions'), 0);
    assertError(await end(service, {sessionTokens: ['nonsense'], messages: [message('x')]}), 401, 'unauthorized');
  });

  it('leaves a record only while a session could still be used', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    await end(service, {sessionTokens: [session]});
    await tidy(service.engine, service.clock.now() + SESSION_LIFE_MS);
    assert.equal(await service.count('ended_sessions'), 1);
    await tidy(service.engine, service.clock.now() + SESSION_LIFE_MS + 1);
    assert.equal(await service.count('ended_sessions'), 0);
  });

  it('leaves it as long also when the clock was set back before log-out', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    service.clock.setWallClock(-2 * SESSION_LIFE_MS);
    await end(service, {sessionTokens: [session]});
    service.clock.advance(2.5 * SESSION_LIFE_MS);
    await tidy(service.engine, service.clock.now());
    assertError(await service.as(session, SYNC), 401, 'unauthorized');
  });
});

describe('what a setting ended', () => {
  it('stays ended when verification is switched off again', async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    const {sessionToken} = await service.session({userId: 'ann'});
    await setVerification(service.engine, true);
    await setVerification(service.engine, false);
    assertError(await service.as(sessionToken, SYNC), 401, 'unauthorized');
  });

  it('stays ended when compatible tokens are accepted again; strict sessions go on', async (t) => {
    const service = await startTestService(t, {app: {compatibleTokens: 'all'}});
    const userAuthToken = await createUserAuthToken({userId: 'ann', secret: SECRET, form: 'compatible'});
    const {sessionToken: compatible} = await service.session({userId: 'ann', userAuthToken});
    const strict = await service.logIn('ann');
    await changeSettings(service.engine, {compatibleTokens: 'cautious'});
    await changeSettings(service.engine, {compatibleTokens: 'all'});
    assertError(await service.as(compatible, SYNC), 401, 'unauthorized');
    assert.equal((await service.as(strict, SYNC)).statusCode, 200);
  });

  it('stays ended when the secret of a deleted key comes back', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('ann');
    await deleteKey(service.engine, SECRET);
    await addKey(service.engine, SECRET);
    assertError(await service.as(session, SYNC), 401, 'unauthorized');
  });
});
