import assert from 'node:assert/strict';
import {after, before, describe, it, type TestContext} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {runHere, runProcess} from '../support/command.js';
import {liveClients, type LiveClient} from '../support/live.js';
import {runCommand} from '../support/process.js';
import {newDatabase} from '../support/test-database.js';
import {newCredential} from '../support/test-service.js';
import type {AppSettings, ErrorResponse, SessionRequest, SessionResponse} from 'helpshift-chat/protocol';

/** The limit for "within a second" on a busy computer. */
const FOLLOWING_LIMIT_MS = 2_000;

const BROUGHT_SECRET = 'the secret that the site has';

const cleanups: (() => unknown)[] = [];
const owner = {after: (cleanup: () => unknown) => void cleanups.push(cleanup)} as TestContext;
let environment: Readonly<Record<string, string>> = {};
let base = '';

before(async () => {
  ({environment} = await newDatabase(owner));
  const service = runCommand(owner, ['serve'], {PORT: '0', ...environment});
  [, base = ''] = await service.until(/Inbox\s+(http:\S+)\/inbox/);
});
after(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
});

/** Every test makes its own app in the one running service. */
async function makeApp(platformId: string, ...options: string[]) {
  const {printed} = await runHere(environment, ['app', 'create', `acme/${platformId}`, ...options, '--json']);
  const {key} = JSON.parse(printed) as {key: {id: string; secret: string}};
  const name = `acme/${platformId}`;
  const claim = async (claim: Partial<SessionRequest>) =>
    fetch(`${base}/v1/sessions`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({domain: 'acme', platformId, ...claim}),
    });
  const session = async (request: Partial<SessionRequest>): Promise<SessionResponse> => {
    const response = await claim(request);
    assert.equal(response.status, 201);
    return (await response.json()) as SessionResponse;
  };
  const verified = async (userId: string, secret = key.secret) =>
    session({userId, userAuthToken: await createUserAuthToken({userId, secret})});
  return {name, key, claim, session, verified};
}

async function statusOf({sessionToken}: SessionResponse): Promise<number> {
  const headers = {'content-type': 'application/json', authorization: `Bearer ${sessionToken}`};
  const response = await fetch(`${base}/v1/sync`, {method: 'POST', headers, body: '{}'});
  return response.status;
}

async function listen(t: TestContext, {sessionToken}: SessionResponse): Promise<LiveClient> {
  const client = await liveClients(t, base)('/v1/live');
  client.say({type: 'authenticate', sessionToken});
  await client.ready();
  return client;
}

/** @returns The time after `since`. */
async function endOf(client: LiveClient, since: number): Promise<number> {
  assert.equal((await client.closed).code, LIVE_CLOSE_UNAUTHORIZED);
  return performance.now() - since;
}

