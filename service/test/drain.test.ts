import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {Agent, request} from 'node:http';
import {json} from 'node:stream/consumers';
import {describe, it, type TestContext} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {until} from '../../test/support/until.js';
import {liveClients} from './support/live.js';
import {runCommand} from './support/process.js';
import {startPostgres} from './support/servers/postgres.js';
import {newCredential, temporaryFolder, textsOf} from './support/test-service.js';
import type {SessionResponse, SyncResponse} from 'helpshift-chat/protocol';

async function serve(t: TestContext, environment: Record<string, string>) {
  const command = runCommand(t, ['serve'], {PORT: '0', HOST: '127.0.0.1', USER_LIMITS: 'off', ...environment});
  const [, base = ''] = await command.until(/listening at (http:\/\/127\.0\.0\.1:\d+)/);
  return {...command, base};
}

type Service = Awaited<ReturnType<typeof serve>>;

interface Answer<T> {
  readonly status: number | undefined;
  readonly body: T;
}

/** Asks on a connection of the agent, and rejects as the connection does: `fetch` hides why. */
function post<T>(agent: Agent, url: string, body: object, sessionToken = ''): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const headers = {'content-type': 'application/json', authorization: `Bearer ${sessionToken}`};
    request(url, {method: 'POST', agent, headers}, (response) => {
      json(response).then((body) => resolve({status: response.statusCode, body: body as T}), reject);
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}

async function visit(base: string): Promise<string> {
  const claim = {domain: 'bar', platformId: 'foo', anonymousCredential: newCredential()};
  return (await post<SessionResponse>(new Agent(), `${base}/v1/sessions`, claim)).body.sessionToken;
}

async function textsAt(base: string, sessionToken: string): Promise<string[]> {
  const {body} = await post<SyncResponse>(new Agent(), `${base}/v1/sync`, {page: {}}, sessionToken);
  return body.conversations.flatMap(textsOf);
}

/** The newest page of a conversation has this many entries. */
const PAGE = 50;

/** A user who sends one message after the other on a connection that stays open, until the service is gone. */
class Sender {
  readonly stored: string[] = [];
  readonly sessionToken: string;
  readonly #agent = new Agent({keepAlive: true, maxSockets: 1});

  constructor(sessionToken: string) {
    this.sessionToken = sessionToken;
  }

  /** Resolves with the code of the error that ends it. `choose` names the process for the next request. */
  async send(choose: () => Promise<string> | string, isOver = (): boolean => false): Promise<unknown> {
    for (let number = 1; !isOver(); number++) {
      const messages = [{id: randomUUID(), text: `message ${number}`}];
      try {
        const {status} = await post(this.#agent, `${await choose()}/v1/messages`, {messages}, this.sessionToken);
        if (status !== 200 && status !== 201) return status;
        this.stored.push(`message ${number}`);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    }
    return 'over';
  }

  async assertStoredOnce(base: string): Promise<void> {
    assert.deepEqual(await textsAt(base, this.sessionToken), this.stored.slice(-PAGE));
  }
}

const SENDERS = 16;

async function senders(base: string): Promise<Sender[]> {
  return Promise.all(Array.from({length: SENDERS}, async () => new Sender(await visit(base))));
}

/** Each of them is in the middle of its work. */
const areBusy = (all: readonly Sender[]) => until(() => all.every(({stored}) => stored.length > 3), 'all send');

async function isReady({base}: Service): Promise<boolean> {
  const response = await fetch(`${base}/readyz`, {headers: {connection: 'close'}}).catch(() => undefined);
  return response?.status === 200;
}

describe('SIGTERM', () => {
  it('fails no request on an open connection, moves who listens, and answers who waits', async (t) => {
    const environment = {DATA_DIR: temporaryFolder(t)};
    const service = await serve(t, environment);
    const all = await senders(service.base);
    const live = await Promise.all(
      Array.from({length: 40}, async () => {
        // Before it connects: the service waits only a few seconds for the first frame.
        const sessionToken = await visit(service.base);
        const client = await liveClients(t, service.base)('/v1/live');
        client.say({type: 'authenticate', sessionToken});
        await client.ready();
        return client;
      }),
    );
    const listener = await visit(service.base);
    const waiting = post<SyncResponse>(new Agent(), `${service.base}/v1/sync`, {waitMs: 20_000}, listener);
    const ends = all.map((sender) => sender.send(() => service.base));
    await areBusy(all);
    service.kill('SIGTERM');

    assert.deepEqual(await Promise.all(ends), Array<string>(SENDERS).fill('ECONNREFUSED'));
    assert.deepEqual((await waiting).body.conversations, []);
    for (const client of live) assert.equal((await client.closed).code, 1001);
    assert.deepEqual(await service.ended, {code: 0, signal: null});
    const {base} = await serve(t, environment);
    for (const sender of all) await sender.assertStoredOnce(base);
  });

  it('fails no request at all where a proxy asks for /readyz and has another process', async (t) => {
    const postgres = await startPostgres(t);
    const environment = {DATABASE_URL: await postgres.createDatabase('chat'), DRAIN_SECONDS: '1'};
    const [first, second] = [await serve(t, environment), await serve(t, environment)];
    // As a proxy does, which looks for the processes that are ready.
    let ready: readonly Service[] = [first, second];
    let isOver = false;
    const look = (async () => {
      while (!isOver) {
        const answers = await Promise.all([first, second].map(isReady));
        ready = [first, second].filter((_service, index) => answers[index]);
        await delay(50);
      }
    })();
    let turn = 0;
    const choose = (): string => ready[turn++ % ready.length]?.base ?? assert.fail('no process is ready');
    const all = await senders(first.base);
    const ends = all.map((sender) => sender.send(choose, () => isOver));
    await areBusy(all);
    first.kill('SIGTERM');
    assert.deepEqual(await first.ended, {code: 0, signal: null});
    const before = all.map(({stored}) => stored.length);
    await until(() => all.every(({stored}, index) => stored.length > before[index]! + 3), 'all go on');
    isOver = true;

    assert.deepEqual(await Promise.all(ends), Array<string>(SENDERS).fill('over'));
    await look;
    for (const sender of all) await sender.assertStoredOnce(second.base);
  });

  it('says at once that the process will end, and goes on for DRAIN_SECONDS; a second signal ends it at once', async (t) => {
    const service = await serve(t, {DATA_DIR: temporaryFolder(t), DRAIN_SECONDS: '300'});
    assert.equal(await isReady(service), true);
    assert.notEqual((await fetch(`${service.base}/healthz`)).headers.get('connection'), 'close');
    service.kill('SIGTERM');
    while (await isReady(service));
    const [ready, alive] = await Promise.all(['readyz', 'livez'].map((name) => fetch(`${service.base}/${name}`)));
    assert.deepEqual([ready?.status, alive?.status], [503, 200]);
    assert.equal(alive?.headers.get('connection'), 'close');
    assert.ok(await visit(service.base));
    service.kill('SIGINT');
    assert.deepEqual(await service.ended, {code: null, signal: 'SIGINT'});
  });
});
