import {answers, BODY_ERRORS} from './answers.js';
import {readUserSession, requireSession} from './bearer.js';
import {sendAsUser} from './send-as-user.js';
import {limitReads, requireEntries} from './user-limits.js';
import {readUserEntry} from './read-user-entry.js';
import {SendAnswer, SendBody, SyncAnswer, SyncBody} from './schemas.js';
import {addressKey} from '../rate-limiter.js';
import {limitKey} from '../identity/session-token.js';
import {MESSAGES_BODY_LIMIT_BYTES} from '../limits.js';
import {answerWhenChanged} from './sync.js';
import type {RouteParts, Routes} from './parts.js';
import type {SyncRequest, SyncResponse} from 'helpshift-chat/protocol';

/** The routes of users for their own conversations. No private answer is a GET: a page's service worker may keep those. */
export function conversationRoutes(routes: Routes, parts: RouteParts): void {
  const {userConversations, waits, monotonic, requestLimits} = parts;
  const security = [{session: []}];

  routes.post(
    '/v1/sync',
    {
      onRequest: limitReads(parts),
      schema: {
        summary: "Read the conversations of the session's user: what the client does not know yet",
        description: 'Also takes read marks, and can wait for a change.',
        tags: ['user'],
        security,
        body: SyncBody,
        response: answers({200: SyncAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden'),
      },
    },
    async (request, reply): Promise<SyncResponse> => {
      const session = await requireSession(parts, request);
      const body: SyncRequest = request.body;
      const {waitMs = 0, page, read = []} = body;
      if (!waitMs || page || read.length) return userConversations.sync(session, body);
      const wait = waits.ofUser(session, addressKey(request.ip));
      // The client asks again after some time. So it gets everything, only later.
      if (!wait) return userConversations.sync(session, body);
      return answerWhenChanged(reply, {
        wait,
        waits,
        sessionId: session.id,
        limitMs: waitMs,
        monotonic,
        read: async () => userConversations.sync(await requireSession(parts, request), body),
        isEmpty: ({conversations, restart}) => !conversations.length && !restart,
      });
    },
  );

  routes.post(
    '/v1/messages',
    {
      bodyLimit: MESSAGES_BODY_LIMIT_BYTES,
      onRequest: requireEntries(parts),
      schema: {
        summary: 'Store what the user has written and answered: all of it or none',
        description:
          'A message goes to the open conversation, reopens a resolved one, or begins a new one. ' +
          'Answers 201 after all have reached the disk, 200 when all had been stored before.',
        tags: ['user'],
        security,
        body: SendBody,
        response: answers({200: SendAnswer, 201: SendAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'conflict'),
      },
    },
    async (request, reply) => {
      const messages = request.body.messages.map(readUserEntry);
      const session = readUserSession(parts, request);
      await requestLimits.entries.take(limitKey(session), reply, session, messages.length);
      const {conversations, added} = await sendAsUser(parts, {request, reply, session}, messages);
      return reply.code(added ? 201 : 200).send({conversations});
    },
  );
}
