import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {until} from '../../../test/support/until.js';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {AGENT_LIST_PAGE_LIMIT, RATE_LIMITS} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {CLOSE_POLICY_VIOLATION, CLOSE_TRY_AGAIN_LATER} from '../../src/live/peer.js';
import {liveClients, type LiveClient} from '../support/live.js';
import {
  APP,
  assertError,
  newCredential,
  SECRET,
  sending,
  startTestService,
  SYNC,
  type TestOptions,
  type TestService,
} from '../support/test-service.js';
import type {LimitName} from '../../src/limits.js';
import type {LightMyRequestResponse} from 'fastify';
import type {CompiledQuery} from 'kysely';

/** A service that counts what it refuses, and whose clients come from the address that they name. */
async function start(t: TestContext, options: TestOptions = {}) {
  const refused: LimitName[] = [];
  const meters = {...NO_METERS, refused: (name: LimitName) => void refused.push(name)};
  const service = await startTestService(t, {metrics: {meters}, trustProxy: true, liveTickMs: 10, ...options});
  return {service, refused};
}

/** Counts the statements from now on. */
function countStatements(t: TestContext, {engine: {db}}: TestService): () => number {
  const execute = db.executeQuery.bind(db);
  let count = 0;
  t.mock.method(db, 'executeQuery', (query: CompiledQuery) => {
    count++;
    return execute(query);
  });
  return () => count;
}

function assertLimited(response: LightMyRequestResponse, retryAfter: string): void {
  assertError(response, 429, 'too_many_requests');
  assert.equal(response.headers['retry-after'], retryAfter);
}

const from = (address: string) => ({'x-forwarded-for': address});
const sendMany = (texts: readonly string[]) => ({
  method: 'POST' as const,
  url: '/v1/messages',
  payload: {messages: texts.map((text) => ({id: randomUUID(), text}))},
});

describe('the entries of one user', () => {
  it('are limited in all browsers of a verified user, before the body is read, and others are not affected', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {entries: {burst: 2, perSecond: 0.5}}});
    const [ann, annElsewhere, bob] = [
      await service.logIn('ann'),
      await service.logIn('ann'),
      await service.logIn('bob'),
    ];
    await service.send(ann, 'one');
    await service.send(annElsewhere, 'two');
    const count = countStatements(t, service);
    for (const session of [ann, annElsewhere]) assertLimited(await service.as(session, sending('three')), '2');
    assertLimited(await service.as(ann, {method: 'POST', url: '/v1/messages', payload: 'no JSON'}), '2');
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['entries', 'entries', 'entries']);
    await service.send(bob, 'hello');
    service.clock.advance(1999);
    assertLimited(await service.as(ann, sending('three')), '1');
    service.clock.advance(1);
    await service.send(ann, 'three');
    assert.deepEqual(await service.texts(ann), ['one', 'two', 'three']);
  });

  it('are limited for each session that is not verified: another visitor of the same address may write', async (t) => {
    const {service} = await start(t, {rateLimits: {entries: {burst: 1, perSecond: 1}}});
    const [one, other] = [await service.visit(), await service.visit()];
    await service.send(one, 'hello');
    assertLimited(await service.as(one, sending('again')), '1');
    await service.send(other, 'hello');
  });

  it('may be a hundred at once after a time without a network, and are owed then', async (t) => {
    const {service} = await start(t, {rateLimits: {entries: RATE_LIMITS.entries}});
    const session = await service.logIn('ann');
    const texts = Array.from({length: 100}, (_, index) => `message ${index}`);
    assert.equal((await service.as(session, sendMany(texts))).statusCode, 201);
    // 30 − 100 + 15 × 5 = 5
    assertLimited(await service.as(session, sending('more')), '15');
    service.clock.advance(15_000);
    await service.send(session, 'more');
    assert.equal(await service.count('entries'), 101);
  });

  it('never get lost at log-out: what waits is stored also over the limit, and counted', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {entries: {burst: 1, perSecond: 1}}});
    const session = await service.logIn('ann');
    await service.send(session, 'one');
    const messages = [{id: randomUUID(), text: 'two'}];
    const payload = {sessionTokens: [session], messages};
    assert.equal((await service.ask({method: 'POST', url: '/v1/sessions/end', payload})).statusCode, 204);
    assert.deepEqual(refused, ['entries']);
    const later = await service.logIn('ann');
    assert.deepEqual(await service.texts(later), ['one', 'two']);
    // 0 − 2
    assertLimited(await service.as(later, sending('three')), '3');
  });
});

