import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, describe, it, type TestContext} from 'node:test';
import {pino} from 'pino';
import {LIVE_CLOSE_UNAUTHORIZED, SYNC_WAIT_LIMIT_MS} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {openPostgres} from '../../src/database/postgres/postgres-engine.js';
import {setAgentPassword} from '../../src/agents/agent-administration.js';
import {trailOfCommand} from '../../src/audit/audit.js';
import {Agents} from '../../src/agents/agents.js';
import {loadInstallationKey} from '../../src/identity/installation-key.js';
import {openCarrier} from '../../src/live/open-carrier.js';
import {Heard} from '../support/heard.js';
import {LiveClient, type LiveFrame} from '../support/live.js';
import {startNats, type NatsServer} from '../support/servers/nats.js';
import {askPostgres, databaseUrl, startPostgres, type PostgresServer} from '../support/servers/postgres.js';
import {startProxy, type Proxy} from '../support/servers/proxy.js';
import {Shared} from '../support/shared.js';
import {
  addApp,
  addKey,
  APP,
  answering,
  deleteKey,
  knownOf,
  newCredential,
  serveDatabase,
  TestClock,
  textsOf,
  type Sent,
  type TestService,
} from '../support/test-service.js';
import type {PostgresConfig} from '../../src/config.js';
import type {Conversation, SendMessagesResponse, SyncResponse} from 'helpshift-chat/protocol';

/** How late a change may be told when messages do not arrive. The service needs 3 s; this computer may be busy. */
const LATE_MS = 6_000;

/** One service process on the common database. */
interface Process {
  readonly service: TestService;
  /** The network between the process and what carries its messages. */
  readonly network: Proxy;
  /** Heals the network. Resolves when the process hears the others again. */
  reconnect(): Promise<void>;
  /** Opens a live connection of a user. */
  listen(session: string, wants?: readonly string[]): Promise<LiveClient>;
  /** Opens a live connection of an agent, who logs in here. */
  listenAsAgent(headers: {readonly cookie: string}): Promise<LiveClient>;
}

/** The servers that tests share. */
interface Servers {
  readonly postgres: PostgresServer;
  readonly nats: NatsServer;
}

/** The database with one app of which each test has a copy. */
const TEMPLATE = 'before_tests';

type CarrierName = 'nats' | 'notify';

const configOf = (url: string, listenUrl = url): PostgresConfig => ({url, listenUrl, poolSize: 4});

async function startProcess(t: TestContext, url: string, carrierName: CarrierName, nats: NatsServer): Promise<Process> {
  const network = await startProxy(t, carrierName === 'nats' ? nats.url : url);
  const database = configOf(url, carrierName === 'notify' ? network.url : url);
  const engine = await openPostgres(database);
  const natsServers = carrierName === 'nats' ? [network.url] : undefined;
  const sessionKey = await loadInstallationKey(engine.db, 'session-key');
  const logged = new Heard<string>();
  const log = pino({level: 'info'}, {write: (line: string) => logged.tell(line)});
  const carrier = await openCarrier({database, natsServers}, {db: engine.db, sessionKey, log});
  const shared = new Shared();
  const service = await serveDatabase(shared, engine, new TestClock(), {
    carrier,
    liveTickMs: 20,
    monotonic: () => performance.now(),
  });
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  t.after(async () => {
    await shared.close();
    await carrier?.close();
    await engine.close();
  });
  const connect = async (path: string, headers: Record<string, string> = {}): Promise<LiveClient> => {
    const client = await new LiveClient(base.replace(/^http/, 'ws') + path, {headers}).open();
    shared.after(() => client.socket.terminate());
    return client;
  };
  return {
    service,
    network,
    reconnect: async () => {
      await network.heal();
      while (!/"the [a-zA-Z ]+ is back"/.test(await logged.next()));
    },
    listen: async (sessionToken, wants) => {
      const client = await connect('/v1/live');
      client.say({type: 'authenticate', sessionToken, ...(wants && {wants})});
      await client.ready();
      return client;
    },
    listenAsAgent: async ({cookie}) => {
      const client = await connect('/v1/agent/live', {cookie, origin: base});
      await client.ready();
      return client;
    },
  };
}

