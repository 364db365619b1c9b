import {ServiceError} from '../errors.js';
import type {App} from '../identity/apps.js';
import type {Page} from '../live/user-connection.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** The origin that a request's own pages have. */
export function ownOrigin(request: FastifyRequest, publicOrigin: string | undefined): string {
  return publicOrigin ?? `${request.protocol}://${request.host}`;
}

/**
 * Whether a page may use an app. A request without an `Origin` does not come from another site's page: servers and
 * command lines send none.
 */
export function isOriginOfApp(app: App, {origin, ownOrigin}: Page): boolean {
  if (origin === undefined || origin === ownOrigin) return true;
  return app.origins.includes(origin) || app.origins.includes('*');
}

/**
 * Lets the page read the answer: it hears that its app is unknown, its session has ended, or its origin is not listed,
 * and can tell its developer. What belongs to a user is only given after `requireAllowedOrigin`.
 */
export function letOriginRead(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'origin');
  const {origin} = request.headers;
  if (origin === undefined) return;
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', 'retry-after');
}

/** Throws `forbidden` when the app does not list the page's origin. */
export function requireAllowedOrigin(request: FastifyRequest, publicOrigin: string | undefined, app: App): void {
  const page = {origin: request.headers.origin, ownOrigin: ownOrigin(request, publicOrigin)};
  if (isOriginOfApp(app, page)) return;
  throw new ServiceError('forbidden', 'This app is not used on the origin of this page; add it to the app.');
}
