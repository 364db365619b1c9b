import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {until} from '../../../test/support/until.js';
import {Agents} from '../../src/agents/agents.js';
import {hashPassword} from '../../src/agents/passwords.js';
import {AGENT_DEVICE_LIFE_MS} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {closeOrPong, liveClients} from '../support/live.js';
import {
  assertError,
  CHEAP,
  OWN_ORIGIN,
  PASSWORD,
  startTestService,
  temporaryFolder,
  type TestOptions,
  type TestService,
} from '../support/test-service.js';
import type {LightMyRequestResponse} from 'fastify';

const ANN = 'ann@acme.example';
const BEN = 'ben@acme.example';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0';

/** No check of all connections closes one. */
const NEVER_MS = 2 ** 30;

/** The limits of addresses are for other tests. */
const PLENTY = {burst: 10_000, perSecond: 1};

interface Attempt {
  readonly email?: string;
  readonly password?: string;
  readonly address?: string;
  readonly cookie?: string;
}

async function start(t: TestContext, options: TestOptions = {}): Promise<TestService> {
  const rateLimits = {logins: PLENTY, loginsOfAddress: PLENTY, ...options.rateLimits};
  const service = await startTestService(t, {...options, rateLimits});
  const agents = new Agents(service.engine, service.clock.now);
  const passwordHash = await hashPassword(PASSWORD, CHEAP);
  for (const email of [ANN, BEN])
    await agents.insert(service.engine.db, {email, name: email.slice(0, 3), passwordHash});
  return service;
}

/** The limit of an account alone. */
const startWithAccountLimit = (t: TestContext, burst: number) =>
  start(t, {rateLimits: {loginsOfAccount: {burst, perSecond: 1 / 100}}});

function logIn(
  service: TestService,
  {email = ANN, password = PASSWORD, address = '192.0.2.1', cookie}: Attempt = {},
): Promise<LightMyRequestResponse> {
  return service.ask({
    method: 'POST',
    url: '/v1/agent/session',
    remoteAddress: address,
    headers: {origin: OWN_ORIGIN, 'user-agent': FIREFOX, ...(cookie !== undefined && {cookie})},
    payload: {email, password},
  });
}

/** Guesses a password, each time from another address. */
function guess(service: TestService, index: number, attempt: Attempt = {}): Promise<LightMyRequestResponse> {
  return logIn(service, {password: 'a guess', address: `198.51.${index}.1`, ...attempt});
}

async function guessOften(service: TestService, count: number, attempt: Attempt = {}): Promise<number[]> {
  const answers = [];
  for (let index = 0; index < count; index++) answers.push(await guess(service, index, attempt));
  return answers.map(({statusCode}) => statusCode);
}

/** The cookies that an answer sets, as the browser sends them back. */
function cookiesOf({cookies}: LightMyRequestResponse, wanted = /./): string {
  const sent = cookies.filter(({name}) => wanted.test(name));
  return sent.map(({name, value}) => `${name}=${value}`).join('; ');
}

const deviceOf = (response: LightMyRequestResponse): string => cookiesOf(response, /device/);

describe('many wrong passwords at once', () => {
  it('hold up neither a file nor a right log-in from elsewhere', async (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['element', 'inbox']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'element/helpshift-chat.js'), 'export {};');
    const folders = {element: join(folder, 'element'), inbox: join(folder, 'inbox')};
    const service = await start(t, {folders});
    const refusals: LightMyRequestResponse[] = [];
    let checked = 0;
    // Of no account: these are checked with the cost of real passwords.
    const flood = Array.from({length: 20}, async () => {
      const answer = await logIn(service, {email: 'nobody@acme.example'});
      if (answer.statusCode === 429) refusals.push(answer);
      else checked += 1;
    });
    await until(() => refusals.length === 16 || checked > 4, 'the queue is full');
    const right = logIn(service, {address: '203.0.113.1'}).then(({statusCode}) => [statusCode, checked]);
    const file = await service.ask({url: '/helpshift-chat.js'});
    assert.equal(file.statusCode, 200);
    assert.ok(checked <= 2, `the file has waited for ${checked} checks`);
    const [status, checkedBefore = 4] = await right;
    assert.equal(status, 200);
    assert.ok(checkedBefore <= 3, `the right password has waited for ${checkedBefore} checks`);
    for (const answer of refusals) {
      assertError(answer, 429, 'too_many_requests');
      assert.equal(answer.headers['retry-after'], '1');
    }
    await Promise.all(flood);
    assert.equal(checked, 4);
  });
});

