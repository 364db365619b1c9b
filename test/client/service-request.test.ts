import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ChatError} from '../../src/client/errors.js';
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
  return requestService(`${app.serviceUrl}/v1/greeting`, parseGreeting, {
    signal: new AbortController().signal,
    ...request,
  });
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
    await requestService('https://chat.example/a', parseGreeting, {sessionToken: 't0ken', signal});
    await requestService('https://chat.example/a', parseGreeting, {method: 'POST', body: {}, keepalive: true, signal});
    for (const {
      arguments: [, init],
    } of fetch.mock.calls)
      assert.equal(init?.credentials, 'omit');
  });

  it("never reads a user's data twice at the same address, so that no cache can answer", async (t) => {
    const fetch = t.mock.method(globalThis, 'fetch', async () => Response.json({hello: 'you'}));
    const urls = ['https://chat.example/a', 'https://chat.example/a', 'https://chat.example/a?after=1'];
    for (const url of urls) {
      await requestService(url, parseGreeting, {sessionToken: 't0ken', signal: new AbortController().signal});
    }
    const calls = fetch.mock.calls.map(({arguments: [url, init]}) => ({url: url as string, cache: init?.cache}));
    assert.equal(new Set(calls.map(({url}) => url)).size, 3);
    for (const [index, {url, cache}] of calls.entries()) {
      assert.ok(url.startsWith(urls[index] ?? '-'), url);
      assert.ok(URL.canParse(url));
      assert.equal(cache, 'no-store');
    }
    // An answer that is the same for every user may come from a cache.
    await requestService('https://chat.example/settings', parseGreeting, {signal: new AbortController().signal});
    const [url, init] = fetch.mock.calls.at(-1)?.arguments ?? [];
    assert.deepEqual([url, init?.cache], ['https://chat.example/settings', undefined]);
  });

  it('accepts an answer without a body', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(204);
    const request = {method: 'PUT', body: {}, signal: new AbortController().signal} as const;
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
      assert.deepEqual([error.code, error.retryable], [code, true]);
    }
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

  it('waits 10 s for an answer, and no longer', async (t) => {
    const service = await startScriptedService(t);
    const elapsed = new AbortController();
    const timeout = t.mock.method(AbortSignal, 'timeout', () => elapsed.signal);
    const answer = ask(service);
    const call = await service.nextCall();
    elapsed.abort(new DOMException('The time is over', 'TimeoutError'));
    await assert.rejects(answer, {name: 'ChatError', code: 'timed_out', retryable: true});
    assert.deepEqual(timeout.mock.calls[0]?.arguments, [10_000]);
    await until(() => call.isGivenUp);
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
    for (const personal of [{method: 'POST', body: {userId: 'ann'}}, {sessionToken: 't0ken'}] as const) {
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
    t.mock.method(Response.prototype, 'text', async () => {
      late.abort(reason);
      return '{"hello": "you"}';
    });
    service.handleCall = (call) => call.answer(200, {hello: 'you'});
    await assert.rejects(ask(service, {signal: late.signal}), isReason);
  });
});
