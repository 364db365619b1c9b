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

/** The close code on the other side when the client closes an open connection without a code. */
const CLOSED_WITHOUT_CODE = 1005;

/** Opens a connection for a session. Its tokens are `token 1`, `token 2` and so on. */
async function connect(t: TestContext) {
  const service = await startScriptedService(t);
  let claims = 0;
  const user = {kind: 'logged-in', key: 'ann', verified: true} as const;
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
    // A timer of the real clock cannot be cleared by the test clock, or the other way round.
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
  it('sends the session token first, in a frame and not in the address', async (t) => {
    const {service} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    assert.deepEqual(live.frames, [{type: 'authenticate', sessionToken: 'token 1'}]);
    assert.equal(live.path, '/v1/live');
  });

  it('is online when the service is ready, not before, and passes frames on', async (t) => {
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

  it('ignores noise and the frames of a newer service', async (t) => {
    const {live, told} = await connectAccepted(t);
    for (const noise of ['', '{', 'null', '[]', '{"type":"typing"}', '{"type":"conversation-changed"}']) {
      live.sayNoise(noise);
    }
    const changed = {type: 'conversation-changed', conversationId: 'c1', lastSequence: 3} as const;
    live.say(changed);
    await until(() => told.length > 1);
    assert.deepEqual(told, ['online', changed]);
  });

  it('reconnects with the same session when the connection breaks', async (t) => {
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

  it('reconnects with a new session when the service no longer accepts the old one', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    live.close(LIVE_CLOSE_UNAUTHORIZED);
    await until(() => told.length === 2);
    goOnline();
    const second = await service.nextLive();
    await until(() => second.frames.length === 1);
    assert.deepEqual(second.frames, [{type: 'authenticate', sessionToken: 'token 2'}]);
  });

  it('goes offline and online together with the browser', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    goOffline();
    await until(() => told.length === 2);
    assert.deepEqual(told, ['online', 'offline']);
    await until(() => live.isClosed);
    goOnline();
    await service.nextLive();
  });

  it('is closed while the page may be in the back/forward cache, and opens again with the page', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    hidePage();
    await until(() => live.isClosed);
    assert.deepEqual(told, ['online', 'offline']);
    showPage();
    await service.nextLive();
  });

  it('ignores the frames of a connection that it has given up', async (t) => {
    const {live, told} = await connectAccepted(t);
    goOffline();
    live.say({type: 'conversation-changed', conversationId: 'c1', lastSequence: 3});
    await until(() => live.isClosed);
    assert.deepEqual(told, ['online', 'offline']);
  });
});

describe('the end of the session', () => {
  const isLeftAlone = () => pageListeners() === 0;

  it('closes the connection, and stops all reports', async (t) => {
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

  it('waits to close until a connecting socket is open, and sends no frame on it', async (t) => {
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

  it('ends the wait for the next connection', async (t) => {
    const {service, session, live, told, isOver} = await connectAccepted(t);
    live.drop();
    await until(() => told.length === 2);
    session.end();
    await isOver;
    assert.ok(isLeftAlone());
    assert.equal(service.lives.length, 1);
  });

  it('before the first answer prevents any connection', async (t) => {
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

  it('is pinged every 25 s, and kept as long as the service answers', async (t) => {
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

  it('sends the new token after a renewal instead of a ping, because the old session would end', async (t) => {
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

  it('is given up 10 s after a ping without an answer', async (t) => {
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

  it('is tried again after 1 s, 2 s, 4 s …, and after 1 s again when it was accepted before', async (t) => {
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
