import {requireAllowedOrigin} from './origins.js';
import {enforceRateLimit} from './rate-limits.js';
import {ErrorBody, SessionAnswer, SessionBody} from './schemas.js';
import {requireApp} from '../identity/apps.js';
import {addressKey, RateLimiter} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {SessionRequest} from 'helpshift-chat/protocol';

export function sessionRoutes(routes: Routes, parts: RouteParts): void {
  const {db, clock, sessions, userConversations, publicOrigin} = parts;
  const limiter = new RateLimiter(parts.rateLimits.sessions, clock);

  routes.post(
    '/v1/sessions',
    {
      schema: {
        summary: 'Make a session from a claim: who the page says its user is',
        tags: ['user'],
        body: SessionBody,
        response: {201: SessionAnswer, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      enforceRateLimit(limiter, addressKey(request.ip), reply);
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
        user: {kind: session.kind, verified: session.verified},
        hasConversation: await userConversations.hasAny(session),
      });
    },
  );
}
