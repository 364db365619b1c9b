import assert from 'node:assert/strict';
import {randomBytes, randomUUID} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import {after, before, describe, it} from 'node:test';
import {startCaddy, startNginx, documented, HOST_NAME, type DocumentedProxy} from '../support/documented-proxies.js';
import {ProxyClient} from '../support/proxy-client.js';
import {startService, type RunningService} from '../support/start-service.js';
import {type Owner} from '../../service/test/support/servers/server-process.js';
import {findServerPort} from '../support/find-port.js';
import {askPostgres, startPostgres} from '../../service/test/support/servers/postgres.js';
import {RATE_LIMITS} from '../../service/src/limits.js';
import type {LiveClient} from '../../service/test/support/live.js';
import type {SessionResponse, SyncedConversation, SyncResponse} from '../../src/protocol/index.js';

const AGENT = {email: 'agent@example.com', password: 'a password for tests'};
const APP = {domain: 'bar', platformId: 'foo'};
const ORIGIN = `https://${HOST_NAME}`;

const PROXIES = {Caddy: startCaddy, nginx: startNginx};

/** One PostgreSQL and three processes, with the environment of docs/operate.md, behind each of its proxies. */
class Installation {
  readonly database: string;
  readonly proxies = new Map<string, DocumentedProxy>();
  readonly #ports: readonly number[];
  readonly #processes = new Map<number, RunningService>();

  private constructor(database: string, ports: readonly number[]) {
    this.database = database;
    this.#ports = ports;
  }

  static async start(owner: Owner): Promise<Installation> {
    const postgres = await startPostgres(owner);
    const ports = [await findServerPort(), await findServerPort(), await findServerPort()];
    const installation = new Installation(await postgres.createDatabase('chat'), ports);
    owner.after(() => installation.#stop());
    await Promise.all(ports.map((_, index) => installation.startProcess(index)));
    for (const [name, start] of Object.entries(PROXIES)) installation.proxies.set(name, await start(owner, {ports}));
    return installation;
  }

  async startProcess(index: number): Promise<void> {
    const env = {
      ...documentedEnvironment(),
      DATABASE_URL: this.database,
      ADMIN_EMAIL: AGENT.email,
      ADMIN_PASSWORD: AGENT.password,
    };
    this.#processes.set(index, await startService({demo: false, env, port: this.#ports[index] ?? 0}));
  }

  /** Ends a process as an upgrade does. Rejects when it does not end by itself. */
  async endProcess(index: number): Promise<void> {
    const process = this.#processes.get(index);
    this.#processes.delete(index);
    await process?.stop();
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.stop()));
  }
}