describe('the limit of an account', () => {
  it('counts wrong passwords from all addresses, and nothing else', async (t) => {
    const service = await startWithAccountLimit(t, 3);
    for (let index = 0; index < 5; index++) assert.equal((await logIn(service)).statusCode, 200);
    assert.deepEqual(await guessOften(service, 4), [401, 401, 401, 429]);
    const refused = await logIn(service, {address: '203.0.113.9'});
    assertError(refused, 429, 'too_many_requests');
    assert.ok(Number(refused.headers['retry-after']) >= 100, 'the next guess is far away');
    assert.equal((await logIn(service, {email: BEN})).statusCode, 200, 'others are not concerned');
    service.clock.advance(300_000);
    assert.equal((await logIn(service)).statusCode, 200);
  });

  it('is not passed by many guesses at once', async (t) => {
    const service = await startWithAccountLimit(t, 3);
    const answers = await Promise.all(Array.from({length: 12}, (_, index) => guess(service, index)));
    assert.equal(answers.filter(({statusCode}) => statusCode === 401).length, 3);
    assert.equal(answers.filter(({statusCode}) => statusCode === 429).length, 9);
  });

  it('is told after a pause, as every refusal: a flood of guesses from many addresses costs little', async (t) => {
    const refusalPauseMs = 50;
    const service = await start(t, {rateLimits: {loginsOfAccount: {burst: 1, perSecond: 0.01}}, refusalPauseMs});
    assert.equal((await guess(service, 1)).statusCode, 401);
    const startedAt = performance.now();
    assertError(await guess(service, 2), 429, 'too_many_requests');
    assert.ok(performance.now() - startedAt >= refusalPauseMs - 1);
  });

  it('does not show whether there is an account', async (t) => {
    const service = await startWithAccountLimit(t, 2);
    const bodies = [];
    for (const email of [ANN, 'nobody@acme.example']) {
      const answers = [];
      for (let index = 0; index < 3; index++) answers.push(await guess(service, index, {email}));
      bodies.push(answers.map(({statusCode, headers, body}) => [statusCode, headers['retry-after'], body]));
    }
    assert.deepEqual(bodies[1], bodies[0]);
  });

  it('does not lock out a browser in which the agent has logged in before', async (t) => {
    const service = await startWithAccountLimit(t, 3);
    const [ann, ben] = [await logIn(service), await logIn(service, {email: BEN})];
    assert.deepEqual(await guessOften(service, 4), [401, 401, 401, 429]);
    assert.equal((await logIn(service, {cookie: deviceOf(ann)})).statusCode, 200);
    assert.equal((await logIn(service, {cookie: deviceOf(ben)})).statusCode, 429, 'the cookie of another agent');
    const forged = deviceOf(ann).replace(/\.\d+\./, '.9999999999999.');
    assert.equal((await logIn(service, {cookie: forged})).statusCode, 429);
    assert.deepEqual(
      await guessOften(service, 4, {cookie: deviceOf(ann)}),
      [401, 401, 401, 429],
      'the browser has a limit of its own',
    );
    service.clock.advance(AGENT_DEVICE_LIFE_MS);
    assert.deepEqual(await guessOften(service, 4), [401, 401, 401, 429]);
    assert.equal((await logIn(service, {cookie: deviceOf(ann)})).statusCode, 429, 'half a year has passed');
  });

  it('lets such a browser in also when its network address is refused, and counts it by itself', async (t) => {
    const rateLimits = {logins: {burst: 3, perSecond: 0.001}, loginsOfAddress: {burst: 3, perSecond: 0.001}};
    const service = await start(t, {rateLimits});
    let cookie = deviceOf(await logIn(service));
    for (let index = 0; index < 3; index++) await logIn(service, {email: `nobody-${index}@acme.example`});
    assert.equal((await logIn(service)).statusCode, 429);
    for (let index = 0; index < 3; index++) {
      const answer = await logIn(service, {cookie});
      assert.equal(answer.statusCode, 200);
      cookie = deviceOf(answer);
    }
    assert.equal((await logIn(service, {cookie})).statusCode, 429, 'a new cookie does not begin again');
  });

  it('knows a browser by a cookie that opens nothing', async (t) => {
    const service = await start(t);
    const cookie = deviceOf(await logIn(service)).replace('device', 'agent');
    const headers = {cookie, origin: OWN_ORIGIN};
    assertError(await service.ask({method: 'POST', url: '/v1/agent/session/current', headers}), 401, 'unauthorized');
  });
});

