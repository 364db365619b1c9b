import {answers, BODY_ERRORS} from './answers.js';
import {requireSession} from './bearer.js';
import {limitReads} from './user-limits.js';
import {FollowUpAnswer, FollowUpBody} from './schemas.js';
import {readFollowUp} from '../conversations/follow-up.js';
import type {RouteParts, Routes} from './parts.js';
import type {FollowUpResponse} from 'helpshift-chat/protocol';

/** The route of pages that were opened from a follow-up link. */
export function followUpRoutes(routes: Routes, parts: RouteParts): void {
  routes.post(
    '/v1/follow-up',
    {
      onRequest: limitReads(parts),
      schema: {
        summary: "Ask whether the session's user began the conversation of a follow-up link",
        description:
          "Of another user's conversation in the same app it tells the kind of that user and the page on which it began, and nothing else.",
        tags: ['user'],
        security: [{session: []}],
        body: FollowUpBody,
        response: answers({200: FollowUpAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request): Promise<FollowUpResponse> => {
      const session = await requireSession(parts, request);
      return readFollowUp(parts.db, session, request.body.conversationId);
    },
  );
}
