import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {mayUseApp} from './origins.js';
import {ServiceError} from '../errors.js';
import {CLOSE_INTERNAL_ERROR, CLOSE_POLICY_VIOLATION, parseFrame, Peer} from '../live/peer.js';
import type {RouteParts, Routes} from './parts.js';
import type {FastifyRequest} from 'fastify';
import type {WebSocket} from 'ws';

/** The live connection of a user. The session comes in the first frame: an address would end up in logs. */
export function liveRoutes(routes: Routes, parts: RouteParts): void {
  routes.route({
    method: 'GET',
    url: '/v1/live',
    exposeHeadRoute: false,
    schema: {
      summary: 'Live events, upgraded to a WebSocket',
      description: 'The first frame is {"type":"authenticate","sessionToken":"…"}; then events say where to look.',
      tags: ['user'],
    },
    handler: async () => {
      throw new ServiceError('invalid_request', 'This address is for a WebSocket: upgrade to it.');
    },
    wsHandler: (socket: WebSocket, request) => listenToUser(socket, request, parts),
  });
}

function listenToUser(socket: WebSocket, request: FastifyRequest, {hub, sessions, publicOrigin}: RouteParts): void {
  const peer = new Peer(socket);
  hub.addStranger(peer);
  socket.on('close', () => hub.remove(peer));

  const authenticate = async (token: string | undefined): Promise<void> => {
    const {session, app} = await sessions.authenticate(token);
    if (socket.readyState !== socket.OPEN) return;
    if (!mayUseApp(request, publicOrigin, app)) {
      peer.close(CLOSE_POLICY_VIOLATION, 'this app is not used on the origin of this page');
      return;
    }
    hub.addUser(peer, session);
    peer.send({type: 'ready'});
  };

  let isKnown = false;
  const handleFrame = async (data: unknown): Promise<void> => {
    const frame = parseFrame(data);
    if (isKnown && frame?.['type'] === 'ping') {
      peer.send({type: 'pong'});
    } else if (!isKnown || frame?.['type'] === 'authenticate') {
      const token = frame?.['type'] === 'authenticate' ? frame['sessionToken'] : undefined;
      await authenticate(typeof token === 'string' ? token : undefined);
      isKnown = true;
    }
  };

  // One frame after the other: a renewal must not overtake the one before it.
  let handled = Promise.resolve();
  socket.on('message', (data) => {
    handled = handled
      .then(() => handleFrame(data))
      .catch((error: unknown) => {
        hub.remove(peer);
        if (error instanceof ServiceError) {
          peer.close(LIVE_CLOSE_UNAUTHORIZED, 'the session is not accepted');
        } else {
          request.log.error({err: error}, 'a live frame failed');
          peer.close(CLOSE_INTERNAL_ERROR, 'something went wrong in the service');
        }
      });
  });
}