const isEntry = (text: string) => (frame: LiveFrame) =>
  frame.type === 'changed' &&
  frame.conversation.entries.some(({content}) => 'text' in content && content.text === text);

/** The frame after which a client reads, when it does not have this version of the conversation yet. */
const tellsOf =
  ({conversation}: Sent) =>
  (frame: LiveFrame) =>
    frame.type === 'pong' && 'version' in frame && frame.version >= conversation.version;

const isLook = (frame: LiveFrame): boolean => frame.type === 'look';

/** Takes frames until one is wanted. */
async function until(client: LiveClient, isWanted: (frame: LiveFrame) => boolean): Promise<void> {
  while (!isWanted(await client.next()));
}

/** The next frame that tells of typing or presence. While processes find each other, users hear of the newest version, too. */
async function nextSign(client: LiveClient): Promise<LiveFrame> {
  for (;;) {
    const frame = await client.next();
    if (frame.type === 'typing' || frame.type === 'presence') return frame;
  }
}

/** Asserts that something happens soon, and says how long it took. */
async function soon(t: TestContext, what: string, happening: Promise<unknown>): Promise<void> {
  const beganAt = performance.now();
  await happening;
  const took = Math.round(performance.now() - beganAt);
  t.diagnostic(`${what}: ${took} ms`);
  assert.ok(took < LATE_MS, `${what} took ${took} ms`);
}

/** A sync that waits for news of a conversation. @returns The texts in its answer. */
async function waitForNews(service: TestService, session: string, known: Conversation): Promise<readonly string[]> {
  const payload = {known: [knownOf(known)], waitMs: SYNC_WAIT_LIMIT_MS};
  const response = await service.as(session, {method: 'POST', url: '/v1/sync', payload});
  return response.json<SyncResponse>().conversations.flatMap((conversation) => textsOf(conversation));
}

