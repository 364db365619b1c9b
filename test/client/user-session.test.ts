import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {ChatError} from '../../src/client/errors.js';
import type {IdentityRefusal} from '../../src/client/identity-state.js';
import type {AppAddress} from '../../src/client/app-address.js';
import {type Claim, requestSession, UserSession} from '../../src/client/user-session.js';
import type {EndSessionsRequest, SessionRequest, SessionResponse} from '../../src/protocol/wire.js';
import {goOnline, pageListeners} from '../support/page-globals.js';
import {type ServiceCall, startScriptedService} from '../support/scripted-service.js';
import {until} from '../support/until.js';

const HOUR_MS = 60 * 60 * 1000;
const APP: AppAddress = {serviceUrl: 'http://127.0.0.1:9', domain: 'bar', platformId: 'foo'};

type Told =
  | readonly ['accepted', sessionToken: string, attempt: number]
  | readonly ['refused', reason: IdentityRefusal, attempt: number]
  | readonly ['failed', code: ChatError['code'], retryable: boolean];

function sessionResponse(sessionToken: string): SessionResponse {
  return {
    sessionToken,
    expiresInMs: HOUR_MS,
    issuedAt: 1,
    hasConversation: true,
    user: {kind: 'logged-in', key: 'ann', verified: true},
  };
}

/** A request for Ann's session with this proof. */
function claimOf(app: AppAddress, userAuthToken: string, attempt: number): Claim {
  return {attempt, request: (signal) => requestSession(app, {userId: 'ann', userAuthToken}, signal)};
}

/** A session of Ann before its first request, and a second proof for her. */
async function open(t: TestContext, more: Partial<AppAddress> = {}) {
  const service = await startScriptedService(t);
  const told: Told[] = [];
  const session = new UserSession({...service.app, ...more}, claimOf(service.app, 'proof-1', 1), {
    accepted: ({sessionToken}, attempt) => told.push(['accepted', sessionToken, attempt]),
    refused: (reason, attempt) => told.push(['refused', reason, attempt]),
    failed: ({code, retryable}) => told.push(['failed', code, retryable]),
  });
  t.after(() => session.end());
  return {service, session, told, fresh: claimOf(service.app, 'proof-2', 2)};
}

const proofOf = (call: ServiceCall | undefined) => (call?.body as SessionRequest | undefined)?.userAuthToken;

/** A session that the service has accepted with the token `first`. */
async function openAccepted(t: TestContext) {
  const opened = await open(t);
  const token = opened.session.token();
  (await opened.service.nextCall()).answer(201, sessionResponse('first'));
  assert.equal(await token, 'first');
  return opened;
}

describe('a session whose service must answer first', () => {
  it('reads the settings once, and sends no user data before it has them', async (t) => {
    const {service, session, told} = await open(t, {mustAnswerFirst: true});
    const token = session.token();
    (await service.nextCall()).answer(200, {hello: 'This is no service'});
    await until(() => told.length === 1);
    goOnline();
    const settings = await service.nextCall();
    await service.roundTrip();
    assert.deepEqual(
      service.calls.map(({method, path}) => [method, path]),
      [1, 2].map(() => ['GET', '/v1/apps/bar/foo']),
    );
    settings.answer(200, {greeting: 'Hello', askName: true});
    const claim = await service.nextCall();
    assert.equal(proofOf(claim), 'proof-1');
    claim.answer(201, sessionResponse('first'));
    assert.equal(await token, 'first');
    assert.equal((await session.settings()).greeting, 'Hello');
    assert.deepEqual(told, [
      ['failed', 'invalid_response', true],
      ['accepted', 'first', 1],
    ]);
  });

  it('sends no user data when the app does not exist', async (t) => {
    const {service, session, told} = await open(t, {mustAnswerFirst: true});
    const token = session.token();
    (await service.nextCall()).refuse(404, 'unknown_app');
    await assert.rejects(token, {code: 'unknown_app'});
    await assert.rejects(session.token(), {code: 'unknown_app'});
    assert.equal(service.calls.length, 1);
    assert.deepEqual(told[0], ['failed', 'unknown_app', false]);
  });
});

describe('requestSession', () => {
  it('sends the app and the given user data; no more', async (t) => {
    const service = await startScriptedService(t);
    const user = {
      userId: 'ann',
      userEmail: 'ann@example.com',
      userName: 'Ann',
      userAuthToken: 'proof',
      fullPrivacy: true,
    };
    const session = requestSession(service.app, user, new AbortController().signal);
    const call = await service.nextCall();
    assert.deepEqual([call.method, call.path, call.sessionToken], ['POST', '/v1/sessions', undefined]);
    assert.deepEqual(call.body, {domain: 'bar', platformId: 'foo', ...user});
    call.answer(201, sessionResponse('first'));
    assert.deepEqual(await session, sessionResponse('first'));
  });
});

