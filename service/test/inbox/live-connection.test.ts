import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED, LIVE_PING_INTERVAL_MS} from 'helpshift-chat/protocol';
import {LiveConnection, type LiveEvent, type LiveSocket} from '../../inbox/api/live-connection.js';
import {retryDelay} from '../../inbox/api/retry-delay.js';

const LONGEST_RETRY_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;

/** The relevant values of `readyState`. */
const WebSocketState = {connecting: 0, open: 1} as const;

class FakeSocket extends EventTarget implements LiveSocket {
  readonly CONNECTING = WebSocketState.connecting;
  readyState: LiveSocket['readyState'] = WebSocketState.open;
  readonly sent: string[] = [];
  isClosed = false;

  send(data: string): void {
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }

  receive(frame: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), {data: JSON.stringify(frame)}));
  }

  lose(code = 1006): void {
    this.dispatchEvent(Object.assign(new Event('close'), {code}));
  }
}

describe('LiveConnection', () => {
  let sockets: FakeSocket[];
  let events: LiveEvent[];
  let live: LiveConnection;
  let network: EventTarget;
  const newest = (): FakeSocket => sockets.at(-1) as FakeSocket;
  const types = (): string[] => events.map(({type}) => type);

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout', 'setInterval']});
    network = new EventTarget();
    sockets = [];
    events = [];
    live = new LiveConnection(
      () => {
        sockets.push(new FakeSocket());
        return newest();
      },
      (event) => events.push(event),
      network,
    );
  });

  afterEach(() => mock.timers.reset());

  it('reports that it is ready, and each change', () => {
    live.open();
    newest().receive({type: 'ready'});
    newest().receive({type: 'conversation-changed', conversationId: 'c1', lastSequence: 3});
    assert.deepEqual(events, [{type: 'ready'}, {type: 'changed', conversationId: 'c1', lastSequence: 3}]);
  });

  it('ignores unknown frames', () => {
    live.open();
    newest().receive({type: 'from-a-newer-service'});
    newest().receive(null);
    assert.deepEqual(events, []);
  });

  it('reconnects after each loss', () => {
    live.open();
    newest().receive({type: 'ready'});
    for (let round = 2; round <= 5; round++) {
      newest().lose();
      mock.timers.tick(LONGEST_RETRY_MS);
      assert.equal(sockets.length, round);
    }
    newest().receive({type: 'ready'});
    assert.deepEqual(types(), ['ready', 'lost', 'lost', 'lost', 'lost', 'ready']);
  });

  it('reconnects at once on request, and only once', () => {
    live.open();
    newest().lose();
    live.retryNow();
    live.retryNow();
    assert.equal(sockets.length, 2);
    mock.timers.tick(LONGEST_RETRY_MS / 2);
    assert.equal(sockets.length, 2);
  });

  it('does not open a second connection', () => {
    live.open();
    live.open();
    newest().lose();
    live.open();
    assert.equal(sockets.length, 1);
  });

  it('sends pings, and gives up a silent connection', () => {
    live.open();
    newest().receive({type: 'ready'});
    newest().receive({type: 'pong'});
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    assert.deepEqual(newest().sent, ['{"type":"ping"}']);
    newest().receive({type: 'pong'});
    mock.timers.tick(LIVE_PING_INTERVAL_MS);
    assert.equal(newest().isClosed, false);
    mock.timers.tick(ANSWER_LIMIT_MS);
    assert.equal(sockets[0]?.isClosed, true);
    assert.deepEqual(types(), ['ready', 'lost']);
  });

  it('gives up a connection that the service never accepts', () => {
    live.open();
    mock.timers.tick(ANSWER_LIMIT_MS);
    assert.equal(sockets[0]?.isClosed, true);
    assert.deepEqual(types(), ['lost']);
  });

  it('follows the network at once: lost and connected again', () => {
    live.open();
    newest().receive({type: 'ready'});
    network.dispatchEvent(new Event('offline'));
    assert.deepEqual(types(), ['ready', 'lost']);
    assert.equal(sockets[0]?.isClosed, true);
    network.dispatchEvent(new Event('online'));
    assert.equal(sockets.length, 2);
    newest().receive({type: 'ready'});
    assert.deepEqual(types(), ['ready', 'lost', 'ready']);
  });

  it('ignores the network while it is closed', () => {
    live.open();
    live.close();
    network.dispatchEvent(new Event('offline'));
    network.dispatchEvent(new Event('online'));
    assert.deepEqual(events, []);
    assert.equal(sockets.length, 1);
  });

  it('does not reconnect when the session has ended', () => {
    live.open();
    newest().receive({type: 'ready'});
    newest().lose(LIVE_CLOSE_UNAUTHORIZED);
    mock.timers.tick(LONGEST_RETRY_MS);
    assert.deepEqual(types(), ['ready', 'unauthorized']);
    assert.equal(sockets.length, 1);
  });

  it('closes a connecting socket only when it is open, so that no browser warns', () => {
    live.open();
    const socket = newest();
    socket.readyState = WebSocketState.connecting;
    live.close();
    assert.equal(socket.isClosed, false);
    socket.readyState = WebSocketState.open;
    socket.dispatchEvent(new Event('open'));
    assert.equal(socket.isClosed, true);
    assert.deepEqual(events, []);
    assert.deepEqual(socket.sent, []);
  });

  it('is silent after it was closed, and can be opened again', () => {
    live.open();
    const first = newest();
    live.close();
    first.receive({type: 'ready'});
    first.lose();
    mock.timers.tick(LONGEST_RETRY_MS);
    assert.deepEqual(events, []);
    assert.equal(sockets.length, 1);
    live.open();
    newest().receive({type: 'ready'});
    assert.deepEqual(types(), ['ready']);
  });
});

describe('retryDelay', () => {
  it('doubles from half a second to half a minute, random in its upper half', () => {
    assert.equal(retryDelay(1, 0), 250);
    assert.equal(retryDelay(1, 1), 500);
    assert.equal(retryDelay(2, 1), 1000);
    assert.equal(retryDelay(50, 0), 15_000);
    assert.equal(retryDelay(5000, 1), 30_000);
  });
});
