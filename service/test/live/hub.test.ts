import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {describe, it, type TestContext} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {Agents} from '../../src/agents/agents.js';
import {Sessions} from '../../src/identity/sessions.js';
import {
  LIVE_AUTHENTICATE_LIMIT_MS,
  LIVE_BACKLOG_LIMIT_BYTES,
  LIVE_PEER_CHECK_MS,
  PRESENCE_STEP,
} from '../../src/limits.js';
import {LiveHub, type Listener} from '../../src/live/hub.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {Peer} from '../../src/live/peer.js';
import {UserConnection} from '../../src/live/user-connection.js';
import {WakeUps, type ConversationChange} from '../../src/live/wake-ups.js';
import {addApp, APP, openTestDatabase, TestClock} from '../support/test-service.js';
import type {LiveLimits} from '../../src/live/live-limits.js';
import type {Presence} from '../../src/live/presence.js';
import type {Typing} from '../../src/live/typing.js';
import type {UserConversations} from '../../src/conversations/user-conversations.js';
import type {LoggedInAgent} from '../../src/agents/agents.js';
import type {Session} from '../../src/identity/session-token.js';
import type {WebSocket} from 'ws';

/** A fake WebSocket with the methods that a peer uses, and a record of the calls. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: unknown[] = [];
  closedWith: number | undefined;
  isTerminated = false;
  pings = 0;

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = 2;
  }

  terminate(): void {
    this.isTerminated = true;
    this.readyState = 3;
  }

  ping(): void {
    this.pings++;
  }
}

/** A listener that sends what it hears on a fake socket. */
class FakeConnection implements Listener {
  readonly socket = new FakeSocket();
  readonly peer = new Peer(this.socket as unknown as WebSocket, NO_METERS);

  changed(change: ConversationChange): void {
    this.peer.send(change);
  }

  look(version?: number): void {
    this.peer.send({look: version});
  }

  sessionEnded(): void {
    this.peer.closeUnauthorized();
  }

  goAway(): void {
    this.peer.close(1001, '');
  }

  checkPeer(): void {
    this.peer.check();
  }
}

/** `entry` null: none. */
type PublishedChange = Partial<Omit<ConversationChange, 'entry'>> & {readonly entry?: number | null};

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  await addApp(store);
  const clock = new TestClock();
  const sessions = new Sessions({store, clock: clock.now, sessionKey: Buffer.alloc(32)});
  const agents = new Agents(store, clock.now);
  const wakeUps = new WakeUps();
  const onError = (error: unknown): void => assert.fail(String(error));
  const times = {clock: clock.now, monotonic: clock.monotonic, tickMs: 3_600_000};
  const hub = new LiveHub({sessions, agents, wakeUps, onError, ...times});
  hub.start();
  t.after(() => hub.stop());
  const session = (ownerId: string): Session => ({
    ...APP,
    kind: 'anonymous',
    verified: false,
    fullPrivacy: false,
    ownerId,
    keyId: null,
    id: 'session',
    epoch: null,
    anonymousName: null,
    expiresAt: clock.time + SESSION_LIFE_MS,
  });
  const publish = (ownerId: string, {entry = 3, ...change}: PublishedChange = {}): ConversationChange => {
    const told = {
      domain: APP.domain,
      ownerId,
      id: 'c',
      ...(entry !== null && {entry}),
      audience: 'everybody',
      ...change,
    } as const;
    wakeUps.publish(told);
    return told;
  };
  const tell = async (...change: Parameters<typeof publish>): Promise<ConversationChange> => {
    const told = publish(...change);
    await new Promise((resolve) => setImmediate(resolve));
    return told;
  };
  return {hub, clock, session, tell, publish};
}

const agentOf = (domain: string | null): LoggedInAgent => ({
  id: `agent of ${domain}`,
  email: 'a@x.org',
  name: 'A',
  role: domain === null ? 'administrator' : 'agent',
  domain,
  sessionId: `session of ${domain}`,
  expiresAt: Infinity,
});

