import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {SMALL_BODY_BYTES} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {assertError, sending, startTestService, SYNC, type TestOptions} from '../support/test-service.js';
import type {LimitName} from '../../src/limits.js';

const PAUSE_MS = 50;

/** A service that counts what it refuses and what it slows down, and whose clients come from the address that they name. */
async function start(t: TestContext, options: TestOptions) {
  const refused: LimitName[] = [];
  const meters = {...NO_METERS, refused: (name: LimitName) => void refused.push(name)};
  const service = await startTestService(t, {metrics: {meters}, trustProxy: true, ...options});
  return {service, refused};
}

const elsewhere = {'x-forwarded-for': '192.0.2.1'};

describe('the requests of one address', () => {
  it('to whatever route wait when they are too many, and are answered then; sessions and other addresses do not wait', async (t) => {
    const limits = {requests: {burst: 6, perSecond: 0.001}};
    const {service, refused} = await start(t, {rateLimits: limits, refusalPauseMs: PAUSE_MS});
    const visitor = await service.visit();
    for (const url of ['/v1/apps/acme/web', '/livez', '/nothing', '/v1/live', '/openapi.json'])
      await service.ask({url});
    assert.deepEqual(refused, []);
    const startedAt = performance.now();
    const status = async (options: object) => (await service.ask(options)).statusCode;
    assert.equal(await status({url: '/v1/apps/acme/web'}), 200);
    assert.equal(await status({...SYNC, headers: {authorization: 'Bearer made.up'}}), 401);
    assert.equal(await status({url: '/nothing'}), 404);
    assert.ok(performance.now() - startedAt >= 3 * (PAUSE_MS - 1));
    const slowed: LimitName[] = ['requests', 'requests', 'requests'];
    assert.deepEqual(refused, slowed);
    for (let count = 0; count < 6; count++) await service.sync(visitor);
    assert.deepEqual(refused, slowed);
    await service.sync(visitor);
    slowed.push('requests');
    assert.deepEqual(refused, slowed);
    assert.equal(await status({url: '/nothing', headers: elsewhere}), 404);
    assert.deepEqual(refused, slowed);
  });

  it('that waited are not owed', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {requests: {burst: 1, perSecond: 1}}});
    for (let count = 0; count < 10; count++) await service.ask({url: '/livez'});
    assert.equal(refused.length, 9);
    service.clock.advance(1000);
    await service.ask({url: '/livez'});
    assert.equal(refused.length, 9);
  });
});

describe('the bodies of requests', () => {
  const limits = {bodyBytes: {burst: 100_000, perSecond: 10_000}};
  const ending = (length: number, headers = {}) => ({
    method: 'POST' as const,
    url: '/v1/sessions/end',
    headers: {'content-type': 'text/plain', ...headers},
    payload: `{"sessionTokens":["none"],"more":"${'x'.repeat(length)}"}`,
  });

  it('of one address are refused when they are too long together, before they are read; a small one is read after a pause', async (t) => {
    const {service, refused} = await start(t, {rateLimits: limits});
    const [ann, visitor] = [await service.logIn('ann'), await service.visit()];
    const status = async (options: object) => (await service.ask(options)).statusCode;
    assert.equal(await status(ending(200_000)), 204);
    const noJson = {...ending(0), payload: '{'.repeat(SMALL_BODY_BYTES + 1)};
    const answer = await service.ask(noJson);
    assertError(answer, 429, 'too_many_requests');
    assert.equal(answer.headers['retry-after'], '11');
    // A body that does not say how long it is counts as the longest.
    assertError(await service.ask(ending(0, {'transfer-encoding': 'chunked'})), 429, 'too_many_requests');
    const long = {messages: Array.from({length: 3}, () => ({id: randomUUID(), text: 'x'.repeat(9000)}))};
    const sendLong = {method: 'POST', url: '/v1/messages', payload: long} as const;
    assertError(await service.as(visitor, sendLong), 429, 'too_many_requests');
    assert.deepEqual(refused, ['body-bytes', 'body-bytes', 'body-bytes']);
    // What a visitor writes does not wait for the others of the address.
    assert.equal((await service.as(visitor, sending('hello'))).statusCode, 201);
    assert.equal(refused.length, 3);
    assert.equal(await status(ending(100)), 204);
    assert.deepEqual(refused, ['body-bytes', 'body-bytes', 'body-bytes', 'body-bytes']);
    assert.equal((await service.as(ann, sendLong)).statusCode, 201);
    assert.equal(await status(ending(50_000, elsewhere)), 204);
    service.clock.advance(11_000);
    assert.equal(await status({...noJson}), 400);
  });

  it('of a verified user are limited in all browsers', async (t) => {
    const {service} = await start(t, {rateLimits: limits});
    const [ann, annElsewhere] = [await service.logIn('ann'), await service.logIn('ann')];
    const texts = (count: number) => ({
      ...sending(''),
      payload: {messages: Array.from({length: count}, () => ({id: randomUUID(), text: 'x'.repeat(9000)}))},
    });
    assert.equal((await service.as(ann, texts(20))).statusCode, 201);
    assertError(await service.as(annElsewhere, texts(2)), 429, 'too_many_requests');
    assert.equal((await service.as(annElsewhere, texts(1))).statusCode, 201);
  });
});

describe('the requests of one log-in of an agent', () => {
  it('are limited before the database is asked, and other agents are not affected', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {agentRequests: {burst: 2, perSecond: 0.1}}});
    const [alex, kim] = [await service.agent(), await service.agent({email: 'kim@acme.example'})];
    await service.agentSync(alex);
    await service.agentList(alex, 'open');
    const execute = t.mock.method(service.engine.db, 'executeQuery');
    const answer = await service.asAgent(alex, 'sync', {list: {name: 'open'}});
    assertError(answer, 429, 'too_many_requests');
    assert.equal(answer.headers['retry-after'], '10');
    assertError(await service.asAgent(alex, 'audit', {}), 429, 'too_many_requests');
    assertError(await service.ask({url: '/v1/agent/live', headers: alex}), 429, 'too_many_requests');
    assert.equal(execute.mock.callCount(), 0);
    assert.deepEqual(new Set(refused), new Set(['agent-requests']));
    await service.agentSync(kim);
    service.clock.advance(10_000);
    await service.agentSync(alex);
  });
});