describe('the reads of one user', () => {
  it('are limited before the database is asked', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {reads: {burst: 2, perSecond: 1}}});
    const [ann, bob] = [await service.logIn('ann'), await service.logIn('bob')];
    await service.sync(ann);
    await service.sync(ann, {page: {}});
    const count = countStatements(t, service);
    assertLimited(await service.as(ann, SYNC), '1');
    const followUp = {method: 'POST', url: '/v1/follow-up', payload: {conversationId: randomUUID()}} as const;
    assertLimited(await service.as(ann, followUp), '1');
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['reads', 'reads']);
    await service.sync(bob);
    service.clock.advance(1000);
    await service.sync(ann);
  });

  it('are refused after too many bytes of answers, until these are paid off', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {answerBytes: {burst: 5000, perSecond: 1000}}});
    const [ann, bob] = [await service.logIn('ann'), await service.logIn('bob')];
    await service.send(ann, 'x'.repeat(4000));
    assert.deepEqual(await service.texts(ann), ['x'.repeat(4000)]);
    const count = countStatements(t, service);
    const answer = await service.as(ann, SYNC);
    assertError(answer, 429, 'too_many_requests');
    const waitSeconds = Number(answer.headers['retry-after']);
    // Two answers with the text and what is around it.
    assert.ok(waitSeconds >= 4 && waitSeconds < 6, `${waitSeconds}`);
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['answer-bytes']);
    await service.sync(bob);
    service.clock.advance(waitSeconds * 1000);
    await service.sync(ann);
  });
});

describe('what is refused', () => {
  it('is answered after a pause, counted for the audit log, and says to a page of another origin when to come back', async (t) => {
    const refusalPauseMs = 50;
    const origin = 'https://shop.example';
    const {service} = await start(t, {
      app: {origins: [origin]},
      rateLimits: {reads: {burst: 1, perSecond: 1}},
      refusalPauseMs,
    });
    const session = await service.logIn('ann');
    await service.sync(session);
    const startedAt = performance.now();
    const refused = await service.as(session, {...SYNC, headers: {origin, ...from('192.0.2.77')}});
    assertLimited(refused, '1');
    assert.ok(performance.now() - startedAt >= refusalPauseMs - 1);
    assert.equal(refused.headers['access-control-allow-origin'], origin);
    assert.match(String(refused.headers['access-control-expose-headers']), /retry-after/);
    await service.app.close();
    const rows = await service.engine.db.selectFrom('audit').selectAll().execute();
    const [row] = rows.filter(({kind}) => kind === 'requests-limited');
    assert.deepEqual(JSON.parse(row?.details ?? ''), {reason: 'reads', network: '192.0.2.0/24', count: 1});
    assert.deepEqual([row?.domain, row?.platform_id], [APP.domain, APP.platformId]);
  });
});