describe('LiveHub', () => {
  it('keeps an unauthenticated connection for five seconds, to the millisecond', async (t) => {
    const {hub, clock} = await start(t);
    const connection = new FakeConnection();
    hub.addUnauthenticated(connection);
    clock.advance(LIVE_AUTHENTICATE_LIMIT_MS - 1);
    await hub.tick();
    assert.equal(connection.socket.closedWith, undefined);
    clock.advance(1);
    await hub.tick();
    assert.equal(connection.socket.closedWith, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('keeps a connection whose token is being checked, however long that takes', async (t) => {
    const {hub, clock, session} = await start(t);
    const socket = new FakeSocket();
    let accept: (answer: unknown) => void = () => undefined;
    const checked = new Promise((resolve) => (accept = resolve));
    const limits = {
      enter: () => undefined,
      admitUnknown: () => true,
      takeFrame: () => true,
      hasRoom: () => true,
      admit: () => true,
    };
    new UserConnection(socket as unknown as WebSocket, {origin: undefined, ownOrigin: ''}, '192.0.2.1', {
      hub,
      limits: limits as unknown as LiveLimits,
      meters: NO_METERS,
      sessions: {read: () => session('ann'), requireValid: () => checked} as unknown as Sessions,
      userConversations: {newestVersion: async () => 7} as unknown as UserConversations,
      typing: {} as Typing,
      presence: {} as Presence,
      mayUseApp: () => true,
      onError: (error) => assert.fail(String(error)),
    });
    socket.emit('message', JSON.stringify({type: 'authenticate', sessionToken: 'a token'}));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(LIVE_AUTHENTICATE_LIMIT_MS);
    await hub.tick();
    assert.equal(socket.closedWith, undefined);
    accept(APP);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(socket.sent, [{type: 'ready', version: 7}]);
  });

  it('tells thousands of users of the presence in steps, and only those of the domains that it has changed for', async (t) => {
    const {hub, session} = await start(t);
    const told: string[] = [];
    const add = (ownerId: string, domain: string): void => {
      const connection = Object.assign(new FakeConnection(), {presenceChanged: () => void told.push(domain)});
      hub.addUser(connection, {...session(ownerId), domain});
    };
    const count = 2 * PRESENCE_STEP + 1;
    for (let user = 0; user < count; user++) add(`ann ${user}`, 'acme');
    add('bob', 'other');
    const isDone = hub.tellPresence((domain) => domain === 'acme');
    assert.equal(told.length, PRESENCE_STEP, 'other work comes in between');
    await isDone;
    assert.deepEqual(told, Array<string>(count).fill('acme'));
  });

  it('ends a session on time, to the millisecond, and sends it nothing more', async (t) => {
    const {hub, clock, session, tell} = await start(t);
    const connection = new FakeConnection();
    const {socket} = connection;
    hub.addUser(connection, session('ann'));
    clock.advance(SESSION_LIFE_MS - 1);
    await hub.tick();
    assert.equal(socket.closedWith, undefined);
    clock.advance(1);
    await hub.tick();
    assert.equal(socket.closedWith, LIVE_CLOSE_UNAUTHORIZED);
    await tell('ann');
    assert.deepEqual(socket.sent, []);
  });

  it('keeps a connection whose session is renewed while the old one is checked', async (t) => {
    const {hub, clock, session} = await start(t);
    const connection = new FakeConnection();
    hub.addUser(connection, session('ann'));
    clock.advance(SESSION_LIFE_MS);
    const ticking = hub.tick();
    hub.addUser(connection, session('ann'));
    await ticking;
    assert.equal(connection.socket.closedWith, undefined);
  });

  it('tells the connections of a user, also after one of them has closed', async (t) => {
    const {hub, session, tell} = await start(t);
    const [one, two, other] = [new FakeConnection(), new FakeConnection(), new FakeConnection()];
    hub.addUser(one, session('ann'));
    hub.addUser(two, session('ann'));
    hub.addUser(other, session('bob'));
    hub.remove(one);
    const change = await tell('ann');
    assert.deepEqual([one.socket.sent, two.socket.sent, other.socket.sent], [[], [change], []]);
  });

  it('separates users of two domains with the same id', async (t) => {
    const {hub, session, tell} = await start(t);
    const connection = new FakeConnection();
    hub.addUser(connection, session('ann'));
    await tell('ann', {domain: 'other'});
    assert.deepEqual(connection.socket.sent, []);
  });

  it('tells a change to its audience alone, and to no agent of another domain', async (t) => {
    const {hub, session, tell} = await start(t);
    const [user, agent, administrator, other] = Array.from({length: 4}, () => new FakeConnection());
    hub.addUser(user!, session('ann'));
    hub.addAgent(agent!, agentOf(APP.domain));
    hub.addAgent(administrator!, agentOf(null));
    hub.addAgent(other!, agentOf('other'));
    const all = await tell('ann');
    const note = await tell('ann', {audience: 'agents'});
    assert.deepEqual(user?.socket.sent, [all]);
    assert.deepEqual(
      [agent?.socket.sent, administrator?.socket.sent],
      [
        [all, note],
        [all, note],
      ],
    );
    assert.deepEqual(other?.socket.sent, []);
  });

  it('tells changes of one conversation that come at once as one', async (t) => {
    const {hub, session, tell, publish} = await start(t);
    const [user, agent] = [new FakeConnection(), new FakeConnection()];
    hub.addUser(user, session('ann'));
    hub.addAgent(agent, agentOf(null));
    publish('ann', {entry: 4});
    publish('ann', {entry: 3});
    const other = publish('ann', {id: 'other'});
    await tell('ann', {entry: null, note: 2, audience: 'agents'});
    const merged = {domain: APP.domain, ownerId: 'ann', id: 'c', entry: 3, note: 2, audience: 'everybody'};
    for (const {socket} of [user, agent]) assert.deepEqual(socket.sent, [merged, other]);
    publish('ann', {entry: null, note: 3, audience: 'agents'});
    await tell('ann', {entry: null, audience: 'agents'});
    assert.deepEqual([user.socket.sent.length, agent.socket.sent.length], [2, 3]);
  });

  it('lists the users who listen, each once, and tells one of them or all agents to look', async (t) => {
    const {hub, session} = await start(t);
    const [one, two, other, agent] = Array.from({length: 4}, () => new FakeConnection());
    hub.addUser(one!, session('ann'));
    hub.addUser(two!, session('ann'));
    hub.addUser(other!, {...session('ann'), domain: 'other'});
    hub.addAgent(agent!, agentOf(null));
    const users = [...hub.listUsers()].map(([domain, ids]) => [domain, [...ids]]);
    assert.deepEqual(users, [
      [APP.domain, ['ann']],
      ['other', ['ann']],
    ]);
    hub.userShouldLook({domain: APP.domain, ownerId: 'ann'}, 7);
    hub.agentsShouldLook();
    for (const {socket} of [one!, two!]) assert.deepEqual(socket.sent, [{look: 7}]);
    assert.deepEqual([other?.socket.sent, agent?.socket.sent], [[], [{}]]);
  });

  it('tells those who come after the stop at once that the service ends', async (t) => {
    const {hub, session} = await start(t);
    await hub.stop();
    const connections = Array.from({length: 3}, () => new FakeConnection());
    hub.addUnauthenticated(connections[0]!);
    hub.addUser(connections[1]!, session('ann'));
    hub.addAgent(connections[2]!, agentOf(null));
    for (const {socket} of connections) assert.equal(socket.closedWith, 1001);
  });

  it('tells many one after the other in a random order, and those who wait still hear of changes', async (t) => {
    const {hub, session, tell} = await start(t);
    const connections = Array.from({length: 300}, () => new FakeConnection());
    connections.forEach((connection, index) => hub.addUser(connection, session(`user ${index}`)));
    const last = connections.length - 1;
    const isTold = () => connections.map(({socket}) => socket.closedWith === 1001);
    const startedAt = performance.now();
    const stopped = hub.stop();
    const toldFirst = isTold().flatMap((told, index) => (told ? [index] : []));
    assert.ok(toldFirst.length > 0 && toldFirst.length < 30, String(toldFirst.length));
    assert.notEqual(Math.max(...toldFirst), toldFirst.length - 1);
    const waiting = isTold().lastIndexOf(false, last);
    await tell(`user ${waiting}`);
    assert.equal(connections[waiting]?.socket.sent.length, 1);
    await stopped;
    assert.ok(isTold().every(Boolean));
    assert.ok(performance.now() - startedAt > 200);
  });

  it('drops a peer without an answer for half a minute, and keeps the others', async (t) => {
    const {hub, clock, session} = await start(t);
    const [deaf, alive] = [new FakeConnection(), new FakeConnection()];
    for (const connection of [deaf, alive]) hub.addUser(connection, session('ann'));
    for (let round = 1; round <= 3; round++) {
      clock.advance(LIVE_PEER_CHECK_MS);
      await hub.tick();
      assert.equal(alive.socket.pings, round);
      alive.socket.emit('pong');
    }
    assert.deepEqual([deaf.socket.isTerminated, alive.socket.isTerminated], [true, false]);
    assert.equal(deaf.socket.pings, 1);
  });

  it('drops a peer that does not read', async (t) => {
    const {hub, session, tell} = await start(t);
    const connection = new FakeConnection();
    const {socket} = connection;
    hub.addUser(connection, session('ann'));
    socket.bufferedAmount = LIVE_BACKLOG_LIMIT_BYTES + 1;
    await tell('ann');
    assert.deepEqual([socket.sent, socket.isTerminated], [[], true]);
  });
});