describe('a claim', () => {
  it('sends nothing until a token is needed', async (t) => {
    const {service, session} = await open(t);
    await service.roundTrip();
    assert.equal(service.calls.length, 0);
    assert.equal(session.signal.aborted, false);
  });

  it('is sent when a token is first needed', async (t) => {
    const {service, session, told} = await open(t);
    const token = session.token();
    const call = await service.nextCall();
    assert.equal(proofOf(call), 'proof-1');
    call.answer(201, sessionResponse('first'));
    assert.equal(await token, 'first');
    assert.deepEqual(told, [['accepted', 'first', 1]]);
  });

  it('can be sent on request, before any token is needed', async (t) => {
    const {service, session, told} = await open(t);
    session.renew();
    (await service.nextCall()).answer(201, sessionResponse('first'));
    await until(() => told.length === 1);
    assert.equal(await session.token(), 'first');
    assert.equal(service.calls.length, 1);
  });

  it('can change before it is sent, without a request', async (t) => {
    const {service, session, fresh} = await open(t);
    session.update(fresh);
    await service.roundTrip();
    assert.equal(service.calls.length, 0);
    session.token().catch(() => {});
    await until(() => service.calls.length === 1);
    assert.equal(proofOf(service.calls[0]), 'proof-2');
  });

  it('is shared by all callers that need a token, before and after the answer', async (t) => {
    const {service, session, told} = await open(t);
    const tokens = [session.token(), session.token()];
    (await service.nextCall()).answer(201, sessionResponse('first'));
    assert.deepEqual(await Promise.all([...tokens, session.token()]), ['first', 'first', 'first']);
    assert.equal(service.calls.length, 1);
    assert.equal(told.length, 1);
  });

  for (const [code, reason] of [
    ['missing_user_auth_token', 'missing user auth token'],
    ['invalid_user_auth_token', 'invalid user auth token'],
    ['payload_too_large', 'invalid user auth token'],
  ] as const) {
    it(`that is refused with ${code} ends the session with "${reason}", reported once`, async (t) => {
      const {service, session, told} = await open(t);
      service.handleCall = (call) => call.refuse(401, code);
      const tokens = [session.token(), session.token()];
      for (const token of tokens) await assert.rejects(token, {name: 'ChatError', code});
      assert.deepEqual(told, [['refused', reason, 1]]);
      assert.equal(session.signal.aborted, true);
      await assert.rejects(session.token());
      assert.equal(service.calls.length, 1);
    });
  }

  it('for an unknown app fails, and can be sent again', async (t) => {
    const {service, session, told} = await open(t);
    service.handleCall = (call) => call.refuse(404, 'unknown_app');
    await assert.rejects(session.token(), {name: 'ChatError', code: 'unknown_app'});
    assert.deepEqual(told, [['failed', 'unknown_app', false]]);
    assert.equal(session.signal.aborted, false);
    service.handleCall = (call) => call.answer(201, sessionResponse('first'));
    assert.equal(await session.token(), 'first');
  });

  it('is not refused by a lost network: it is repeated until the service answers', async (t) => {
    const {service, session, told} = await open(t);
    const token = session.token();
    (await service.nextCall()).drop();
    await until(() => told.length === 1);
    goOnline();
    (await service.nextCall()).refuse(503, 'unavailable');
    await until(() => told.length === 2);
    goOnline();
    (await service.nextCall()).answer(200, '<html>Log in to the Wi-Fi</html>');
    await until(() => told.length === 3);
    goOnline();
    const call = await service.nextCall();
    assert.deepEqual(call.body, service.calls[0]?.body);
    call.answer(201, sessionResponse('first'));
    assert.equal(await token, 'first');
    assert.deepEqual(told, [
      ['failed', 'unreachable', true],
      ['failed', 'unavailable', true],
      ['failed', 'invalid_response', true],
      ['accepted', 'first', 1],
    ]);
  });
});