describe('a log-in', () => {
  it("keeps the browser's name and the network, and nothing more of them", async (t) => {
    const service = await start(t);
    await logIn(service);
    const row = await service.engine.db.selectFrom('agent_sessions').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([row.browser, row.network], ['Firefox on Linux', '192.0.2.0/24']);
  });

  it('ends the session that the browser had, with its live connection, and no other one', async (t) => {
    const service = await start(t, {liveTickMs: NEVER_MS});
    const origin = await service.app.listen({host: '127.0.0.1', port: 0});
    const open = liveClients(t, origin);
    const connect = async (response: LightMyRequestResponse) => {
      const client = await open('/v1/agent/live', {headers: {cookie: cookiesOf(response), origin}});
      await client.ready();
      return client;
    };
    const [first, elsewhere] = [await logIn(service), await logIn(service)];
    const [old, other] = [await connect(first), await connect(elsewhere)];
    const second = await logIn(service, {cookie: cookiesOf(first), email: BEN});
    assert.equal(second.statusCode, 200);
    assert.equal(await closeOrPong(old), 4401);
    await other.assertNothingCame();
    assert.equal(await service.count('agent_sessions'), 2);
    await guess(service, 1, {cookie: cookiesOf(second)});
    assert.equal(await service.count('agent_sessions'), 2, 'a wrong password ends nothing');
  });

  it('begins no session when the password was changed while it was checked', async (t) => {
    const service = await start(t);
    const agents = new Agents(service.engine, service.clock.now);
    const account = (await agents.findAccount(ANN)) ?? assert.fail();
    const another = await hashPassword('another password', CHEAP);
    await service.engine.write([], (trx) => agents.setPassword(trx, account.id, another));
    assert.equal(await agents.beginSession(account, {browser: null, network: '192.0.2.0/24'}), undefined);
    assert.equal(await service.count('agent_sessions'), 0);
  });
});

describe('the operator', () => {
  it('is told of log-ins, log-outs and refusals, with the limit that refused', async (t) => {
    const counted: string[] = [];
    const meters = {...NO_METERS, refused: (limit: string) => void counted.push(limit)};
    const rateLimits = {
      logins: {burst: 4, perSecond: 0.001},
      loginsOfAddress: {burst: 5, perSecond: 0.001},
      loginsOfAccount: {burst: 1, perSecond: 0.001},
    };
    const service = await start(t, {metrics: {meters}, rateLimits});
    const headers = {cookie: cookiesOf(await logIn(service)), origin: OWN_ORIGIN};
    await service.ask({method: 'DELETE', url: '/v1/agent/session', headers});
    for (const email of [ANN, ANN, ANN, ANN, BEN]) await logIn(service, {email, password: 'a guess'});
    assert.deepEqual(counted, ['log-ins-of-account', 'log-ins-of-account', 'log-ins', 'log-ins-of-address']);
    const reasons = service.logged.map((line) => (JSON.parse(line) as {reason?: string}).reason);
    assert.deepEqual(reasons, ['wrong', ...counted]);
    assert.doesNotMatch(service.logged.join(), /acme|192\.0/);

    await service.app.close();
    const rows = await service.engine.db
      .selectFrom('audit')
      .select(['kind', 'actor', 'details'])
      .where('domain', 'is', null)
      .execute();
    const told = rows.map(({kind, actor, details}) => {
      const {reason, count, subject, network} = JSON.parse(details) as Record<string, string | number>;
      const {name = 'service'} = JSON.parse(actor) as {name?: string};
      return [kind, name, subject ?? reason, count ?? 1, network].join(' ');
    });
    assert.deepEqual(
      told.toSorted(),
      [
        `agent-logged-in ann ${ANN} 1 192.0.2.0/24`,
        `agent-logged-out ann ${ANN} 1 192.0.2.0/24`,
        'log-ins-refused service wrong 1 192.0.2.0/24',
        'log-ins-refused service log-ins-of-account 2 192.0.2.0/24',
        'log-ins-refused service log-ins 1 192.0.2.0/24',
        'log-ins-refused service log-ins-of-address 1 192.0.2.0/24',
      ].toSorted(),
    );
  });
});
