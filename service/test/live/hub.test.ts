import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {describe, it, type TestContext} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {Agents} from '../../src/identity/agents.js';
import {Sessions} from '../../src/identity/sessions.js';
import {LIVE_AUTHENTICATE_LIMIT_MS, LIVE_BACKLOG_LIMIT_BYTES, LIVE_PEER_CHECK_MS} from '../../src/limits.js';
import {LiveHub} from '../../src/live/hub.js';
import {Peer} from '../../src/live/peer.js';
import {addApp, APP, openTestDatabase, TestClock} from '../support/test-service.js';
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

function newPeer() {
  const socket = new FakeSocket();
  return {socket, peer: new Peer(socket as unknown as WebSocket)};
}

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  await addApp(store);
  const clock = new TestClock();
  const sessions = new Sessions({store, clock: clock.now, sessionKey: Buffer.alloc(32)});
  const agents = new Agents(store, clock.now);
  const onError = (error: unknown): void => assert.fail(String(error));
  const hub = new LiveHub({sessions, agents, clock: clock.now, tickMs: 1000, onError});
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
  return {hub, clock, session};
}

const changeOf = (ownerId: string) => ({domain: APP.domain, ownerId, id: 'c', lastSequence: 3});
const FRAME = {type: 'conversation-changed', conversationId: 'c', lastSequence: 3};

describe('LiveHub', () => {
  it('keeps an unauthenticated connection for five seconds, to the millisecond', async (t) => {
    const {hub, clock} = await start(t);
    const {peer, socket} = newPeer();
    hub.addUnauthenticated(peer);
    clock.advance(LIVE_AUTHENTICATE_LIMIT_MS - 1);
    await hub.tick();
    assert.equal(socket.closedWith, undefined);
    clock.advance(1);
    await hub.tick();
    assert.equal(socket.closedWith, LIVE_CLOSE_UNAUTHORIZED);
  });

  it('ends a session on time, to the millisecond, and sends it nothing more', async (t) => {
    const {hub, clock, session} = await start(t);
    const {peer, socket} = newPeer();
    hub.addUser(peer, session('ann'));
    clock.advance(SESSION_LIFE_MS - 1);
    await hub.tick();
    assert.equal(socket.closedWith, undefined);
    clock.advance(1);
    await hub.tick();
    assert.equal(socket.closedWith, LIVE_CLOSE_UNAUTHORIZED);
    hub.conversationChanged(changeOf('ann'));
    assert.deepEqual(socket.sent, []);
  });

  it('keeps a connection whose session is renewed while the old one is checked', async (t) => {
    const {hub, clock, session} = await start(t);
    const {peer, socket} = newPeer();
    hub.addUser(peer, session('ann'));
    clock.advance(SESSION_LIFE_MS);
    const ticking = hub.tick();
    hub.addUser(peer, session('ann'));
    await ticking;
    assert.equal(socket.closedWith, undefined);
  });

  it('notifies the connections of a user, also after one of them has closed', async (t) => {
    const {hub, session} = await start(t);
    const [one, two, other] = [newPeer(), newPeer(), newPeer()];
    hub.addUser(one.peer, session('ann'));
    hub.addUser(two.peer, session('ann'));
    hub.addUser(other.peer, session('bob'));
    hub.remove(one.peer);
    hub.conversationChanged(changeOf('ann'));
    assert.deepEqual([one.socket.sent, two.socket.sent, other.socket.sent], [[], [FRAME], []]);
  });

  it('separates users of two domains with the same id', async (t) => {
    const {hub, session} = await start(t);
    const {peer, socket} = newPeer();
    hub.addUser(peer, session('ann'));
    hub.conversationChanged({...changeOf('ann'), domain: 'other'});
    assert.deepEqual(socket.sent, []);
  });

  it('drops a peer without an answer for half a minute, and keeps the others', async (t) => {
    const {hub, clock, session} = await start(t);
    const [deaf, alive] = [newPeer(), newPeer()];
    hub.start();
    t.after(() => hub.stop());
    for (const {peer} of [deaf, alive]) hub.addUser(peer, session('ann'));
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
    const {hub, session} = await start(t);
    const {peer, socket} = newPeer();
    hub.addUser(peer, session('ann'));
    socket.bufferedAmount = LIVE_BACKLOG_LIMIT_BYTES + 1;
    hub.conversationChanged(changeOf('ann'));
    assert.deepEqual([socket.sent, socket.isTerminated], [[], true]);
  });
});
