import {requireAllowedOrigin} from './origins.js';
import {unauthorized} from '../identity/sessions.js';
import type {RouteParts} from './parts.js';
import type {Database} from '../database/schema.js';
import type {UncheckedSession} from '../conversations/user-conversations.js';
import type {Session} from '../identity/session-token.js';
import type {FastifyRequest} from 'fastify';

/**
 * Returns the session of a request. Throws `unauthorized`, or `forbidden` when the app does not list the page's origin.
 */
export function requireSession(parts: RouteParts, request: FastifyRequest): Promise<Session> {
  return requireValidSession(parts, request, bearerToken(request), parts.db);
}

/**
 * Returns the session in a token, to be checked inside a transaction, so that it cannot end before the commit. Throws
 * `unauthorized` at once for a token that this service did not sign: it must not cost a transaction.
 */
export function requireSessionLater(
  parts: RouteParts,
  request: FastifyRequest,
  token = bearerToken(request),
): UncheckedSession {
  const session = parts.sessions.read(token);
  if (!session) throw unauthorized();
  return {owner: session, check: (db) => requireValidSession(parts, request, token, db)};
}

async function requireValidSession(
  {sessions, publicOrigin}: RouteParts,
  request: FastifyRequest,
  token: string,
  db: Database,
): Promise<Session> {
  const {session, app} = await sessions.authenticate(token, db);
  requireAllowedOrigin(request, publicOrigin, app);
  return session;
}

function bearerToken(request: FastifyRequest): string {
  const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token;
}