describe('the command beside a running service', () => {
  it('works as a program: makes an app and a token, checks the token, and a user is verified with it', async () => {
    const created = await runProcess(environment, ['app', 'create', 'shop/web', '--origin', 'https://shop.example']);
    assert.equal(created.code, 0, created.notes.join());
    assert.match(created.printed, /<helpshift-chat domain="shop" platform-id="web">/);

    const user = ['--user-id', 'captain', '--user-email', 'captain@example.com'];
    const token = await runProcess(environment, ['token', 'shop/web', ...user]);
    assert.deepEqual([token.code, token.notes], [0, []]);
    const userAuthToken = token.printed.trim();

    const [verified, wrong] = await Promise.all([
      runProcess(environment, ['verify', 'shop/web', ...user, '--token-stdin'], token.printed),
      runProcess(environment, ['verify', 'shop/web', '--user-id', 'captain', '--token', userAuthToken.slice(3)]),
    ]);
    assert.equal(verified.code, 0, verified.printed);
    assert.match(verified.printed, /^Valid for shop\/web: strict form, made with the key \S+\.\n$/);
    assert.equal(wrong.code, 1);
    assert.match(wrong.printed, /^Not valid for shop\/web\.\n- /);

    const response = await fetch(`${base}/v1/sessions`, {
      method: 'POST',
      headers: {'content-type': 'application/json', origin: 'https://shop.example'},
      body: JSON.stringify({
        domain: 'shop',
        platformId: 'web',
        userId: 'captain',
        userEmail: 'captain@example.com',
        userAuthToken,
      }),
    });
    assert.equal(response.status, 201);
    assert.equal(((await response.json()) as SessionResponse).user.verified, true);
  });

  it('fails as a program: one line, an exit code, no secret', async () => {
    const [usage, unknown] = await Promise.all([
      runProcess(environment, ['key', 'create', 'bar/foo', '--secret=hunter2-hunter2-hunter2']),
      runProcess(environment, ['key', 'list', 'bar/fooo']),
    ]);
    assert.deepEqual([usage.code, usage.printed, usage.notes.length], [2, '', 1]);
    assert.match(usage.notes[0] ?? '', /^helpshift-chat: key create: --secret: /);
    assert.doesNotMatch(usage.notes[0] ?? '', /hunter2/);
    assert.deepEqual(unknown, {
      code: 1,
      printed: '',
      notes: ['helpshift-chat: There is no app bar/fooo; this domain has: bar/foo'],
    });
  });

  it('"should delete the old secret key": its tokens, sessions and open connections end, those of other keys do not', async (t) => {
    const {name, key, claim, verified} = await makeApp('delete');
    const brought = await runProcess(environment, ['key', 'create', name, '--secret-stdin'], `${BROUGHT_SECRET}\n`);
    assert.deepEqual([brought.code, brought.notes], [0, ['A line break at the end was removed.']]);
    const [old, current] = [await verified('ann'), await verified('ann', BROUGHT_SECRET)];
    const [oldLive, currentLive] = [await listen(t, old), await listen(t, current)];
    assert.deepEqual([await statusOf(old), await statusOf(current)], [200, 200]);

    const deleted = await runProcess(environment, ['key', 'delete', name, key.id]);
    const since = performance.now();
    assert.deepEqual([deleted.code, deleted.notes], [0, []]);
    assert.deepEqual([await statusOf(old), await statusOf(current)], [401, 200]);
    const userAuthToken = await createUserAuthToken({userId: 'ann', secret: key.secret});
    assert.equal((await claim({userId: 'ann', userAuthToken})).status, 401);
    const took = await endOf(oldLive, since);
    assert.ok(took < FOLLOWING_LIMIT_MS, `${took} ms`);
    await currentLive.assertNothingCame();
    assert.equal((await verified('ann', BROUGHT_SECRET)).user.verified, true);
  });

  it('switches verification on and off during sessions', async (t) => {
    const {name, claim, session, verified} = await makeApp('switch', '--verification', 'off');
    const set = (value: string) => runHere(environment, ['app', 'set', name, '--verification', value]);
    const believed = await session({userId: 'ann'});
    const anonymous = await session({anonymousCredential: newCredential()});
    assert.equal(believed.user.verified, false);
    const [believedLive, anonymousLive] = [await listen(t, believed), await listen(t, anonymous)];

    assert.equal((await set('on')).code, 0);
    const since = performance.now();
    assert.deepEqual([await statusOf(believed), await statusOf(anonymous)], [401, 200]);
    assert.equal((await claim({userId: 'ann'})).status, 401);
    const took = await endOf(believedLive, since);
    assert.ok(took < FOLLOWING_LIMIT_MS, `${took} ms`);
    const proven = await verified('ann');
    assert.equal(proven.user.verified, true);
    const provenLive = await listen(t, proven);

    assert.equal((await set('off')).code, 0);
    assert.deepEqual([await statusOf(proven), await statusOf(anonymous)], [200, 200]);
    assert.equal((await claim({userId: 'ben'})).status, 201);
    await provenLive.assertNothingCame();
    await anonymousLive.assertNothingCame();
  });

  it('switches the compatible form off, together with its sessions, and on again', async (t) => {
    const {name, key, claim, session, verified} = await makeApp('strict', '--from-helpshift');
    const form = 'compatible';
    const userAuthToken = await createUserAuthToken({userId: 'ann', secret: key.secret, form});
    const [compatible, strict] = [await session({userId: 'ann', userAuthToken}), await verified('ann')];
    const [compatibleLive, strictLive] = [await listen(t, compatible), await listen(t, strict)];
    assert.deepEqual([await statusOf(compatible), await statusOf(strict)], [200, 200]);

    await runHere(environment, ['app', 'set', name, '--compatible-tokens', 'none']);
    const since = performance.now();
    assert.deepEqual([await statusOf(compatible), await statusOf(strict)], [401, 200]);
    assert.equal((await claim({userId: 'ann', userAuthToken})).status, 401);
    const took = await endOf(compatibleLive, since);
    assert.ok(took < FOLLOWING_LIMIT_MS, `${took} ms`);
    await strictLive.assertNothingCame();

    await runHere(environment, ['app', 'set', name, '--compatible-tokens', 'cautious']);
    assert.equal((await claim({userId: 'ann', userAuthToken})).status, 201);
    assert.equal(await statusOf(compatible), 401, 'what a setting ended stays ended');
  });

  it('changes settings and origins; a browser uses the old ones for at most a second', async () => {
    const {name} = await makeApp('settings');
    const read = (etag = '') =>
      fetch(`${base}/v1/apps/${name}`, {headers: {origin: 'https://a.example', 'if-none-match': etag}});
    assert.equal((await read()).status, 403);
    const set = (...options: string[]) => runHere(environment, ['app', 'set', name, ...options]);
    await set('--origin', 'https://a.example', '--greeting', 'first');
    const first = await read();
    assert.equal(((await first.json()) as AppSettings).greeting, 'first');
    const [, seconds] = /max-age=(\d+)/.exec(first.headers.get('cache-control') ?? '') ?? [];
    assert.ok(Number(seconds) <= 1, seconds);
    const etag = first.headers.get('etag') ?? '';
    assert.equal((await read(etag)).status, 304);
    await set('--greeting', 'second', '--ask-email', 'on');
    const second = await read(etag);
    const {greeting, askEmail} = (await second.json()) as AppSettings;
    assert.deepEqual({greeting, askEmail}, {greeting: 'second', askEmail: true});
    await set('--no-origin');
    assert.equal((await read()).status, 403);
  });

  it('allows an origin with the command from the refusal of this origin', async () => {
    const {name} = await makeApp('origins', '--origin', 'https://shop.example');
    const ask = (origin: string) => fetch(`${base}/v1/apps/${name}`, {headers: {origin}});
    const origin = 'http://localhost:5173';
    const refused = await ask(origin);
    assert.equal(refused.status, 403);
    const {message} = ((await refused.json()) as ErrorResponse).error;
    assert.match(message, /The app acme\/origins does not list the origin http:\/\/localhost:5173\./);
    const [, command = assert.fail(message)] = /helpshift-chat (app set .*)$/.exec(message) ?? [];
    assert.equal((await runHere(environment, command.split(' '))).code, 0);
    for (const allowed of [origin, 'https://shop.example']) assert.equal((await ask(allowed)).status, 200);
  });

  it('deletes an agent: their log-in and their open inbox end', async (t) => {
    const [email, password] = ['alex@acme.example', 'correct horse battery staple'];
    await makeApp('agents');
    const create = ['agent', 'create', email, '--name', 'Alex', '--domain', 'acme', '--password-stdin'];
    assert.equal((await runHere(environment, create, password)).code, 0);
    const logIn = () =>
      fetch(`${base}/v1/agent/session`, {
        method: 'POST',
        headers: {'content-type': 'application/json', origin: base},
        body: JSON.stringify({email, password}),
      });
    const response = await logIn();
    assert.equal(response.status, 200);
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    const client = await liveClients(t, base)('/v1/agent/live', {headers: {cookie, origin: base}});
    await client.ready();

    assert.deepEqual(await runHere(environment, ['agent', 'delete', email]), {
      code: 0,
      printed: 'Deleted.\n',
      notes: [],
    });
    const since = performance.now();
    assert.equal(
      (await fetch(`${base}/v1/agent/session/current`, {method: 'POST', headers: {cookie, origin: base}})).status,
      401,
    );
    const took = await endOf(client, since);
    assert.ok(took < FOLLOWING_LIMIT_MS, `${took} ms`);
    assert.equal((await logIn()).status, 401);
  });
});
