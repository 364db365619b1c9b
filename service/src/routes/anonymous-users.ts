import {answers, BODY_ERRORS} from './answers.js';
import {requireAllowedOrigin} from './origins.js';
import {ClearBody, Empty} from './schemas.js';
import {requireApp} from '../apps/apps.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';

export function anonymousUserRoutes(routes: Routes, parts: RouteParts): void {
  const {db, sessions, hub, publicOrigin, requestLimits} = parts;

  routes.post(
    '/v1/anonymous-users/clear',
    {
      schema: {
        summary: 'An anonymous user is gone for good',
        description: 'Answers 204, also when there is no such user. Agents keep the conversation.',
        tags: ['user'],
        body: ClearBody,
        response: answers({204: Empty}, ...BODY_ERRORS, 'forbidden', 'unknown_app'),
      },
    },
    async (request, reply) => {
      await requestLimits.clearedUsers.take(addressKey(request.ip), reply);
      const app = await requireApp(db, request.body);
      requireAllowedOrigin(request, publicOrigin, app);
      const ownerId = await sessions.clearAnonymousUser(app, request.body.anonymousCredential);
      hub.userEnded({domain: app.domain, ownerId});
      return reply.code(204).send(null);
    },
  );
}
