import {answers} from './answers.js';
import {isOriginOfApp, ownOrigin} from './origins.js';
import {Upgraded} from './schemas.js';
import {releaseRequest, rememberResponse} from './upgrade.js';
import {ListedOrigins} from '../apps/listed-origins.js';
import {ServiceError} from '../errors.js';
import {type Page, UserConnection, type UserConnectionParts} from '../live/user-connection.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {WebSocket} from 'ws';

/** How many origins are kept. A program can send any. */
const PAGES_LIMIT = 1000;

export function liveRoutes(routes: Routes, routeParts: RouteParts): void {
  const {db, monotonic, hub, liveLimits, meters, sessions, userConversations, publicOrigin, health} = routeParts;
  const {typing, presence} = routeParts;
  const parts: UserConnectionParts = {
    hub,
    limits: liveLimits,
    meters,
    sessions,
    userConversations,
    typing,
    presence,
    mayUseApp: isOriginOfApp,
    onError: (error) => health.outage.report(error, 'a live frame failed'),
  };

  const listedOrigins = new ListedOrigins(db, monotonic);
  const pages = new Map<string, Page>();

  /** One object for all connections of pages with one origin: there are many connections. */
  function samePage(origin: string | undefined, own: string | undefined): Page {
    const key = `${origin} ${own}`;
    const page = pages.get(key) ?? {origin, ownOrigin: own};
    if (pages.size >= PAGES_LIMIT) pages.clear();
    pages.set(key, page);
    return page;
  }

  routes.route({
    method: 'GET',
    url: '/v1/live',
    exposeHeadRoute: false,
    schema: {
      summary: 'Live events, upgraded to a WebSocket',
      description: 'The first frame is {"type":"authenticate","sessionToken":"…"}; then frames say what has changed.',
      tags: ['user'],
      response: answers({101: Upgraded}, 'invalid_request', 'forbidden'),
    },
    preHandler: async (request, reply) => {
      await rememberResponse(request, reply);
      // The first frame says which app it is. Its own list counts then.
      const {origin} = request.headers;
      if (origin === undefined || origin === ownOrigin(request, publicOrigin)) return;
      if (!(await listedOrigins.has(origin))) {
        throw new ServiceError(
          'forbidden',
          'No app lists the origin of this page. Look at POST /v1/sessions for the reason.',
        );
      }
    },
    handler: async () => {
      throw new ServiceError('invalid_request', 'This address is for a WebSocket: upgrade to it.');
    },
    wsHandler: (socket: WebSocket, request) => {
      releaseRequest(socket, request);
      const page = samePage(request.headers.origin, ownOrigin(request, publicOrigin));
      new UserConnection(socket, page, addressKey(request.ip), parts);
    },
  });
}
