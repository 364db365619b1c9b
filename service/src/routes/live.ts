import {isOriginOfApp, ownOrigin} from './origins.js';
import {releaseRequest, rememberResponse} from './upgrade.js';
import {ServiceError} from '../errors.js';
import {UserConnection, type UserConnectionParts} from '../live/user-connection.js';
import type {RouteParts, Routes} from './parts.js';
import type {WebSocket} from 'ws';

export function liveRoutes(routes: Routes, {hub, sessions, userConversations, publicOrigin}: RouteParts): void {
  const parts: UserConnectionParts = {
    hub,
    sessions,
    userConversations,
    mayUseApp: isOriginOfApp,
    onError: (error) => routes.log.error({err: error}, 'a live frame failed'),
  };

  routes.route({
    method: 'GET',
    url: '/v1/live',
    exposeHeadRoute: false,
    schema: {
      summary: 'Live events, upgraded to a WebSocket',
      description: 'The first frame is {"type":"authenticate","sessionToken":"…"}; then frames say what has changed.',
      tags: ['user'],
    },
    preHandler: rememberResponse,
    handler: async () => {
      throw new ServiceError('invalid_request', 'This address is for a WebSocket: upgrade to it.');
    },
    wsHandler: (socket: WebSocket, request) => {
      releaseRequest(socket, request);
      const page = {origin: request.headers.origin, ownOrigin: ownOrigin(request, publicOrigin)};
      new UserConnection(socket, page, parts);
    },
  });
}
