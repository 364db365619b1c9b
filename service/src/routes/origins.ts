import {ServiceError} from '../errors.js';
import {ANY_ORIGIN, originProblem} from '../../contract/app-origin.js';
import {appName} from '../apps/apps.js';
import type {App, AppKey} from '../apps/apps.js';
import type {Page} from '../live/user-connection.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** The hosts that no other computer can answer for: `localhost`, its subdomains, and the addresses of the loopback interface. */
const LOOPBACK_HOST = /^(([a-z\d-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Returns the service's own origin. Without `PUBLIC_URL` it is the one that the request addressed, on this computer alone: the
 * page of an attacker reaches the service by any name of theirs, which they let point to its address (DNS rebinding).
 */
export function ownOrigin(request: FastifyRequest, publicOrigin: string | undefined): string | undefined {
  if (publicOrigin !== undefined) return publicOrigin;
  // A request of HTTP 1.0 may name no host.
  const host = String(request.host ?? '');
  return LOOPBACK_HOST.test(host) ? `${request.protocol}://${host.toLowerCase()}` : undefined;
}

/**
 * Whether a page may use an app. A request without an `Origin` comes from no page of another site: servers and command
 * lines send none.
 */
export function isOriginOfApp(app: App, {origin, ownOrigin}: Page): boolean {
  if (origin === undefined || origin === ownOrigin) return true;
  return app.origins.includes(origin) || app.origins.includes(ANY_ORIGIN);
}

/**
 * Sets the CORS headers and `vary`, also on refusals: the page can read that its app is unknown, that its session has
 * ended, or that its origin is not listed, and can tell its developer. A user's data is only sent after
 * `requireAllowedOrigin`.
 *
 * `vary: authorization` separates users in the CacheStorage of a page's service worker, which ignores `no-store`. It is
 * exposed because the cache's specification lets it see exposed headers only.
 */
export function setCorsHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('vary', 'origin, authorization');
  const {origin} = request.headers;
  if (origin === undefined) return;
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', 'retry-after, vary');
}

/** Throws `forbidden` when the app does not list the page's origin; the message names the command that lists it. */
export function requireAllowedOrigin(request: FastifyRequest, publicOrigin: string | undefined, app: App): void {
  const {origin} = request.headers;
  if (isOriginOfApp(app, {origin, ownOrigin: ownOrigin(request, publicOrigin)})) return;
  throw new ServiceError('forbidden', describeRefusedOrigin(app, origin));
}

/** The message holds a command that people copy into a shell; a URL's host may hold `$(…)` and `;`. */
const SHELL_SAFE_ORIGIN = /^https?:\/\/[\w.:[\]-]+$/;

function describeRefusedOrigin(app: AppKey, origin = ''): string {
  const name = appName(app);
  const command = `helpshift-chat app set ${name} --add-origin`;
  if (SHELL_SAFE_ORIGIN.test(origin) && originProblem(origin) === undefined) {
    return `The app ${name} does not list the origin ${origin}. List it: ${command} ${origin}`;
  }
  const cause = 'a page opened from a file or in a sandboxed frame has none';
  return `The app ${name} lists origins, and this page has no origin (${cause}). Allow every page: ${command} '*'`;
}
