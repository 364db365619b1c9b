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

const sessionOf = new WeakMap<FastifyRequest, Session>();

/**
 * Returns the session that a request names, without the database: it may have ended. Throws `unauthorized` for a token that this
 * service did not sign, and for one that is over.
 */
export function readUserSession(parts: RouteParts, request: FastifyRequest): Session {
  const session = findUserSession(parts, request);
  if (!session) throw unauthorized();
  return session;
}

/** The same; `undefined` where that throws. */
export function findUserSession({sessions, clock}: RouteParts, request: FastifyRequest): Session | undefined {
  // The signature is checked once for each request.
  const session = sessionOf.get(request) ?? sessions.read(bearerToken(request));
  if (!session || session.expiresAt <= clock()) return undefined;
  sessionOf.set(request, session);
  return session;
}

/**
 * Returns the session of a request, to be checked inside a transaction, so that it cannot end before the commit. Throws
 * `unauthorized` at once when the token cannot be right: it must not cost a transaction.
 *
 * @param session - Default: the one that `authorization` names.
 */
export function requireSessionLater(
  parts: RouteParts,
  request: FastifyRequest,
  session = readUserSession(parts, request),
): UncheckedSession {
  const {sessions, publicOrigin} = parts;
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