describe('new sessions', () => {
  const limits = {sessions: {burst: 1, perSecond: 0.1}, sessionsOfUser: {burst: 2, perSecond: 1}};
  const proved = async (userId: string) => ({
    userId,
    userAuthToken: await createUserAuthToken({userId, secret: SECRET}),
  });

  it('of 500 verified people behind one address begin at once, also when a visitor there is over the limit', async (t) => {
    const {service} = await start(t, {rateLimits: limits});
    const statuses: number[] = [];
    for (const claim of [{anonymousCredential: newCredential()}, {anonymousCredential: newCredential()}]) {
      statuses.push((await service.claim(claim)).statusCode);
    }
    assert.deepEqual(statuses, [201, 429]);
    const claims = await Promise.all(Array.from({length: 500}, (_, index) => proved(`person ${index}`)));
    // A database on a busy computer does not take all of them in one moment. The clock of the limits stands still.
    while (claims.length) {
      const answers = await Promise.all(claims.splice(0, 100).map((claim) => service.claim(claim)));
      assert.deepEqual(new Set(answers.map(({statusCode}) => statusCode)), new Set([201]));
    }
  });

  it('of one verified user are limited, before the database is asked; nobody else can use up this limit', async (t) => {
    const {service, refused} = await start(t, {rateLimits: {...limits, sessions: {burst: 100, perSecond: 1}}});
    const ann = await proved('ann');
    for (let index = 0; index < 5; index++) {
      assertError(await service.claim({...ann, userAuthToken: 'v1.wrong'}), 401, 'invalid_user_auth_token');
    }
    for (let index = 0; index < 2; index++) await service.session(ann);
    const count = countStatements(t, service);
    assertLimited(await service.claim(ann), '1');
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['sessions-of-user']);
    service.clock.advance(1000);
    await service.session(ann);
  });

  it('without a token ask nothing of the database when the address is over its limit', async (t) => {
    const {service, refused} = await start(t, {rateLimits: limits});
    await service.visit();
    const count = countStatements(t, service);
    for (const claim of [
      {anonymousCredential: newCredential()},
      {userId: 'ann'},
      {platformId: 'unknown', userId: 'x'},
    ]) {
      assertLimited(await service.claim(claim), '10');
    }
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['sessions', 'sessions', 'sessions']);
  });

  it('with refused tokens, and with tokens that an app does not check, count for the address; each token is counted, few are logged', async (t) => {
    const {service} = await start(t, {rateLimits: {...limits, sessions: {burst: 3, perSecond: 0.1}}});
    const wrong = {userId: 'ann', userAuthToken: 'v1.wrong'};
    const claims = [wrong, {...wrong, platformId: 'unknown'}, wrong, wrong, {...wrong, platformId: 'unknown'}];
    const statuses: number[] = [];
    for (const claim of claims) statuses.push((await service.claim(claim)).statusCode);
    assert.deepEqual(statuses, [401, 404, 401, 429, 429]);
    assert.equal(service.logged.filter((line) => line.includes('a user auth token was refused')).length, 2);
    await service.session(await proved('ann'));
    await service.app.close();
    const rows = await service.engine.db.selectFrom('audit').selectAll().where('kind', '=', 'tokens-refused').execute();
    assert.deepEqual(
      rows.map(({details}) => JSON.parse(details) as unknown),
      [{reason: 'no-match', network: '127.0.0.0/24', count: 3}],
    );
  });

  it('that no token proves count for the address also when they come with one', async (t) => {
    const {service} = await start(t, {app: {verification: false}, rateLimits: limits});
    const claim = {userId: 'ann', userAuthToken: 'v1.anything'};
    assert.equal((await service.claim(claim)).statusCode, 201);
    assertLimited(await service.claim({...claim, userId: 'bob'}), '10');
    assert.equal(await service.count('users'), 1);
  });
});

