import {findUserSession} from './bearer.js';
import {limitKey} from '../identity/session-token.js';
import {BODY_LIMIT_BYTES, SMALL_BODY_BYTES} from '../limits.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {FastifyRequest} from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is bytes of a file. */
    bringsBytes?: boolean;
  }
}

/**
 * Slows down who sends too many requests, to whatever route. What has a session counts for the session alone: the others of its address
 * must not wait for it, nor it for them.
 */
export function paceRequests(app: Routes, parts: RouteParts): void {
  const {requests} = parts.requestLimits;
  app.addHook('onRequest', async (request) => {
    const session = findUserSession(parts, request);
    await requests.pace(session ? limitKey(session) : addressKey(request.ip), request);
  });
}

/** Limits the bytes of bodies before they are read. Call it after the hooks that set headers for a page: it should read the refusal. */
export function limitBodies(routes: Routes, parts: RouteParts): void {
  const {bodyBytes} = parts.requestLimits;
  routes.addHook('onRequest', async (request, reply) => {
    const bytes = bytesOfBody(request);
    if (!bytes) return;
    const session = findUserSession(parts, request);
    // Anybody can make many sessions. Their long bodies together would slow everybody down.
    const isOwn = session && (session.verified || bytes <= SMALL_BODY_BYTES);
    const key = isOwn ? limitKey(session) : addressKey(request.ip);
    if (bytes <= SMALL_BODY_BYTES) await bodyBytes.pace(key, request, bytes);
    else await bodyBytes.take(key, reply, session, bytes);
  });
}

/** How long the body is at most, in bytes. */
function bytesOfBody({headers, routeOptions}: FastifyRequest): number {
  const {bodyLimit = BODY_LIMIT_BYTES, config} = routeOptions;
  // They have limits of their own, and nobody reads them as JSON.
  if (config.bringsBytes) return 0;
  // Its length is only known at its end. Browsers name it.
  if (headers['transfer-encoding'] !== undefined) return bodyLimit;
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit);
}
