import {requireAllowedOrigin} from './origins.js';
import type {RouteParts} from './parts.js';
import type {Session} from '../identity/session-token.js';
import type {FastifyRequest} from 'fastify';

/**
 * Returns the session of a request. Throws `unauthorized`, or `forbidden` when the app does not list the page's origin.
 */
export async function requireSession({sessions, publicOrigin}: RouteParts, request: FastifyRequest): Promise<Session> {
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const {session, app} = await sessions.authenticate(token);
  requireAllowedOrigin(request, publicOrigin, app);
  return session;
}