describe('new conversations of users who are not verified', () => {
  it('are limited for each address, and two addresses cannot fill the first page of the agents', async (t) => {
    const {anonymousConversations} = RATE_LIMITS;
    const {service, refused} = await start(t, {rateLimits: {anonymousConversations}});
    const headers = await service.agent();
    const customer = await service.logIn('customer');
    await service.send(customer, 'I need help');
    const sessions = await Promise.all(Array.from({length: 60}, () => service.visit()));
    const flood = sessions.map((session, index) => {
      const {headers: address} = {headers: from(index % 2 ? '192.0.2.1' : '198.51.100.1')};
      return service.as(session, {...sending(`buy ${index}`), headers: address});
    });
    const statuses = (await Promise.all(flood)).map(({statusCode}) => statusCode);
    const begun = statuses.filter((status) => status === 201).length;
    assert.equal(begun, 2 * anonymousConversations.burst);
    assert.ok(begun < AGENT_LIST_PAGE_LIMIT);
    assert.equal(await service.count('conversations'), begun + 1);
    assert.equal(await service.count('entries'), begun + 1);
    assert.equal(await service.count('users'), begun + 1);
    assert.deepEqual(new Set(refused), new Set(['anonymous-conversations']));
    const page = await service.agentList(headers, 'waiting');
    assert.ok(page.some(({preview}) => preview.text === 'I need help'));
  });

  it('are refused until the time that the answer names; who has a conversation goes on with it, and verified users begin one', async (t) => {
    const {service} = await start(t, {rateLimits: {anonymousConversations: {burst: 1, perSecond: 1 / 120}}});
    const [one, other, ann] = [await service.visit(), await service.visit(), await service.logIn('ann')];
    await service.send(one, 'hello');
    const refused = await service.as(other, sending('hello'));
    assertLimited(refused, '120');
    assert.match(refused.body, /new conversations .* come back in 120 seconds/);
    await service.send(one, 'are you there?');
    await service.send(ann, 'hello');
    assert.equal((await service.as(other, {...sending('hello'), headers: from('192.0.2.1')})).statusCode, 201);
    const third = await service.visit();
    service.clock.advance(119_000);
    assertLimited(await service.as(third, sending('hello')), '1');
    service.clock.advance(1000);
    await service.send(third, 'hello');
  });

  it('count once when their transaction has to run twice', async (t) => {
    const {service} = await start(t, {rateLimits: {anonymousConversations: {burst: 1, perSecond: 0.01}}});
    const session = await service.visit();
    const write = service.engine.write.bind(service.engine);
    // As on PostgreSQL, when another write of the group fails.
    t.mock.method(service.engine, 'write', async (...[keys, work]: Parameters<typeof write>) => {
      const rolledBack = write(keys, async (trx) => {
        await work(trx);
        throw new Error('another write has failed');
      });
      await assert.rejects(rolledBack, /another write has failed/);
      return write(keys, work);
    });
    await service.send(session, 'hello');
    assert.deepEqual(await service.texts(session), ['hello']);
  });

  it('count once when a message is sent again, and are limited at log-out too', async (t) => {
    const {service} = await start(t, {rateLimits: {anonymousConversations: {burst: 2, perSecond: 0.01}}});
    const [one, two, three] = [await service.visit(), await service.visit(), await service.visit()];
    const id = randomUUID();
    for (let attempt = 0; attempt < 3; attempt++) await service.send(one, 'hello', id);
    await service.send(two, 'hello');
    const payload = {sessionTokens: [three], messages: [{id: randomUUID(), text: 'hello'}]};
    assertLimited(await service.ask({method: 'POST', url: '/v1/sessions/end', payload}), '100');
    assert.equal(await service.count('conversations'), 2);
  });
});

/** The code of the close. Fails when the connection gets an answer instead. */
async function closeOf(client: LiveClient): Promise<number> {
  const answered = client.next().then((frame) => assert.fail(`it was not closed: ${JSON.stringify(frame)}`));
  return (await Promise.race([client.closed, answered])).code;
}

