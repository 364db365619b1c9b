import assert from 'node:assert/strict';
import {describe, it, mock, type TestContext} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {keepLiveConnection} from '../../src/client/live-connection.js';
import {
  LIVE_CLOSE_UNAUTHORIZED,
  LIVE_PING_INTERVAL_MS,
  parseServiceFrame,
  type ReadFrame,
} from '../../src/protocol/index.js';
import {sampleEntries, sampleSynced} from '../support/chat-samples.js';
import {goOffline, goOnline, hidePage, openSockets, pageListeners, showPage} from '../support/page-globals.js';
import {startScriptedService} from '../support/scripted-service.js';
import {until} from '../support/until.js';

const ANSWER_LIMIT_MS = 4500;

const READY = {type: 'ready', version: 0} as const;

const authentication = (sessionToken: string) => ({type: 'authenticate', sessionToken, wants: ['typing', 'presence']});

/** The close code of a process that ends. */
const GOING_AWAY = 1001;

/** Resolves when the client has seen the end of the connection. */
const hasEnded = () => until(() => openSockets() === 0);

/** The close code on the other side when the client closes an open connection without a code. */
const CLOSED_WITHOUT_CODE = 1005;

/** Opens a connection for a session. Its tokens are `token 1`, `token 2` and so on. */
async function connect(t: TestContext, handleUp: (say: (frame: object) => void) => void = () => {}) {
  const service = await startScriptedService(t);
  let tokens = 0;
  const end = new AbortController();
  const session = {
    currentToken: undefined as string | undefined,
    token: async () => {
      await nextTurn();
      end.signal.throwIfAborted();
      return (session.currentToken ??= `token ${++tokens}`);
    },
    renew: () => (session.currentToken = `token ${++tokens}`),
    end: () => end.abort(),
  };
  const told: (string | ReadFrame)[] = [];
  const isOver = keepLiveConnection({
    url: `${service.app.serviceUrl.replace('http', 'ws')}/v1/live`,
    signal: end.signal,
    parse: parseServiceFrame,
    session,
    unauthorized: (token) => {
      if (session.currentToken === token) session.currentToken = undefined;
    },
    up: (say) => {
      told.push('up');
      handleUp(say);
    },
    down: () => told.push('down'),
    frame: (frame) => {
      if (frame.type !== 'ready' && frame.type !== 'pong') told.push(frame);
    },
  });
  t.after(async () => {
    session.end();
    // A timer of the real clock cannot be cleared by the test clock, or the other way round.
    await until(() => openSockets() === 0);
    mock.timers.reset();
  });
  return {service, session, told, isOver};
}

/** A frame with the conversation's entry of this number. */
const changedTo = (number: number) =>
  ({type: 'changed', conversation: sampleSynced(sampleEntries(number, number))}) as const;

/** A connection that the service has accepted. */
async function connectAccepted(t: TestContext, handleUp?: Parameters<typeof connect>[1]) {
  const connection = await connect(t, handleUp);
  const live = await connection.service.nextLive();
  live.say(READY);
  // On a computer that stands still for two seconds, it is first said to be down.
  await until(() => connection.told.at(-1) === 'up');
  connection.told.splice(0, Infinity, 'up');
  return {...connection, live};
}

