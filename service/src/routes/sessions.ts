import {answers, BODY_ERRORS} from './answers.js';
import {requireAllowedOrigin} from './origins.js';
import {enforceRateLimit} from './rate-limits.js';
import {requireSessionLater} from './bearer.js';
import {readUserEntry} from './read-user-entry.js';
import {Empty, EndSessionsBody, SessionAnswer, SessionBody} from './schemas.js';
import {requireApp} from '../apps/apps.js';
import {MESSAGES_BODY_LIMIT_BYTES} from '../limits.js';
import {addressKey, RateLimiter} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {Store} from '../database/engine.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {SessionRequest} from 'helpshift-chat/protocol';

/** The routes that make sessions and end them. */
export function sessionRoutes(routes: Routes, parts: RouteParts): void {
  const {db, clock, monotonic, sessions, userConversations, publicOrigin} = parts;
  const limiter = new RateLimiter(parts.rateLimits.sessions, monotonic);

  routes.post(
    '/v1/sessions',
    {
      schema: {
        summary: 'Make a session from a claim: who the page says its user is',
        tags: ['user'],
        body: SessionBody,
        response: answers(
          {201: SessionAnswer},
          ...BODY_ERRORS,
          'missing_user_auth_token',
          'invalid_user_auth_token',
          'unauthorized',
          'forbidden',
          'unknown_app',
          'too_many_requests',
        ),
      },
    },
    async (request, reply) => {
      await enforceRateLimit(limiter, addressKey(request.ip), reply);
      const claim = request.body as SessionRequest;
      const app = await requireApp(db, claim);
      requireAllowedOrigin(request, publicOrigin, app);
      const session = await sessions.create(app, claim, (reason) => {
        const {domain, platformId} = app;
        request.log.warn({domain, platformId, reason}, 'a user auth token was refused');
      });
      const now = clock();
      return reply.code(201).send({
        sessionToken: sessions.sign(session),
        expiresInMs: session.expiresAt - now,
        issuedAt: now,
        user: {kind: session.kind, key: sessions.userKey(session), verified: session.verified},
        hasConversation: await userConversations.hasAny(session),
      });
    },
  );
}

/** Ends sessions after log-out. The page may be gone before the answer, and sends what waits with this request. */
export async function endSessionRoutes(routes: Routes, parts: RouteParts, store: Store): Promise<void> {
  const {sessions, userConversations, hub} = parts;
  // A page that is being left sends no preflight, so it must not send JSON by that name.
  routes.addContentTypeParser('text/plain', {parseAs: 'string'}, routes.getDefaultJsonParser('error', 'error'));

  routes.post(
    '/v1/sessions/end',
    {
      bodyLimit: MESSAGES_BODY_LIMIT_BYTES,
      schema: {
        summary: 'End sessions after log-out, and store first what waits to be sent',
        description: 'Takes JSON, also as text/plain. Answers 204, also for sessions that are over.',
        tags: ['user'],
        consumes: ['application/json', 'text/plain'],
        body: EndSessionsBody,
        response: answers({204: Empty}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'conflict'),
      },
    },
    async (request, reply) => {
      const {sessionTokens, messages = []} = request.body;
      const ending = sessionTokens.map((token) => sessions.read(token)).filter((session) => session !== undefined);
      const toStore = messages.map(readUserEntry);
      const [first = ''] = sessionTokens;
      const session = toStore.length ? requireSessionLater(parts, request, first) : undefined;
      if (!ending.length) return reply.code(204).send(null);

      const endAll = (trx: DatabaseTransaction): Promise<void> => sessions.end(trx, ending);
      if (session) await userConversations.send(session, toStore, endAll);
      else await store.write([], endAll);
      for (const session of ending) hub.sessionEnded(session);
      return reply.code(204).send(null);
    },
  );
}
