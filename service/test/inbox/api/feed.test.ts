import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {type WebSocket, WebSocketServer} from 'ws';
import {goOffline, goOnline} from '../../../../test/support/page-globals.js';
import {startFeed, type FeedOptions} from '../../../inbox/api/feed.js';
import type {AgentFrame} from '../../../inbox/api/parse-agent.js';
import {makeEntry, makeHead, UNREACHABLE} from '../support/fixtures.js';

describe('the feed', () => {
  let server: Server;
  let sockets: WebSocketServer;
  /** What the service does with a connection. */
  let accept: (socket: WebSocket) => void;
  let over: AbortController;
  let events: string[];
  let frames: AgentFrame[];
  let sync: FeedOptions['sync'];
  let changed: () => void;

  beforeEach(async () => {
    server = createServer();
    sockets = new WebSocketServer({server, path: '/v1/agent/live'});
    accept = (socket) => socket.send('{"type":"ready"}');
    sockets.on('connection', (socket) => accept(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    over = new AbortController();
    events = [];
    frames = [];
    sync = async () => {};
    changed = () => {};
    const {port} = server.address() as AddressInfo;
    Object.assign(globalThis, {location: new URL(`http://127.0.0.1:${port}/inbox`)});
  });

  afterEach(async () => {
    over.abort();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    Reflect.deleteProperty(globalThis, 'location');
  });

  /** Waits for a condition on what was reported. The test's own time limit ends the wait. */
  async function until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await new Promise<void>((resolve) => (changed = resolve));
  }

  let say: Parameters<FeedOptions['up']>[0];
  let hasBeenDown: boolean;

  function start(): ReturnType<typeof startFeed> {
    hasBeenDown = false;
    const note = (event: string): void => {
      events.push(event);
      changed();
    };
    return startFeed({
      signal: over.signal,
      isVisible: () => true,
      sync: async (waitMs, signal) => {
        note('sync');
        await sync(waitMs, signal);
      },
      up: (send) => {
        say = send;
        note('up');
      },
      down: () => (hasBeenDown = true),
      frame: (frame) => {
        frames.push(frame);
        changed();
      },
      succeeded: () => note('succeeded'),
      failed: () => note('failed'),
      unauthorized: () => note('unauthorized'),
    });
  }

  it('reports that the connection is ready, and each frame', async () => {
    const conversation = {...makeHead(), entries: [makeEntry(1)], notes: []};
    accept = (socket) => {
      socket.send('{"type":"ready"}');
      socket.send(JSON.stringify({type: 'changed', conversation}));
      socket.send('{"type":"from-a-newer-service"}');
    };
    start();
    await until(() => frames.length === 3);
    assert.deepEqual(events, ['up']);
    assert.deepEqual(
      frames.map(({type}) => type),
      ['ready', 'changed', 'unknown'],
    );
  });

  it('sends what the inbox says, and reports that there is no connection', async () => {
    const received: string[] = [];
    let open: WebSocket | undefined;
    accept = (socket) => {
      if (open) return socket.close();
      open = socket;
      socket.on('message', (data: Buffer) => {
        received.push(data.toString());
        changed();
      });
      socket.send('{"type":"ready"}');
    };
    start();
    await until(() => events.includes('up'));
    say({type: 'typing', id: 'c1'});
    await until(() => received.length === 1);
    assert.deepEqual(received, ['{"type":"typing","id":"c1"}']);
    assert.equal(hasBeenDown, false);
    open?.terminate();
    await until(() => events.includes('sync'));
    assert.equal(hasBeenDown, true);
    say({type: 'typing', id: 'c1'});
  });

  it('polls while there is no connection, and no longer when there is one', async () => {
    let isRefusing = true;
    let polled: AbortSignal | undefined;
    accept = (socket) => (isRefusing ? socket.close() : socket.send('{"type":"ready"}'));
    sync = (_waitMs, signal) => {
      polled = signal;
      isRefusing = false;
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), {once: true}),
      );
    };
    start();
    await until(() => events.includes('up'));
    assert.deepEqual(events, ['sync', 'up']);
    assert.equal(polled?.aborted, true);
  });

  it('reports whether polls succeed', async () => {
    accept = (socket) => socket.close();
    start();
    await until(() => events.includes('succeeded'));
    sync = async () => {
      throw UNREACHABLE;
    };
    await until(() => events.includes('failed'));
    assert.ok(!events.includes('up'));
  });

  it('lets a poll make room for something that is sent', async () => {
    accept = (socket) => socket.close();
    let polled: AbortSignal | undefined;
    sync = (_waitMs, signal) => {
      polled = signal;
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), {once: true}),
      );
    };
    const feed = start();
    await until(() => events.includes('sync'));
    await new Promise(setImmediate);
    const release = feed.hold();
    assert.equal(polled?.aborted, true);
    const count = events.length;
    release();
    await until(() => events.length > count);
    assert.equal(events.at(-1), 'sync');
  });

  it('reports that the session has ended, and is silent after its own end', async () => {
    accept = (socket) => socket.close(LIVE_CLOSE_UNAUTHORIZED);
    start();
    await until(() => events.includes('unauthorized'));
    over.abort();
    const count = events.length;
    await new Promise(setImmediate);
    assert.equal(events.length, count);
  });

  it('says at once that the network is lost, and polls anew when it is back, although a poll still waits', async () => {
    accept = (socket) => socket.close();
    sync = (_waitMs, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), {once: true}),
      );
    start();
    await until(() => events.includes('sync'));
    await new Promise(setImmediate);
    goOffline();
    assert.equal(events.at(-1), 'failed');
    goOnline();
    await until(() => events.at(-1) === 'sync');
  });
});