for (const carrierName of ['nats', 'notify'] as const) {
  // Side by side: most of the time is a wait for what is told late.
  describe(`two processes with ${carrierName}`, {concurrency: true}, () => {
    const shared = new Shared();
    let servers: Servers;
    before(async () => {
      servers = {
        postgres: await startPostgres(shared, {settings: {max_connections: '200'}}),
        nats: await startNats(shared),
      };
      const engine = await openPostgres(configOf(await servers.postgres.createDatabase(TEMPLATE)));
      await addApp(engine);
      await engine.close();
    });
    after(() => shared.close());

    /** Two processes, and an anonymous user with one conversation. */
    async function start(t: TestContext) {
      const {postgres, nats} = servers;
      const name = `test_${randomUUID()}`;
      await askPostgres(postgres.url, `create database "${name}" template ${TEMPLATE}`);
      const url = databaseUrl(postgres.url, name);
      const one = await startProcess(t, url, carrierName, nats);
      const two = await startProcess(t, url, carrierName, nats);
      const session = await one.service.visit();
      const {conversation} = await one.service.send(session, 'the first');
      return {one, two, session, conversation};
    }

    const newAgent = (service: TestService) => service.agent({email: `${randomUUID()}@acme.example`});

    it('tell each other of what users and agents write', async (t) => {
      const {one, two, session, conversation} = await start(t);
      const agent = await newAgent(one.service);
      const [user, inbox] = [await two.listen(session), await two.listenAsAgent(agent)];
      const waiting = waitForNews(two.service, session, conversation);
      await one.service.send(session, 'hello');
      await Promise.all([until(user, isEntry('hello')), until(inbox, isEntry('hello'))]);
      assert.deepEqual(await waiting, ['hello']);
      await two.service.append(agent, conversation.id, 'good day');
      const other = await one.listen(session);
      await two.service.append(agent, conversation.id, 'how can I help?');
      await until(other, isEntry('how can I help?'));
    });

    it('tell each other who types, and whether agents are there, and nobody else', async (t) => {
      const {one, two, session, conversation} = await start(t);
      const {id} = conversation;
      const other = await one.service.visit();
      const [user, stranger, older] = [
        await one.listen(session, ['typing', 'presence']),
        await one.listen(other, ['typing']),
        await one.listen(session),
      ];
      const inbox = await two.listenAsAgent(await newAgent(two.service));
      inbox.say({type: 'presence', isThere: true});
      assert.deepEqual(await nextSign(user), {type: 'presence', isThere: true});
      inbox.say({type: 'typing', id});
      assert.deepEqual(await nextSign(user), {type: 'typing', conversationId: id, name: 'Alex'});
      user.say({type: 'typing'});
      assert.deepEqual(await nextSign(inbox), {type: 'typing', id});
      for (const client of [stranger, older, user]) await client.assertNothingCame();
    });

    it('lose no change when a sign gets lost, and tell the next one', async (t) => {
      const {one, two, session, conversation} = await start(t);
      const user = await one.listen(session, ['typing']);
      const inbox = await two.listenAsAgent(await newAgent(two.service));
      const other = await two.listenAsAgent(await newAgent(two.service));
      await two.network.refuse();
      inbox.say({type: 'typing', id: conversation.id});
      await inbox.assertNothingCame();
      const sent = await two.service.send(session, 'not sent');
      await soon(t, 'a change', until(user, tellsOf(sent)));
      await two.reconnect();
      // Another one: what one session types is passed on once in two seconds.
      other.say({type: 'typing', id: conversation.id});
      await until(user, ({type}) => type === 'typing');
    });

    it('tell of changes that they were not told of', async (t) => {
      const {one, two, session, conversation} = await start(t);
      const agent = await newAgent(one.service);
      const [user, inbox] = [await two.listen(session), await two.listenAsAgent(agent)];
      await two.network.refuse();
      const waiting = waitForNews(two.service, session, conversation);
      const missed = await one.service.send(session, 'missed');
      const told = Promise.all([until(user, tellsOf(missed)), until(inbox, isLook), waiting]);
      await soon(t, 'a change while the listener is cut off', told);
      assert.deepEqual(await waiting, ['missed']);
      const next = await one.service.send(session, 'missed, too');
      await soon(t, 'the next change', until(user, tellsOf(next)));

      // After the last look, and before the messages arrive again.
      const between = await one.service.send(session, 'in between');
      await two.reconnect();
      await soon(t, 'a change before the messages arrive again', until(user, tellsOf(between)));
      await one.service.send(session, 'heard');
      await until(user, isEntry('heard'));
    });

    it('tell of changes that another process could not send', async (t) => {
      const {one, two, session} = await start(t);
      const user = await one.listen(session);
      await two.network.refuse();
      const unsent = await two.service.send(session, 'not sent');
      await soon(t, 'a change while the sender is cut off', until(user, tellsOf(unsent)));
      const next = await two.service.send(session, 'not sent either');
      await soon(t, 'the next change', until(user, tellsOf(next)));
    });

    it('notice a network that passes nothing on', async (t) => {
      const {one, two, session} = await start(t);
      const [near, far] = [await one.listen(session), await two.listen(session)];
      two.network.hold();
      const toFar = await one.service.send(session, 'to the process behind it');
      await soon(t, 'a change to it', until(far, tellsOf(toFar)));
      await until(near, isEntry('to the process behind it'));
      const toNear = await two.service.send(session, 'from the process behind it');
      await soon(t, 'a change from it', until(near, tellsOf(toNear)));
    });

    it('tell a change that is stored just before a process ends', async (t) => {
      const {one, two, session} = await start(t);
      const user = await one.listen(session);
      await two.network.refuse();
      await two.service.send(session, 'the last but one');
      const last = await two.service.send(session, 'the last');
      await two.service.app.close();
      await soon(t, 'the change', until(user, tellsOf(last)));
    });

    it('tell nobody twice, and make no client with one conversation read for nothing', async (t) => {
      const {one, two, session} = await start(t);
      const other = await one.service.visit();
      const {version} = (await one.service.send(other, 'of another user')).conversation;
      const [user, idle] = [await two.listen(session), await two.listen(other)];
      await two.network.refuse();
      for (let round = 1; round <= 3; round++) {
        await until(user, tellsOf(await one.service.send(session, 'again')));
      }
      // Once, because nobody knows what was missed before; with the version that the client has.
      assert.deepEqual(await idle.next(), {type: 'pong', version});
      await idle.assertNothingCame();
      assert.equal(idle.frames.length, 3, JSON.stringify(idle.frames));
    });

    it('make a client with several conversations read, because one version does not tell of all', async (t) => {
      const {one, two, session, conversation} = await start(t);
      const agent = await newAgent(one.service);
      await one.service.append(agent, conversation.id, {kind: 'resolved'});
      const ended = await one.service.as(session, answering(conversation.id, {kind: 'ended'}));
      assert.equal(ended.statusCode, 201, ended.body);
      const second = await one.service.send(session, 'another matter');
      assert.notEqual(second.conversation.id, conversation.id);
      const user = await two.listen(session);
      await two.network.refuse();
      await until(user, isLook);
      const rating = {kind: 'rated', rating: 5, feedback: ''} as const;
      const rated = await one.service.as(session, answering(conversation.id, rating));
      assert.equal(rated.json<SendMessagesResponse>().conversations.length, 1, rated.body);
      await until(user, isLook);
    });

    it('end what the other one ends', async (t) => {
      const {one, two} = await start(t);
      const {service} = one;
      const credential = newCredential();
      const anonymous = await service.visit(credential);
      const [ann, bob] = [await service.logIn('ann'), await service.logIn('bob')];
      const secret = `the secret of ${randomUUID()}`;
      await addKey(service.engine, secret);
      const userAuthToken = await createUserAuthToken({userId: 'cleo', secret});
      const cleo = (await service.session({userId: 'cleo', userAuthToken})).sessionToken;
      const email = `${randomUUID()}@acme.example`;
      const leaving = await newAgent(service);
      const renewed = await service.agent({email});
      const staying = await newAgent(service);
      const connections = [
        await two.listen(anonymous),
        await two.listen(ann),
        await two.listen(cleo),
        await two.listenAsAgent(leaving),
        await two.listenAsAgent(renewed),
      ];
      const others = [await two.listen(bob), await two.listenAsAgent(staying)];

      const clearing = {...APP, anonymousCredential: credential};
      await service.ask({method: 'POST', url: '/v1/anonymous-users/clear', payload: clearing});
      const ending = JSON.stringify({sessionTokens: [ann]});
      const headers = {'content-type': 'text/plain'};
      await service.ask({method: 'POST', url: '/v1/sessions/end', headers, payload: ending});
      await deleteKey(service.engine, secret);
      await service.ask({method: 'DELETE', url: '/v1/agent/session', headers: leaving});
      const agents = new Agents(service.engine, service.clock.now);
      const {id} = await service.engine.db
        .selectFrom('agents')
        .select('id')
        .where('email', '=', email)
        .executeTakeFirstOrThrow();
      await setAgentPassword(service.engine, agents, {id, email}, 'unusable', trailOfCommand(service.clock.now));
      for (const connection of connections) assert.equal((await connection.closed).code, LIVE_CLOSE_UNAUTHORIZED);
      for (const other of others) {
        other.say({type: 'ping'});
        await until(other, ({type}) => type === 'pong');
      }
    });
  });
}
