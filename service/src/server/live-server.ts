import {Server} from 'node:net';
import websocket from '@fastify/websocket';
import {ServiceError} from '../errors.js';
import {CLOSE_GOING_AWAY} from '../live/peer.js';
import {WEBSOCKET_OPTIONS} from './websocket-options.js';
import type {Door} from './door.js';
import type {LiveHub} from '../live/hub.js';
import type {Routes} from '../routes/parts.js';

/** How long a peer may take to close its connection when the service ends. */
const GOODBYE_LIMIT_MS = 1_000;

/**
 * How often unused connections are closed when the service ends. The first time is not at once: a request may be on its way,
 * and its answer closes the connection.
 */
const UNUSED_CHECK_MS = 200;

/** How long a request may go on when the service ends. */
const LAST_REQUEST_LIMIT_MS = 5_000;

/** The addresses of WebSockets. */
const LIVE_ROUTES: ReadonlySet<string> = new Set(['/v1/live', '/v1/agent/live']);

/** Lets the routes of live connections be upgraded. All connections end when the app closes. */
export async function addWebSockets(app: Routes, hub: LiveHub, door: Door): Promise<void> {
  await app.register(websocket, {
    options: {...WEBSOCKET_OPTIONS, server: door.upgrades},
    preClose: (done) => void endConnections(app, hub, door).then(() => done(), done),
  });
  // The plugin would upgrade any address, close the connection, and log the address with its query.
  app.addHook('onRequest', async (request) => {
    if (request.ws && !LIVE_ROUTES.has(request.routeOptions.url ?? '')) {
      throw new ServiceError('not_found', 'There is no WebSocket at this address.');
    }
  });
  app.websocketServer.on('wsClientError', (_error, socket) => door.answerHandshake(socket));
  app.addHook('onReady', async () => hub.start());
}

/** Ends every connection. Drops a peer that does not answer: it would keep the service from ending. */
async function endConnections({server, websocketServer}: Routes, hub: LiveHub, door: Door): Promise<void> {
  // The method of HTTP servers would also close unused connections at once.
  const ended = new Promise((resolve) => Server.prototype.close.call(server, resolve));
  door.endUpgrades();
  await hub.stop();
  for (const socket of websocketServer.clients) socket.close(CLOSE_GOING_AWAY, 'the service is going away');

  // Also those that were asked for before, and opened since.
  const drop = (): void => websocketServer.clients.forEach((socket) => socket.terminate());
  const timers = [
    setInterval(drop, GOODBYE_LIMIT_MS),
    // After a turn of the event loop, which reads the requests that have come.
    setInterval(() => setImmediate(() => server.closeIdleConnections()), UNUSED_CHECK_MS),
    // Browsers open connections in advance. Node counts one without a request as busy.
    setTimeout(() => server.closeAllConnections(), LAST_REQUEST_LIMIT_MS),
  ];
  await ended;
  timers.forEach(clearTimeout);
}
