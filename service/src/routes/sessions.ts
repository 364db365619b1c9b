import {answers, BODY_ERRORS} from './answers.js';
import {requireAllowedOrigin} from './origins.js';
import {Admission} from './admission.js';
import {sendAsUser} from './send-as-user.js';
import {readUserEntry} from './read-user-entry.js';
import {Empty, EndSessionsBody, SessionAnswer, SessionBody} from './schemas.js';
import {requireApp} from '../apps/apps.js';
import {MESSAGES_BODY_LIMIT_BYTES} from '../limits.js';
import {limitKey} from '../identity/session-token.js';
import {unauthorized} from '../identity/sessions.js';
import {addressKey, networkOf} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {Store} from '../database/engine.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {SessionRequest} from 'helpshift-chat/protocol';

/** The route that makes sessions. */
export function sessionRoutes(routes: Routes, parts: RouteParts): void {
  const {db, clock, sessions, userConversations, publicOrigin, requestLimits, refusals} = parts;

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
        ),
      },
    },
    async (request, reply) => {
      const claim = request.body as SessionRequest;
      const address = addressKey(request.ip);
      const admission = new Admission(requestLimits, claim, address, reply);
      await admission.begin();
      const session = await admission.count(async () => {
        const app = await requireApp(db, claim);
        requireAllowedOrigin(request, publicOrigin, app);
        return sessions.create(app, claim, {
          accepted: (isProved) => admission.accept(isProved),
          refused: (reason) => {
            const {domain, platformId} = app;
            refusals.add({
              kind: 'tokens-refused',
              reason,
              network: networkOf(request.ip),
              app: {domain, platformId},
            });
            // A flood must not fill the log.
            if (requestLimits.sessions.isOver(address)) return;
            request.log.warn({domain, platformId, reason}, 'a user auth token was refused');
          },
        });
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
  const {sessions, hub, requestLimits} = parts;
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
      const [session] = ending;
      if (toStore.length && !sessions.read(sessionTokens[0] ?? '')) throw unauthorized();
      if (!session) return reply.code(204).send(null);

      // A refusal would lose what the user has written, because the page is gone.
      await requestLimits.entries.slowDown(limitKey(session), toStore.length + 1);
      const endAll = (trx: DatabaseTransaction): Promise<void> => sessions.end(trx, ending);
      if (toStore.length) await sendAsUser(parts, {request, reply, session}, toStore, endAll);
      else await store.write([], endAll);
      for (const session of ending) hub.sessionEnded(session);
      return reply.code(204).send(null);
    },
  );
}