describe('keepLiveConnection', () => {
  it('sends the session token first, in a frame and not in the address', async (t) => {
    const {service} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    assert.deepEqual(live.frames, [authentication('token 1')]);
    assert.equal(live.path, '/v1/live');
  });

  it('is up when the service is ready, not before, and passes frames on', async (t) => {
    const {service, told} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    assert.deepEqual(told, []);
    const changed = changedTo(3);
    live.say(READY);
    live.say(changed);
    await until(() => told.length === 2);
    assert.deepEqual(told, ['up', changed]);
  });

  it('gives its owner a way to send frames, which does nothing after the end', async (t) => {
    const says: ((frame: object) => void)[] = [];
    const {live, service} = await connectAccepted(t, (say) => says.push(say));
    says[0]?.({type: 'typing'});
    await until(() => live.frames.length === 2);
    assert.deepEqual(live.frames[1], {type: 'typing'});
    live.drop();
    await hasEnded();
    goOnline();
    const second = await service.nextLive();
    second.say(READY);
    await until(() => says.length === 2);
    says[0]?.({type: 'typing'});
    says[1]?.({type: 'ping'});
    await until(() => second.frames.length === 2);
    assert.deepEqual(second.frames[1], {type: 'ping'});
  });

  it('passes noise and the frames of a newer service on as unknown ones', async (t) => {
    const {live, told} = await connectAccepted(t);
    const noises = ['', '{', 'null', '[]', '{"type":"typing"}', '{"type":"changed"}'];
    for (const noise of noises) live.sayNoise(noise);
    const changed = changedTo(3);
    live.say(changed);
    await until(() => told.length > noises.length + 1);
    assert.deepEqual(told, ['up', ...noises.map(() => ({type: 'unknown'})), changed]);
  });

  it('reconnects with the same session when the connection breaks', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    live.drop();
    await hasEnded();
    goOnline();
    const second = await service.nextLive();
    await until(() => second.frames.length === 1);
    assert.deepEqual(second.frames, [authentication('token 1')]);
    second.say(READY);
    await until(() => told.length === 2);
    // Nothing had to be read meanwhile, and the user has seen nothing of it.
    assert.deepEqual(told, ['up', 'up']);
  });

  it('is down when the service closes it and does not accept the next one', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    live.close(GOING_AWAY);
    await hasEnded();
    goOnline();
    const second = await service.nextLive();
    assert.deepEqual(told, ['up']);
    second.drop();
    await until(() => told.length === 2);
    assert.deepEqual(told, ['up', 'down']);
  });

  it('reconnects with a new session when the service no longer accepts the old one', async (t) => {
    const {service, live} = await connectAccepted(t);
    live.close(LIVE_CLOSE_UNAUTHORIZED);
    await hasEnded();
    goOnline();
    const second = await service.nextLive();
    await until(() => second.frames.length === 1);
    assert.deepEqual(second.frames, [authentication('token 2')]);
  });

  it('goes offline and online together with the browser', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    goOffline();
    await until(() => told.length === 2);
    assert.deepEqual(told, ['up', 'down']);
    await until(() => live.isClosed);
    goOnline();
    await service.nextLive();
  });

  it('is closed while the page may be in the back/forward cache, and opens again with the page', async (t) => {
    const {service, live, told} = await connectAccepted(t);
    hidePage();
    await until(() => live.isClosed);
    assert.deepEqual(told, ['up', 'down']);
    showPage();
    await service.nextLive();
  });

  it('ignores the frames of a connection that it has given up', async (t) => {
    const {live, told} = await connectAccepted(t);
    goOffline();
    live.say(changedTo(3));
    await until(() => live.isClosed);
    assert.deepEqual(told, ['up', 'down']);
  });
});

describe('the end of the session', () => {
  const isLeftAlone = () => pageListeners() === 0;

  it('closes the connection, and stops all reports', async (t) => {
    const {session, live, told, isOver} = await connectAccepted(t);
    session.end();
    live.say(changedTo(3));
    await isOver;
    await until(() => live.isClosed);
    assert.deepEqual(told, ['up']);
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
    const {service, session, live, isOver} = await connectAccepted(t);
    live.drop();
    await hasEnded();
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

  it('is given up when the service does not answer within 4.5 s', async (t) => {
    useTestClock(t);
    const {service, told} = await connect(t);
    const live = await service.nextLive();
    await until(() => live.frames.length === 1);
    mock.timers.tick(1999);
    assert.deepEqual(told, []);
    mock.timers.tick(1);
    // Another way to read can begin now, and this one may still answer.
    assert.deepEqual(told, ['down']);
    mock.timers.tick(ANSWER_LIMIT_MS - 2001);
    assert.equal(live.isClosed, false);
    mock.timers.tick(1);
    await until(() => live.isClosed);
    assert.deepEqual(told, ['down', 'down']);
  });

  it('is pinged every 10 s, and kept as long as the service answers', async (t) => {
    useTestClock(t);
    const {live, told} = await connectAccepted(t);
    for (const round of [1, 2, 3]) {
      mock.timers.tick(LIVE_PING_INTERVAL_MS);
      await until(() => live.frames.length === round + 1);
      assert.deepEqual(live.frames.at(-1), {type: 'ping'});
      live.say({type: 'pong', version: 1});
      const changed = changedTo(round);
      live.say(changed);
      await until(() => told.length === round + 1);
      assert.deepEqual(told.at(-1), changed);
    }
    assert.equal(live.isClosed, false);
    assert.ok(!told.includes('down'));
  });

  it('sends the new token after a renewal instead of a ping, because the old session would end', async (t) => {
    useTestClock(t);
    const {session, live, told} = await connectAccepted(t);
    session.renew();
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 2);
    assert.deepEqual(live.frames.at(-1), authentication('token 2'));
    live.say(READY);
    live.say(changedTo(1));
    await until(() => told.length === 2);
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 3);
    assert.deepEqual(live.frames.at(-1), {type: 'ping'});
    assert.deepEqual(told, ['up', changedTo(1)]);
  });

  it('is given up 4.5 s after a ping without an answer', async (t) => {
    useTestClock(t);
    const {live, told} = await connectAccepted(t);
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    await until(() => live.frames.length === 2);
    mock.timers.tick(ANSWER_LIMIT_MS - 1);
    assert.deepEqual(told, ['up']);
    mock.timers.tick(1);
    await until(() => told.length === 2);
    assert.deepEqual(told, ['up', 'down']);
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
    accepted.say(READY);
    await until(() => told.at(-1) === 'up');
    accepted.drop();
    await hasEnded();
    await next(1000);
  });
});