describe('live connections', () => {
  const authenticate = (sessionToken: string) => ({type: 'authenticate', sessionToken});

  async function listen(t: TestContext, options: TestOptions) {
    const {service, refused} = await start(t, options);
    const base = await service.app.listen({host: '127.0.0.1', port: 0});
    const connect = liveClients(t, base);
    const open = async (address = '192.0.2.1'): Promise<LiveClient> => connect('/v1/live', {headers: from(address)});
    const authenticated = async (session: string, address?: string): Promise<LiveClient> => {
      const client = await open(address);
      client.say(authenticate(session));
      return client;
    };
    const ready = async (session: string, address?: string): Promise<LiveClient> => {
      const client = await authenticated(session, address);
      await client.ready();
      return client;
    };
    return {service, refused, open, authenticated, ready};
  }

  it('of one user end at too many frames together, and others are not affected', async (t) => {
    const {service, refused, ready, authenticated} = await listen(t, {
      rateLimits: {liveFrames: {burst: 4, perSecond: 1}},
    });
    const session = await service.logIn('ann');
    const [one, other] = [await ready(session), await ready(session)];
    const bob = await ready(await service.logIn('bob'));
    await one.assertNothingCame();
    await other.assertNothingCame();
    one.say({type: 'ping'});
    assert.equal(await closeOf(one), CLOSE_POLICY_VIOLATION);
    const count = countStatements(t, service);
    const again = await authenticated(session);
    assert.equal(await closeOf(again), CLOSE_POLICY_VIOLATION);
    assert.equal(count(), 0);
    assert.deepEqual(refused, ['live-frames', 'live-frames']);
    await bob.assertNothingCame();
    service.clock.advance(1000);
    await ready(session);
  });

  it('are limited for each user, with the requests that wait, and another user may connect', async (t) => {
    const connectionLimits = {ofUser: 2, ofAddress: 1};
    const {service, refused, ready, authenticated} = await listen(t, {connectionLimits});
    const session = await service.logIn('ann');
    const clients = [await ready(session), await ready(session)];
    assert.equal(await closeOf(await authenticated(session)), CLOSE_TRY_AGAIN_LATER);
    assert.deepEqual(refused, ['live-connections-of-user']);
    // Answered at once instead of after a minute.
    assert.deepEqual((await service.sync(session, {waitMs: 25_000})).conversations, []);
    assert.equal(refused.length, 2);
    await ready(await service.logIn('bob'));
    clients[0]?.say(authenticate(await service.logIn('ann')));
    await clients[0]?.ready();
    clients[1]?.socket.terminate();
    let again: LiveClient;
    do again = await authenticated(session);
    while (await Promise.race([again.ready().then(() => false), again.closed.then(() => true)]));
  });

  it('are limited for each address while they are not proved: verified users behind it connect', async (t) => {
    const {service, refused, open, ready, authenticated} = await listen(t, {
      connectionLimits: {ofUser: 9, ofAddress: 2},
    });
    const [visitor, other] = [await service.visit(), await service.visit()];
    const listening = await ready(visitor);
    const silent = await open();
    for (const token of [other, await service.logIn('ann')]) {
      assert.equal(await closeOf(await authenticated(token)), CLOSE_TRY_AGAIN_LATER);
    }
    assert.deepEqual(refused, ['live-connections-of-address', 'live-connections-of-address']);
    const wait = await service.as(other, {...SYNC, payload: {waitMs: 25_000}, headers: from('192.0.2.1')});
    assert.equal(wait.statusCode, 200);
    await ready(other, '198.51.100.1');
    // Once it is proved, it leaves its place to the next one.
    silent.say(authenticate(await service.logIn('ann')));
    await silent.ready();
    for (const userId of ['bob', 'cem']) await ready(await service.logIn(userId));
    await listening.assertNothingCame();
    listening.say(authenticate('wrong'));
    assert.equal((await listening.closed).code, LIVE_CLOSE_UNAUTHORIZED);
    // What is closed leaves its place, too.
    await until(() => service.app.websocketServer.clients.size === 4);
    for (const token of [visitor, other]) {
      const client = await authenticated(token);
      await Promise.race([client.ready(), client.closed.then(() => assert.fail('it was refused'))]);
    }
  });
});
