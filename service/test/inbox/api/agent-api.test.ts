import assert from 'node:assert/strict';
import {afterEach, describe, it, mock} from 'node:test';
import {isChatError} from 'helpshift-chat/client';
import {httpAgentApi} from '../../../inbox/api/agent-api.js';
import {isConflict, isMissing, isNotFound, isTooManyRequests, isUnauthorized} from '../../../inbox/api/refusals.js';
import {ADA, makeEntry, makeHead, SESSIONS} from '../support/fixtures.js';

interface Asked {
  readonly path: string;
  readonly init: RequestInit;
}

/** Answers every request with `response`, and records the requests. */
function answerWith(response: () => Response | Promise<Response>): Asked[] {
  const asked: Asked[] = [];
  // A mock of a mock would stay after the test.
  mock.restoreAll();
  mock.method(globalThis, 'fetch', async (path: string, init: RequestInit = {}) => {
    asked.push({path, init});
    return response();
  });
  return asked;
}

const json = (value: unknown, status = 200): Response => Response.json(value, {status});
const {signal} = new AbortController();
const SYNCED = {...makeHead(), entries: [makeEntry(1)], notes: []};

async function rejected(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  return assert.fail('the call was expected to fail');
}

describe('httpAgentApi', () => {
  afterEach(() => mock.restoreAll());

  it('sends the expected requests, and encodes ids so that they cannot change the path', async () => {
    const asked = answerWith(() => json({...ADA, ...SYNCED, conversations: []}));
    await httpAgentApi.session();
    await httpAgentApi.sync({page: {id: 'c1'}}, signal);
    await httpAgentApi.append('../x?y', {id: 'm1', content: {kind: 'note', text: 'Hi'}}, signal);
    assert.deepEqual(
      asked.map(({path, init}) => [path, init.method, init.body]),
      [
        ['/v1/agent/session/current', 'POST', '{}'],
        ['/v1/agent/sync', 'POST', '{"page":{"id":"c1"}}'],
        ['/v1/agent/conversations/..%2Fx%3Fy/entries', 'POST', '{"id":"m1","content":{"kind":"note","text":"Hi"}}'],
      ],
    );
  });

  it('sends the cookie to this origin only, never in a GET, and lets no cache keep the answer', async () => {
    const asked = answerWith(() => json({...ADA, ...SYNCED, conversations: []}));
    await httpAgentApi.session();
    await httpAgentApi.logIn({email: 'ada@example.com', password: 'x'});
    await httpAgentApi.sync({}, signal);
    await httpAgentApi.logOut(signal);
    for (const {path, init} of asked) {
      assert.notEqual(init.method, 'GET', path);
      assert.deepEqual([init.credentials, init.cache, init.redirect], ['same-origin', 'no-store', 'error'], path);
    }
  });

  it('reads the answers', async () => {
    answerWith(() => json({...ADA, ...SYNCED, conversations: [SYNCED]}));
    assert.equal((await httpAgentApi.session()).name, 'Ada');
    assert.equal((await httpAgentApi.sync({}, signal)).conversations[0]?.entries.length, 1);
    assert.equal((await httpAgentApi.append('c1', {id: 'm1', content: {kind: 'resolved'}}, signal)).head.id, 'c1');
    answerWith(() => new Response(null, {status: 204}));
    assert.equal(await httpAgentApi.logOut(signal), undefined);
  });

  it('rejects conversations, and reads and ends sessions', async () => {
    const asked = answerWith(() => json({conversations: [SYNCED], failed: [{id: 'c2', code: 'of a newer service'}]}));
    assert.deepEqual(
      (await httpAgentApi.reject(['c1', 'c2'], signal)).map(({head}) => head.id),
      ['c1'],
    );
    assert.deepEqual([asked[0]?.path, asked[0]?.init.body], ['/v1/agent/conversations/reject', '{"ids":["c1","c2"]}']);
    const others = answerWith(() => json({sessions: [...SESSIONS, {id: 5}]}));
    assert.deepEqual(await httpAgentApi.sessions(signal), SESSIONS);
    assert.deepEqual(await httpAgentApi.endSessions(['s2'], signal), SESSIONS);
    assert.deepEqual(
      others.map(({path, init}) => [path, init.body]),
      [
        ['/v1/agent/sessions/list', '{}'],
        ['/v1/agent/sessions/end', '{"ids":["s2"]}'],
      ],
    );
  });

  it('reports what the service refuses', async () => {
    const questions = {isUnauthorized, isNotFound, isMissing, isConflict, isTooManyRequests};
    const cases: readonly (readonly [number, readonly string[]])[] = [
      [400, ['isMissing']],
      [401, ['isUnauthorized']],
      [403, []],
      [404, ['isNotFound', 'isMissing']],
      [409, ['isConflict']],
      [429, ['isTooManyRequests']],
      [500, []],
    ];
    for (const [status, expected] of cases) {
      answerWith(() => json({error: {code: 'x', message: 'y'}}, status));
      const error = await rejected(httpAgentApi.sync({}, signal));
      const names = Object.entries(questions).filter(([, question]) => question(error));
      assert.deepEqual(
        names.map(([name]) => name),
        expected,
        String(status),
      );
    }
    assert.equal(isUnauthorized(new Error('no answer')), false);
    answerWith(() => new Response('the page of a proxy', {status: 401}));
    assert.equal(isUnauthorized(await rejected(httpAgentApi.sync({}, signal))), false);
  });

  it('treats no answer, and a foreign answer, as something that may succeed later', async () => {
    for (const response of [
      () => Promise.reject(new TypeError('network')),
      () => new Response('<!doctype html>'),
      () => json({id: 'someone else’s'}),
    ]) {
      answerWith(response);
      const error = await rejected(httpAgentApi.session());
      assert.ok(isChatError(error) && error.retryable);
    }
  });

  it('keeps the password and the texts out of its errors', async () => {
    answerWith(() => json({}, 500));
    for (const call of [
      () => httpAgentApi.logIn({email: 'ada@example.com', password: 'a secret'}),
      () => httpAgentApi.append('c1', {id: 'm1', content: {kind: 'text', text: 'a secret'}}, signal),
    ]) {
      const error = await rejected(call());
      assert.ok(error instanceof Error);
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /secret|ada@/);
    }
  });
});
