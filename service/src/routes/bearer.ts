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
export async function requireSession(parts: RouteParts, request: FastifyRequest): Promise<Session> {
  return requireSessionLater(parts, request).check(parts.db);
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
  const {sessions, publicOrigin} = parts;
  const session = sessions.read(token);
  if (!session) throw unauthorized();
  const check = async (db: Database): Promise<Session> => {
    requireAllowedOrigin(request, publicOrigin, await sessions.requireValid(session, db));
    return session;
  };
  return {owner: session, check};
}

function bearerToken(request: FastifyRequest): string {
  const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token;
}
