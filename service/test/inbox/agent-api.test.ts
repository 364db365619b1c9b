import assert from 'node:assert/strict';
import {afterEach, describe, it, mock} from 'node:test';
import {httpAgentApi} from '../../inbox/api/agent-api.js';
import {AgentError, type AgentErrorKind} from '../../inbox/api/agent-error.js';
import {withoutUniqueQuery} from '../../../test/support/unique-query.js';
import {ADA, makeConversation, makeMessage} from './support/fixtures.js';

interface Asked {
  readonly path: string;
  readonly method: string | undefined;
  readonly body: unknown;
}

/** Answers every request with `response`, and records the requests. */
function answerWith(response: () => Response | Promise<Response>): Asked[] {
  const asked: Asked[] = [];
  mock.method(globalThis, 'fetch', async (path: string, init: RequestInit = {}) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({path: withoutUniqueQuery(path), method: init.method, body});
    return response();
  });
  return asked;
}

const json = (value: unknown, status = 200): Response => Response.json(value, {status});

async function rejectedKind(call: Promise<unknown>): Promise<AgentErrorKind> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof AgentError);
    return error.kind;
  }
  return assert.fail('the call was expected to fail');
}

describe('httpAgentApi', () => {
  afterEach(() => mock.restoreAll());

  it('sends the expected requests, and encodes ids so that they cannot change the path', async () => {
    const asked = answerWith(() => json({message: makeMessage(1), messages: []}));
    await httpAgentApi.messages('../x?y', 7);
    await httpAgentApi.sendMessage('c1', {id: 'm1', text: 'Hi'});
    assert.deepEqual(asked, [
      {path: '/v1/agent/conversations/..%2Fx%3Fy/messages?after=7', method: 'GET', body: undefined},
      {path: '/v1/agent/conversations/c1/messages', method: 'POST', body: {id: 'm1', text: 'Hi'}},
    ]);
  });

  it('reads the answers', async () => {
    answerWith(() => json({...ADA, conversations: [makeConversation()]}));
    assert.deepEqual(await httpAgentApi.session(), ADA);
    assert.deepEqual(await httpAgentApi.conversations('open'), [makeConversation()]);
    answerWith(() => new Response(null, {status: 204}));
    assert.equal(await httpAgentApi.markRead('c1', 3), undefined);
  });

  it('reports the kind of failure', async () => {
    const cases: readonly (readonly [number, AgentErrorKind])[] = [
      [400, 'refused'],
      [401, 'unauthorized'],
      [403, 'refused'],
      [404, 'not-found'],
      [429, 'too-many-requests'],
      [500, 'unreachable'],
      [503, 'unreachable'],
    ];
    for (const [status, kind] of cases) {
      answerWith(() => json({}, status));
      assert.equal(await rejectedKind(httpAgentApi.conversation('c1')), kind, String(status));
    }
  });

  it('treats no answer, and a foreign answer, as an unreachable service', async () => {
    answerWith(() => Promise.reject(new TypeError('network')));
    assert.equal(await rejectedKind(httpAgentApi.session()), 'unreachable');
    answerWith(() => new Response('<!doctype html>'));
    assert.equal(await rejectedKind(httpAgentApi.session()), 'unreachable');
    answerWith(() => json({id: 'someone else’s'}));
    assert.equal(await rejectedKind(httpAgentApi.session()), 'unreachable');
  });

  it('keeps the password and the texts out of its errors', async () => {
    answerWith(() => json({}, 500));
    await assert.rejects(httpAgentApi.logIn({email: 'ada@example.com', password: 'a secret'}), (error: Error) => {
      assert.equal(error.message, 'POST /v1/agent/session: status 500');
      return true;
    });
  });
});