function documentedEnvironment(): Record<string, string> {
  const lines = documented('sh', 'PUBLIC_URL=https').matchAll(/^(\w+)=(.+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

/** A visitor, who sends each request once. */
class User {
  readonly client: ProxyClient;
  readonly token: string;

  private constructor(client: ProxyClient, token: string) {
    this.client = client;
    this.token = token;
  }

  static async enter(client: ProxyClient): Promise<User> {
    const {status, body} = await client.post('/v1/sessions', newVisitor());
    assert.equal(status, 201);
    return new User(client, (body as SessionResponse).sessionToken);
  }

  async send(text: string): Promise<void> {
    const {status, body} = await this.#ask('/v1/messages', {messages: [{id: randomUUID(), text}]});
    assert.equal(status, 201, JSON.stringify(body));
  }

  async sync(request: object): Promise<readonly SyncedConversation[]> {
    const {status, body} = await this.#ask('/v1/sync', request);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as SyncResponse).conversations;
  }

  #ask(path: string, body: object) {
    return this.client.post(path, body, {authorization: `Bearer ${this.token}`});
  }
}

function newVisitor() {
  return {...APP, anonymousCredential: randomBytes(32).toString('base64url')};
}

/** Logs an agent in. @returns A function that answers a conversation. */
async function enterAgent(client: ProxyClient) {
  const {status, headers} = await client.post('/v1/agent/session', AGENT, {origin: ORIGIN});
  assert.equal(status, 200);
  const [cookie = ''] = headers['set-cookie'] ?? [];
  assert.match(cookie, /; Secure/, 'the service knows that the page came by HTTPS');
  return async (conversation: string, text: string): Promise<void> => {
    const body = {id: randomUUID(), content: {kind: 'text', text}};
    const sent = {origin: ORIGIN, cookie: cookie.split(';', 1)[0] ?? ''};
    const answer = await client.post(`/v1/agent/conversations/${conversation}/entries`, body, sent);
    assert.equal(answer.status, 201);
  };
}

function textsOf(conversations: readonly SyncedConversation[]): string[] {
  return conversations.flatMap(({entries}) => entries.map(({content}) => ('text' in content ? content.text : '')));
}

describe('three processes behind the proxies of docs/operate.md', () => {
  let installation: Installation;
  const closes: (() => unknown)[] = [];
  before(async () => {
    installation = await Installation.start({after: (close) => closes.push(close)});
  });
  after(async () => {
    // What was started last ends first.
    for (const close of closes.reverse()) await close();
  });

  const connect = (proxy: string, address?: string): ProxyClient => {
    const found = installation.proxies.get(proxy);
    assert.ok(found);
    const client = new ProxyClient(found, address);
    closes.push(() => client.close());
    return client;
  };

  const names = Object.keys(PROXIES);
  for (const [index, proxy] of names.entries()) {
    it(`${proxy}: an agent logs in and answers, and the user gets it as a live frame and as a long poll`, async () => {
      const client = connect(proxy);
      const [user, answer] = await Promise.all([User.enter(client), enterAgent(client)]);
      const live = await client.listen(user.token);
      await user.send('Hello?');
      const [conversation] = await user.sync({page: {}});
      assert.ok(conversation);
      const {id, version, lastNumber, lastId} = conversation;
      const waiting = user.sync({known: [{id, version, number: lastNumber, entryId: lastId}], waitMs: 20_000});
      await answer(id, 'Good morning.');
      assert.deepEqual(textsOf(await waiting), ['Good morning.']);
      for (;;) {
        const frame = await live.next();
        if (frame.type === 'changed' && textsOf([frame.conversation as SyncedConversation]).includes('Good morning.'))
          break;
      }
      live.socket.close();
    });

    it(`${proxy}: limits count by the address of the client, whatever it claims to be`, async () => {
      const guess = (client: ProxyClient, number: number) =>
        client.post(
          '/v1/agent/session',
          {email: `agent-${number}@shop.example`, password: 'a wrong guess'},
          {origin: ORIGIN, 'x-forwarded-for': `203.0.113.${number}`},
        );
      const greedy = connect(proxy, `127.0.1.${index + 1}`);
      const tries = Array.from({length: 100}, (_, number) => guess(greedy, number));
      const statuses = (await Promise.all(tries)).map(({status}) => status);
      assert.deepEqual([...new Set(statuses)].sort(), [401, 429]);
      // Three processes check two at a time, and two wait: all of one address. With the claimed addresses 54 would get in.
      assert.ok(statuses.filter((status) => status === 401).length <= RATE_LIMITS.loginsOfAddress.burst);
      assert.equal((await guess(connect(proxy, `127.0.2.${index + 1}`), 0)).status, 401);
    });
  }

  it('processes are ended one after the other: no request fails, and each message is stored once', async () => {
    const users = await Promise.all(
      Object.keys(PROXIES).flatMap((proxy) => Array.from({length: 4}, () => User.enter(connect(proxy)))),
    );
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const work = users.map((user, index) =>
      Promise.all([sendOn(user, index, over.signal), listenOn(user, over.signal)]),
    );
    // A failure must not wait for the end.
    const failed = Promise.all(work);
    const restarted = (async () => {
      await installation.endProcess(0);
      await installation.startProcess(0);
      await installation.endProcess(1);
      // Only the one that was started again is left.
      await installation.endProcess(2);
      over.abort();
    })();
    await Promise.race([restarted, failed]);
    const results = await failed;
    for (const [index, [sent]] of results.entries()) {
      const rows = await askPostgres<{content: string}>(
        installation.database,
        `select content from entries where content like '%"message ${index}:%' order by conversation_id, number`,
      );
      const texts = rows.map(({content}) => (JSON.parse(content) as {text: string}).text);
      assert.deepEqual(texts, sent);
    }
    const codes = results.flatMap(([, closed]) => closed);
    assert.ok(codes.length >= users.length, 'each live connection was on a process that ended');
    assert.deepEqual([...new Set(codes)], [1001]);
  });
});

/** Sends one message after the other. @returns Their texts. */
async function sendOn(user: User, index: number, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  while (!signal.aborted) {
    const text = `message ${index}: ${texts.length}`;
    await user.send(text);
    texts.push(text);
  }
  return texts;
}

/** Keeps a live connection open. @returns The codes with which the service has closed it. */
async function listenOn(user: User, signal: AbortSignal): Promise<number[]> {
  const codes: number[] = [];
  let live: LiveClient | undefined;
  signal.addEventListener('abort', () => live?.socket.terminate());
  while (!signal.aborted) {
    live = await user.client.listen(user.token);
    if (signal.aborted) live.socket.terminate();
    const {code} = await live.closed;
    if (!signal.aborted) codes.push(code);
  }
  return codes;
}