describe('the end of a session', () => {
  it('ignores a late answer', async (t) => {
    for (const answer of ['accept', 'refuse'] as const) {
      const {service, session, told} = await open(t);
      const token = session.token();
      const call = await service.nextCall();
      session.end();
      if (answer === 'accept') call.answer(201, sessionResponse('late'));
      else call.refuse(401, 'invalid_user_auth_token');
      await assert.rejects(token);
      await service.roundTrip();
      assert.deepEqual(told, []);
      assert.equal(session.signal.aborted, true);
      await assert.rejects(session.token());
    }
  });

  it('ignores a late answer, also when the request could not be aborted', async () => {
    const told: unknown[] = [];
    let answer = (_session: SessionResponse) => {};
    const claim: Claim = {attempt: 1, request: () => new Promise((resolve) => (answer = resolve))};
    const session = new UserSession(APP, claim, {
      accepted: (...news) => told.push(news),
      refused: (...news) => told.push(news),
      failed: (...news) => told.push(news),
    });
    session.renew();
    session.end();
    answer(sessionResponse('late'));
    await nextTurn();
    assert.deepEqual(told, []);
  });

  it('aborts the request', async (t) => {
    const {service, session} = await open(t);
    session.token().catch(() => {});
    const call = await service.nextCall();
    session.end();
    await until(() => call.isGivenUp);
  });

  it('ends the wait for the network', async (t) => {
    const {service, session, told} = await open(t);
    const token = session.token();
    (await service.nextCall()).drop();
    await until(() => told.length === 1);
    session.end();
    await assert.rejects(token);
    assert.equal(pageListeners(), 0);
    goOnline();
    await service.roundTrip();
    assert.equal(service.calls.length, 1);
  });

  it('forgets the token', async (t) => {
    const {service, session} = await openAccepted(t);
    session.end();
    await assert.rejects(session.token());
    assert.equal(service.calls.length, 1);
  });
});

describe('the end of a session at the service', () => {
  /** The tokens of a request that ends sessions. */
  const tokensOf = ({body}: ServiceCall) => (body as EndSessionsRequest).sessionTokens;

  it('is one request that outlives the session, with the token in the body and without a preflight', async (t) => {
    const {service, session} = await openAccepted(t);
    session.endAtService();
    assert.equal(session.signal.aborted, true);
    const call = await service.nextCall();
    assert.deepEqual([call.method, call.path, call.sessionToken], ['POST', '/v1/sessions/end', undefined]);
    assert.equal(call.headers['content-type'], 'text/plain');
    assert.deepEqual(call.body, {sessionTokens: ['first'], messages: []});
    assert.equal(call.isGivenUp, false);
    call.answer(204);
    await assert.rejects(session.token());
  });

  it('names also the tokens that were replaced, the current one first', async (t) => {
    const {service, session, told, fresh} = await openAccepted(t);
    session.update(fresh);
    (await service.nextCall()).answer(201, sessionResponse('second'));
    await until(() => told.length === 2);
    session.endAtService();
    assert.deepEqual(tokensOf(await service.nextCall()), ['second', 'first']);
  });

  it('names at most the 20 newest tokens', async (t) => {
    const {service, session, told} = await open(t);
    for (let count = 1; count <= 21; count++) {
      session.renew();
      (await service.nextCall()).answer(201, sessionResponse(`token ${count}`));
      await until(() => told.length === count);
    }
    session.endAtService();
    const tokens = tokensOf(await service.nextCall());
    assert.deepEqual([tokens.length, tokens[0], tokens.at(-1)], [20, 'token 21', 'token 2']);
  });

  it('is not asked for a session that never got a token', async (t) => {
    const {service, session} = await open(t);
    session.token().catch(() => {});
    const claim = await service.nextCall();
    session.endAtService();
    await until(() => claim.isGivenUp);
    await service.roundTrip();
    assert.equal(service.calls.length, 1);
  });

  it('is not asked for a session that has ended in this browser only', async (t) => {
    const {service, session} = await openAccepted(t);
    session.end();
    session.endAtService();
    await service.roundTrip();
    assert.equal(service.calls.length, 1);
  });

  for (const [what, fail] of Object.entries({
    'a lost network': (call: ServiceCall) => call.drop(),
    'a refusal': (call: ServiceCall) => call.refuse(400, 'invalid_request'),
    'a redirect': (call: ServiceCall) => call.redirect('/elsewhere'),
  })) {
    it(`is not tried again after ${what}`, async (t) => {
      const {service, session, told} = await openAccepted(t);
      session.endAtService();
      fail(await service.nextCall());
      await service.roundTrip();
      goOnline();
      await service.roundTrip();
      assert.equal(service.calls.length, 2);
      assert.equal(told.length, 1);
      assert.equal(pageListeners(), 0);
    });
  }
});

