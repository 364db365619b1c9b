import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {describe, it, type TestContext} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {Agents} from '../../src/identity/agents.js';
import {Sessions} from '../../src/identity/sessions.js';
import {LIVE_AUTHENTICATE_LIMIT_MS, LIVE_BACKLOG_LIMIT_BYTES, LIVE_PEER_CHECK_MS} from '../../src/limits.js';
import {LiveHub, type Listener} from '../../src/live/hub.js';
import {Peer} from '../../src/live/peer.js';
import {WakeUps, type ConversationChange} from '../../src/live/wake-ups.js';
import {addApp, APP, openTestDatabase, TestClock} from '../support/test-service.js';
import type {LoggedInAgent} from '../../src/identity/agents.js';
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
  readonly peer = new Peer(this.socket as unknown as WebSocket);

  changed(change: ConversationChange): void {
    this.peer.send(change);
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
  const tell = (ownerId: string, change: Partial<ConversationChange> = {}): ConversationChange => {
    const told = {domain: APP.domain, ownerId, id: 'c', entry: 3, audience: 'everybody', ...change} as const;
    wakeUps.publish(told);
    return told;
  };
  return {hub, clock, session, tell};
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
    tell('ann');
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
    const change = tell('ann');
    assert.deepEqual([one.socket.sent, two.socket.sent, other.socket.sent], [[], [change], []]);
  });

  it('separates users of two domains with the same id', async (t) => {
    const {hub, session, tell} = await start(t);
    const connection = new FakeConnection();
    hub.addUser(connection, session('ann'));
    tell('ann', {domain: 'other'});
    assert.deepEqual(connection.socket.sent, []);
  });

  it('tells a change to its audience alone, and to no agent of another domain', async (t) => {
    const {hub, session, tell} = await start(t);
    const [user, agent, administrator, other] = Array.from({length: 4}, () => new FakeConnection());
    hub.addUser(user!, session('ann'));
    hub.addAgent(agent!, agentOf(APP.domain));
    hub.addAgent(administrator!, agentOf(null));
    hub.addAgent(other!, agentOf('other'));
    const all = tell('ann');
    const mark = tell('ann', {audience: 'user'});
    const note = tell('ann', {audience: 'agents'});
    assert.deepEqual(user?.socket.sent, [all, mark]);
    assert.deepEqual(
      [agent?.socket.sent, administrator?.socket.sent],
      [
        [all, note],
        [all, note],
      ],
    );
    assert.deepEqual(other?.socket.sent, []);
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
    tell('ann');
    assert.deepEqual([socket.sent, socket.isTerminated], [[], true]);
  });
});
