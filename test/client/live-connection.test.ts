import assert from 'node:assert/strict';
import {describe, it, mock, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {keepLiveConnection} from '../../src/client/live-connection.js';
import {UserSession} from '../../src/client/user-session.js';
import {LIVE_CLOSE_UNAUTHORIZED, LIVE_PING_INTERVAL_MS, type ServiceFrame} from '../../src/protocol/index.js';
import {goOffline, goOnline, hidePage, openSockets, pageListeners, showPage} from '../support/page-globals.js';
import {startScriptedService} from '../support/scripted-service.js';
import {until} from '../support/until.js';

const ANSWER_LIMIT_MS = 10_000;

/** What the other end hears when a connection was open and was closed in good order. */
const CLOSED_WITHOUT_CODE = 1005;

/** Keeps a connection to a service for a session whose tokens are `token 1`, `token 2` and so on. */
async function connect(t: TestContext) {
  const service = await startScriptedService(t);
  let claims = 0;
  const user = {kind: 'logged-in', verified: true} as const;
  const claim = {
    attempt: 1,
    request: async (signal: AbortSignal) => {
      await nextTurn();
      signal.throwIfAborted();
      return {sessionToken: `token ${++claims}`, expiresInMs: 1e9, issuedAt: 1, hasConversation: true, user};
    },
  };
  const listener = {accepted: () => {}, refused: assert.fail, failed: assert.fail};
  const session = new UserSession(service.app, claim, listener);
  const told: (string | ServiceFrame)[] = [];
  const isOver = keepLiveConnection(session, {
    online: () => told.push('online'),
    offline: () => told.push('offline'),
    frame: (frame) => told.push(frame),
  });
  t.after(async () => {
    session.end();
    // A timer of one clock is not cleared by the other.
    await until(() => openSockets() === 0);
    mock.timers.reset();
  });
  return {service, session, told, isOver};
}

/** A connection that the service has accepted. */
async function connectAccepted(t: TestContext) {
  const connection = await connect(t);
  const live = await connection.service.nextLive();
  live.say({type: 'ready'});
  await until(() => connection.told.length === 1);
  return {...connection, live};
}

describe('keepLiveConnection', () => {
  it('shows the session first, in a frame and not in the address', async (t) => {
    const {service} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    assert.deepEqual(live.frames, [{type: 'authenticate', sessionToken: 'token 1'}]);
    assert.equal(live.path, '/v1/live');
  });

  it('is online when the service says so, not before, and hands on what it says', async (t) => {
    const {service, told} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    assert.deepEqual(told, []);
    const changed = {type: 'conversation-changed', conversationId: 'c1', lastSequence: 3} as const;
    live.say({type: 'ready'});
    live.say(changed);
    await until(() => told.length === 2);
    assert.deepEqual(told, ['online', changed]);
  });

  it('passes over noise and the frames of a newer service', async (t) => {
    const {live, told} = await connectAccepted(t);
    for (const noise of ['', '{', 'null', '[]', '{"type":"typing"}', '{"type":"conversation-changed"}']) {
      live.sayNoise(noise);
    }
    const changed = {type: 'conversation-changed', conversationId: 'c1', lastSequence: 3} as const;
    live.say(changed);
    await until(() => told.length > 1);
    assert.deepEqual(told, ['online', changed]);
  });

  it('comes back when the connection breaks, with the same session', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    live.drop();
    await until(() => told.length === 2);
    goOnline();
    const second = await service.nextLive();
    await until(() => second.frames.length === 1);
    assert.deepEqual(second.frames, [{type: 'authenticate', sessionToken: 'token 1'}]);
    assert.deepEqual(told, ['online', 'offline']);
    second.say({type: 'ready'});
    await until(() => told.length === 3);
    assert.deepEqual(told, ['online', 'offline', 'online']);
  });

  it('comes back with a new session when the service no longer takes the old one', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    live.close(LIVE_CLOSE_UNAUTHORIZED);
    await until(() => told.length === 2);
    goOnline();
    const second = await service.nextLive();
    await until(() => second.frames.length === 1);
    assert.deepEqual(second.frames, [{type: 'authenticate', sessionToken: 'token 2'}]);
  });

  it('is offline as soon as the browser says so, and comes back with it', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    goOffline();
    await until(() => told.length === 2);
    assert.deepEqual(told, ['online', 'offline']);
    await until(() => live.isClosed);
    goOnline();
    await service.nextLive();
  });

  it('is closed while the page may be in the back/forward cache, and comes back with the page', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    hidePage();
    await until(() => live.isClosed);
    assert.deepEqual(told, ['online', 'offline']);
    showPage();
    await service.nextLive();
  });

  it('says nothing of the frames of a connection that it has given up', async (t) => {
    const {live, told} = await connectAccepted(t);
    goOffline();
    live.say({type: 'conversation-changed', conversationId: 'c1', lastSequence: 3});
    await until(() => live.isClosed);
    assert.deepEqual(told, ['online', 'offline']);
  });
});