describe('a renewal', () => {
  it("is sent after nine tenths of the session's time, again and again", async (t) => {
    t.mock.timers.enable({apis: ['setTimeout']});
    const accepted: number[] = [];
    let asked = 0;
    const claim: Claim = {attempt: 7, request: async () => sessionResponse(`token ${++asked}`)};
    const session = new UserSession(APP, claim, {
      accepted: (_session, attempt) => accepted.push(attempt),
      refused: assert.fail,
      failed: assert.fail,
    });
    assert.equal(await session.token(), 'token 1');
    for (const round of [2, 3, 4]) {
      t.mock.timers.tick(0.9 * HOUR_MS - 1);
      await nextTurn();
      assert.equal(asked, round - 1);
      t.mock.timers.tick(1);
      await nextTurn();
      assert.equal(asked, round);
      assert.equal(await session.token(), `token ${round}`);
    }
    assert.deepEqual(accepted, [7, 7, 7, 7]);
    session.end();
    t.mock.timers.tick(2 * HOUR_MS);
    await nextTurn();
    assert.equal(asked, 4);
  });

  it('requested twice at once leaves no timer after the end of the session', async (t) => {
    t.mock.timers.enable({apis: ['setTimeout']});
    let asked = 0;
    const claim: Claim = {attempt: 7, request: async () => sessionResponse(`token ${++asked}`)};
    const session = new UserSession(APP, claim, {accepted: () => {}, refused: assert.fail, failed: assert.fail});
    await session.token();
    session.renew();
    session.renew();
    await nextTurn();
    assert.equal(asked, 3);
    session.end();
    t.mock.timers.tick(2 * HOUR_MS);
    await nextTurn();
    assert.equal(asked, 3);
  });

  it('keeps the current token until the answer', async (t) => {
    const {service, session, told, fresh} = await openAccepted(t);
    session.update(fresh);
    const call = await service.nextCall();
    assert.equal(proofOf(call), 'proof-2');
    assert.equal(await session.token(), 'first');
    call.answer(201, sessionResponse('second'));
    await until(() => told.length === 2);
    assert.deepEqual(told[1], ['accepted', 'second', 2]);
    assert.equal(await session.token(), 'second');
  });

  it('ends the session when it is refused: a deleted key, or a forged proof', async (t) => {
    const {service, session, told, fresh} = await openAccepted(t);
    session.update(fresh);
    (await service.nextCall()).refuse(401, 'invalid_user_auth_token');
    await until(() => told.length === 2);
    assert.deepEqual(told[1], ['refused', 'invalid user auth token', 2]);
    assert.equal(session.signal.aborted, true);
    await assert.rejects(session.token());
  });

  it('repeats its request through a lost network, while the current token is still valid', async (t) => {
    const {service, session, told, fresh} = await openAccepted(t);
    session.update(fresh);
    (await service.nextCall()).drop();
    await until(() => told.length === 2);
    assert.deepEqual(told[1], ['failed', 'unreachable', true]);
    assert.equal(await session.token(), 'first');
    goOnline();
    (await service.nextCall()).answer(201, sessionResponse('second'));
    await until(() => told.length === 3);
    assert.equal(await session.token(), 'second');
  });

  it('cancels an older open claim whose answer comes first', async (t) => {
    const {service, session, told, fresh} = await open(t);
    const token = session.token();
    const old = await service.nextCall();
    session.update(fresh);
    const newer = await service.nextCall();
    old.answer(201, sessionResponse('of the old proof'));
    await service.roundTrip();
    assert.deepEqual(told, []);
    newer.answer(201, sessionResponse('of the fresh proof'));
    assert.equal(await token, 'of the fresh proof');
    assert.equal(await session.token(), 'of the fresh proof');
    assert.deepEqual(told, [['accepted', 'of the fresh proof', 2]]);
  });

  it('cancels an older open claim whose answer comes last', async (t) => {
    const {service, session, told, fresh} = await open(t);
    const token = session.token();
    const old = await service.nextCall();
    session.update(fresh);
    (await service.nextCall()).answer(201, sessionResponse('of the fresh proof'));
    await until(() => told.length === 1);
    old.answer(201, sessionResponse('of the old proof'));
    assert.equal(await token, 'of the fresh proof');
    assert.equal(await session.token(), 'of the fresh proof');
    assert.deepEqual(told, [['accepted', 'of the fresh proof', 2]]);
  });

  it('reports no failures of an older claim', async (t) => {
    const {service, session, told, fresh} = await open(t);
    session.renew();
    const old = await service.nextCall();
    session.update(fresh);
    const newer = await service.nextCall();
    old.drop();
    await service.roundTrip();
    newer.answer(201, sessionResponse('of the fresh proof'));
    await until(() => told.length > 0);
    assert.deepEqual(told, [['accepted', 'of the fresh proof', 2]]);
  });
});

describe('a token that the service no longer accepts', () => {
  it('is replaced by a new claim', async (t) => {
    const {service, session, told} = await openAccepted(t);
    session.dropToken('first');
    const token = session.token();
    (await service.nextCall()).answer(201, sessionResponse('second'));
    assert.equal(await token, 'second');
    assert.equal(told.length, 2);
  });

  it('is dropped once: a late refusal of it does not drop the next token', async (t) => {
    const {service, session} = await openAccepted(t);
    session.dropToken('first');
    const token = session.token();
    (await service.nextCall()).answer(201, sessionResponse('second'));
    await token;
    session.dropToken('first');
    assert.equal(await session.token(), 'second');
    assert.equal(service.calls.length, 2);
  });
});
