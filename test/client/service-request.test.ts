import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ChatError} from '../../src/client/errors.js';
import {readInPieces} from '../../src/client/read-in-pieces.js';
import {requestService, type ServiceRequest} from '../../src/client/service-request.js';
import {type ScriptedService, startScriptedService} from '../support/scripted-service.js';
import {until} from '../support/until.js';

interface Greeting {
  readonly hello: string;
}

function parseGreeting(value: unknown): Greeting | undefined {
  return typeof (value as Greeting | undefined)?.hello === 'string' ? (value as Greeting) : undefined;
}

function ask({app}: ScriptedService, request: Partial<ServiceRequest> = {}): Promise<Greeting> {
  const {signal} = new AbortController();
  return requestService(`${app.serviceUrl}/v1/greeting`, parseGreeting, {signal, ...request} as ServiceRequest);
}

/** The error of a request with this answer. */
async function failure(service: ScriptedService, status: number, body?: object | string) {
  service.handleCall = (call) => call.answer(status, body);
  const error: unknown = await ask(service).then(
    () => assert.fail('It was accepted'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof ChatError, String(error));
  return error;
}

/** Answers each request with a body whose pieces the test sends. An abort breaks it, as in a browser. */
function answerInPieces(t: TestContext): {send(piece: Uint8Array): Promise<void>; end(): void} {
  let pieces: ReadableStreamDefaultController<Uint8Array> | undefined;
  t.mock.method(globalThis, 'fetch', async (_url: string, {signal}: RequestInit) => {
    signal?.addEventListener('abort', () => pieces?.error(signal.reason));
    return new Response(new ReadableStream<Uint8Array>({start: (controller) => void (pieces = controller)}));
  });
  return {
    async send(piece) {
      await nextTurn();
      pieces?.enqueue(piece);
      await nextTurn();
    },
    end: () => pieces?.close(),
  };
}

describe('requestService', () => {
  it('sends only the given values', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(200, {hello: 'you', more: 1});
    assert.deepEqual(await ask(service), {hello: 'you', more: 1});
    const [call] = service.calls;
    assert.deepEqual([call?.method, call?.path, call?.body], ['GET', '/v1/greeting', undefined]);
    for (const header of ['authorization', 'content-type', 'cookie']) assert.equal(call?.headers[header], undefined);
  });

  it('sends a body as JSON in UTF-8, and the session token as a bearer', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(201, {hello: 'you'});
    const body = {text: 'Grüße 😀 "quoted"\n'};
    await ask(service, {method: 'POST', body, sessionToken: 't0ken'});
    const [call] = service.calls;
    assert.equal(call?.method, 'POST');
    assert.deepEqual(call?.body, body);
    assert.equal(call?.headers['content-type'], 'application/json');
    assert.equal(call?.headers.authorization, 'Bearer t0ken');
    assert.ok(!call?.path.includes('t0ken'));
  });

  it('sends no cookies: they may be those of another user, or of an agent', async (t) => {
    const fetch = t.mock.method(globalThis, 'fetch', async () => Response.json({hello: 'you'}));
    const {signal} = new AbortController();
    const personal = {method: 'POST', body: {}, sessionToken: 't0ken', signal} as const;
    await requestService('https://chat.example/a', parseGreeting, personal);
    await requestService('https://chat.example/a', parseGreeting, {method: 'POST', body: {}, keepalive: true, signal});
    for (const {
      arguments: [, init],
    } of fetch.mock.calls)
      assert.equal(init?.credentials, 'omit');
  });

  it('sends the cookie only where it is asked to', async (t) => {
    const fetch = t.mock.method(globalThis, 'fetch', async () => Response.json({hello: 'you'}));
    const {signal} = new AbortController();
    await requestService('/v1/agent/session', parseGreeting, {credentials: 'same-origin', signal});
    const init = fetch.mock.calls[0]?.arguments[1];
    assert.deepEqual([init?.credentials, init?.cache, init?.redirect], ['same-origin', 'no-store', 'error']);
  });

  it("lets no cache answer for a user's data, and any cache with what is the same for every user", async (t) => {
    const fetch = t.mock.method(globalThis, 'fetch', async () => Response.json({hello: 'you'}));
    const {signal} = new AbortController();
    const personal = {method: 'POST', body: {}, sessionToken: 't0ken', signal} as const;
    await requestService('https://chat.example/v1/sync', parseGreeting, personal);
    await requestService('https://chat.example/settings', parseGreeting, {signal});
    assert.deepEqual(
      fetch.mock.calls.map(({arguments: [, init]}) => [init?.method, init?.cache]),
      [
        ['POST', 'no-store'],
        ['GET', undefined],
      ],
    );
  });

  it('accepts an answer without a body', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(204);
    const request = {method: 'POST', body: {}, signal: new AbortController().signal} as const;
    assert.equal(await requestService(service.app.serviceUrl, () => true, request), true);
  });

  it('reports a refusal by its code, not as retryable', async (t) => {
    const service = await startScriptedService(t);
    for (const [status, code] of [
      [400, 'invalid_request'],
      [401, 'unauthorized'],
      [404, 'unknown_app'],
      [413, 'payload_too_large'],
      [418, 'of_a_newer_service'],
    ] as const) {
      const error = await failure(service, status, {error: {code, message: 'Because.'}});
      assert.deepEqual([error.code, error.message, error.retryable], [code, 'Because.', false]);
    }
  });

  it('reports a busy or broken service as retryable', async (t) => {
    const service = await startScriptedService(t);
    for (const [status, code] of [
      [429, 'too_many_requests'],
      [500, 'internal_error'],
      [503, 'unavailable'],
    ] as const) {
      const error = await failure(service, status, {error: {code, message: 'Later.'}});
      assert.deepEqual([error.code, error.retryable, error.retryAfterMs], [code, true, 0]);
    }
  });

  it('tells the status, the field that was refused, and how long the service wants it to wait', async (t) => {
    const service = await startScriptedService(t);
    const refused = await failure(service, 400, {error: {code: 'invalid_request', message: 'No.', field: 'text'}});
    assert.deepEqual([refused.status, refused.field], [400, 'text']);
    const fetch = t.mock.method(globalThis, 'fetch', async () =>
      Response.json(
        {error: {code: 'too_many_requests', message: 'Later.'}},
        {status: 429, headers: {'retry-after': '7'}},
      ),
    );
    await assert.rejects(ask(service), {name: 'ChatError', status: 429, retryAfterMs: 7000});
    // A date is allowed, and says nothing that this computer's clock can be trusted with.
    const headers = {'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT'};
    fetch.mock.mockImplementation(async () => new Response('', {status: 503, headers}));
    await assert.rejects(ask(service), {name: 'ChatError', retryAfterMs: 0});
  });

  it("rejects answers that are not the service's: another page, nothing, another shape", async (t) => {
    const service = await startScriptedService(t);
    for (const status of [200, 404, 429, 502]) {
      for (const body of ['<html>Log in to the Wi-Fi</html>', '', undefined, {hello: 7}, {error: 'no'}, [], 'null']) {
        const error = await failure(service, status, body);
        assert.deepEqual(
          [error.code, error.retryable],
          ['invalid_response', true],
          `${status} ${JSON.stringify(body)}`,
        );
        assert.ok(error.message.includes(service.app.serviceUrl), 'it names the address');
      }
    }
  });

  it('does not take a refusal for a success because of its body', async (t) => {
    const service = await startScriptedService(t);
    const error = await failure(service, 403, {hello: 'you', error: {code: 'forbidden', message: 'No.'}});
    assert.deepEqual([error.code, error.retryable], ['forbidden', false]);
  });

  it('reports a connection that breaks before or during the answer', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.drop();
    await assert.rejects(ask(service), {name: 'ChatError', code: 'unreachable', retryable: true});
    service.handleCall = (call) => call.dropHalfway({hello: 'you'});
    await assert.rejects(ask(service), {name: 'ChatError', code: 'unreachable', retryable: true});
    service.stop();
    await assert.rejects(ask(service), (error: ChatError) => {
      assert.deepEqual([error.code, error.retryable], ['unreachable', true]);
      assert.ok(error.cause instanceof Error);
      return true;
    });
  });

  describe('on a slow line', () => {
    /** A service whose answers come in pieces, at the test's word, under the test's clock. */
    async function slowAnswer(t: TestContext, request: Partial<ServiceRequest> = {}) {
      const service = await startScriptedService(t);
      t.mock.timers.enable({apis: ['setTimeout']});
      const answer = ask(service, request);
      answer.catch(() => {});
      return {answer, call: await service.nextCall()};
    }
    const timedOut = {name: 'ChatError', code: 'timed_out', retryable: true};

    it('waits 15 s until an answer begins, and no longer', async (t) => {
      const {answer, call} = await slowAnswer(t);
      t.mock.timers.tick(14_999);
      assert.equal(call.isGivenUp, false);
      t.mock.timers.tick(1);
      await assert.rejects(answer, timedOut);
      await until(() => call.isGivenUp);
    });

    it('waits longer when the service may hold the answer back', async (t) => {
      const {answer, call} = await slowAnswer(t, {waitMs: 25_000});
      t.mock.timers.tick(39_999);
      call.answer(200, {hello: 'late'});
      assert.deepEqual(await answer, {hello: 'late'});
    });

    it('waits longer for a large body to be sent', async (t) => {
      const {answer, call} = await slowAnswer(t, {method: 'POST', body: {text: 'x'.repeat(30_000)}});
      t.mock.timers.tick(44_999);
      call.answer(200, {hello: 'late'});
      assert.deepEqual(await answer, {hello: 'late'});
    });

    it('reads an answer to its end as long as it moves, also through the middle of a letter', async (t) => {
      const body = answerInPieces(t);
      t.mock.timers.enable({apis: ['setTimeout']});
      const {signal} = new AbortController();
      const answer = requestService('https://chat.example/', parseGreeting, {read: readInPieces, signal});
      for (const byte of Buffer.from(JSON.stringify({hello: 'Grüße 😀'}))) {
        await body.send(Buffer.of(byte));
        t.mock.timers.tick(9999);
      }
      body.end();
      assert.deepEqual(await answer, {hello: 'Grüße 😀'});
    });

    it('gives up an answer that stands still for 10 s', async (t) => {
      const body = answerInPieces(t);
      t.mock.timers.enable({apis: ['setTimeout']});
      const {signal} = new AbortController();
      const answer = requestService('https://chat.example/', parseGreeting, {read: readInPieces, signal});
      await body.send(Buffer.from('{"hello"'));
      t.mock.timers.tick(10_000);
      await assert.rejects(answer, timedOut);
    });
  });

  it('sends no user data to another address: a redirected read is rejected, other requests fail', async (t) => {
    const [service, other] = await Promise.all([startScriptedService(t), startScriptedService(t)]);
    other.handleCall = (call) => call.answer(200, {hello: 'you'});
    service.handleCall = (call) => call.redirect(other.app.serviceUrl + call.path);
    const message = `${service.app.serviceUrl}/v1/greeting redirects to ${other.app.serviceUrl}/v1/greeting: correct service-url.`;
    await assert.rejects(ask(service), {name: 'ChatError', code: 'invalid_response', message});
    assert.deepEqual(
      other.calls.map(({method}) => method),
      ['GET'],
    );
    const body = {userId: 'ann'};
    for (const personal of [
      {method: 'POST', body},
      {method: 'POST', body, sessionToken: 't0ken'},
    ] as const) {
      await assert.rejects(ask(service, personal), {name: 'ChatError', code: 'unreachable'});
    }
    assert.equal(other.calls.length, 1);
  });

  it('ends with the reason of its signal: before the request, during the wait, and just after the answer', async (t) => {
    const service = await startScriptedService(t);
    const reason = new Error('the session has ended');
    const isReason = (error: unknown) => error === reason;
    await assert.rejects(ask(service, {signal: AbortSignal.abort(reason)}), isReason);
    assert.equal(service.calls.length, 0);

    const waiting = new AbortController();
    const answer = ask(service, {signal: waiting.signal});
    const call = await service.nextCall();
    waiting.abort(reason);
    await assert.rejects(answer, isReason);
    await until(() => call.isGivenUp);

    const late = new AbortController();
    service.handleCall = (call) => call.answer(200, {hello: 'you'});
    const parse = JSON.parse.bind(JSON) as (text: string) => unknown;
    t.mock.method(JSON, 'parse', (text: string) => {
      late.abort(reason);
      return parse(text);
    });
    await assert.rejects(ask(service, {signal: late.signal}), isReason);
  });
});