describe('the end of the session', () => {
  const isLeftAlone = () => pageListeners() === 0;

  it('closes the connection, and nothing is told from then on', async (t) => {
    const {session, live, told, isOver} = await connectAccepted(t);
    session.end();
    live.say({type: 'conversation-changed', conversationId: 'c1', lastSequence: 3});
    await isOver;
    await until(() => live.isClosed);
    assert.deepEqual(told, ['online']);
    assert.ok(isLeftAlone());
  });

  it('ends a connection that is not accepted yet', async (t) => {
    const {service, session, told, isOver} = await connect(t);
    const live = await service.nextLive();
    session.end();
    await isOver;
    await until(() => live.isClosed);
    assert.deepEqual(told, []);
    assert.ok(isLeftAlone());
  });

  it('waits with the close until a connection that is being made is open, and says nothing on it', async (t) => {
    const {service, session, told, isOver} = await connect(t);
    const handshakes: (() => void)[] = [];
    service.handleHandshake = (open) => handshakes.push(open);
    await until(() => handshakes.length === 1);
    session.end();
    await isOver;
    assert.ok(isLeftAlone());
    handshakes[0]?.();
    const live = await service.nextLive();
    await until(() => live.isClosed);
    assert.equal(live.closeCode, CLOSED_WITHOUT_CODE);
    assert.deepEqual(live.frames, []);
    assert.deepEqual(told, []);
  });

  it('ends the wait for the next one', async (t) => {
    const {service, session, live, told, isOver} = await connectAccepted(t);
    live.drop();
    await until(() => told.length === 2);
    session.end();
    await isOver;
    assert.ok(isLeftAlone());
    assert.equal(service.lives.length, 1);
  });

  it('before the first answer lets none be opened', async (t) => {
    const {service, session, told, isOver} = await connect(t);
    session.end();
    await isOver;
    assert.deepEqual(told, []);
    assert.equal(service.lives.length, 0);
  });
});

describe('a connection that is silent', () => {
  const useTestClock = (t: TestContext) => {
    mock.timers.enable({apis: ['setTimeout', 'setInterval']});
    t.mock.method(Math, 'random', () => 1);
  };

  it('is given up when the service does not answer within 10 s', async (t) => {
    useTestClock(t);
    const {service, told} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    mock.timers.tick(ANSWER_LIMIT_MS - 1);
    assert.equal(live.isClosed, false);
    mock.timers.tick(1);
    await until(() => live.isClosed);
    assert.deepEqual(told, ['offline']);
  });

  it('is asked every 25 s whether the service is still there, and kept as long as it is', async (t) => {
    useTestClock(t);
    const {live, told} = await connectAccepted(t);
    for (const round of [1, 2, 3]) {
      mock.timers.tick(LIVE_PING_INTERVAL_MS);
      await until(() => live.frames.length === round + 1);
      assert.deepEqual(live.frames.at(-1), {type: 'ping'});
      live.say({type: 'pong'});
      const changed = {type: 'conversation-changed', conversationId: 'c1', lastSequence: round} as const;
      live.say(changed);
      await until(() => told.at(-1) !== 'online' && (told.at(-1) as {lastSequence?: number}).lastSequence === round);
    }
    assert.equal(live.isClosed, false);
    assert.ok(!told.includes('offline'));
  });

  it('hears of a renewed session in place of the question, because it would end with the old one', async (t) => {
    useTestClock(t);
    const {session, live, told} = await connectAccepted(t);
    session.renew();
    await until(() => session.currentToken === 'token 2');
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 2);
    assert.deepEqual(live.frames.at(-1), {type: 'authenticate', sessionToken: 'token 2'});
    live.say({type: 'ready'});
    await until(() => told.length === 2);
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 3);
    assert.deepEqual(live.frames.at(-1), {type: 'ping'});
    assert.deepEqual(told, ['online', 'online']);
  });

  it('is given up 10 s after a question without an answer', async (t) => {
    useTestClock(t);
    const {live, told} = await connectAccepted(t);
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 2);
    mock.timers.tick(ANSWER_LIMIT_MS - 1);
    assert.deepEqual(told, ['online']);
    mock.timers.tick(1);
    await until(() => told.length === 2);
    assert.deepEqual(told, ['online', 'offline']);
    await until(() => live.isClosed);
  });

  it('is tried again after 1 s, 2 s, 4 s … and after 1 s again once it was accepted', async (t) => {
    useTestClock(t);
    const {service, told} = await connect(t);
    const next = async (afterMs: number) => {
      const known = service.lives.length;
      mock.timers.tick(afterMs - 1);
      assert.equal(service.lives.length, known);
      mock.timers.tick(1);
      return service.nextLive();
    };
    (await service.nextLive()).drop();
    await until(() => told.length === 1);
    (await next(1000)).drop();
    await until(() => told.length === 2);
    (await next(2000)).drop();
    await until(() => told.length === 3);
    const accepted = await next(4000);
    accepted.say({type: 'ready'});
    await until(() => told.at(-1) === 'online');
    accepted.drop();
    await until(() => told.at(-1) === 'offline');
    await next(1000);
  });
});
