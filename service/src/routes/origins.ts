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
 * Lets the page read the answer. This comes before the app is known, so that a page hears that its app is unknown or
 * its session has ended; `requireAllowedOrigin` takes it back.
 */
export function letOriginRead(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'origin');
  const {origin} = request.headers;
  if (origin === undefined) return;
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', 'retry-after');
}

/** Throws `forbidden`, which the page cannot read, when the app does not list its origin. */
export function requireAllowedOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  publicOrigin: string | undefined,
  app: App,
): void {
  const page = {origin: request.headers.origin, ownOrigin: ownOrigin(request, publicOrigin)};
  if (isOriginOfApp(app, page)) return;
  reply.removeHeader('access-control-allow-origin');
  throw new ServiceError('forbidden', 'This app is not used on the origin of this page; add it to the app.');
}
