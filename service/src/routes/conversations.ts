import {requireSession, requireSessionLater} from './bearer.js';
import {readMessage} from './read-message.js';
import {
  AfterQuery,
  ConversationId,
  ConversationsAnswer,
  Empty,
  ErrorBody,
  MessagesAnswer,
  ReadBody,
  SendAnswer,
  SendBody,
} from './schemas.js';
import type {RouteParts, Routes} from './parts.js';

/** The routes of users for their own conversations. */
export function conversationRoutes(routes: Routes, parts: RouteParts): void {
  const {userConversations, hub} = parts;
  const security = [{session: []}];

  routes.get(
    '/v1/conversations',
    {
      schema: {
        summary: "The session's user's conversations, oldest first",
        tags: ['user'],
        security,
        response: {200: ConversationsAnswer, '4xx': ErrorBody},
      },
    },
    async (request) => {
      const session = await requireSession(parts, request);
      return {conversations: await userConversations.list(session)};
    },
  );

  routes.get(
    '/v1/conversations/:id/messages',
    {
      schema: {
        summary: 'The messages that follow a number, at most 200, in order',
        tags: ['user'],
        security,
        params: ConversationId,
        querystring: AfterQuery,
        response: {200: MessagesAnswer, '4xx': ErrorBody},
      },
    },
    async (request) => {
      const session = await requireSession(parts, request);
      const after = Number(request.query.after ?? 0);
      return {messages: await userConversations.listMessages(session, request.params.id, after)};
    },
  );

  routes.post(
    '/v1/messages',
    {
      schema: {
        summary: 'Store a message in the open conversation, or in a new one',
        description: 'Answers 201 after the message has reached the disk, 200 when this id had been stored before.',
        tags: ['user'],
        security,
        body: SendBody,
        response: {200: SendAnswer, 201: SendAnswer, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      const authenticate = requireSessionLater(parts, request);
      const sent = await userConversations.send(authenticate, readMessage(request.body));
      const {message, conversation, isNew, session} = sent;
      if (isNew) hub.conversationChanged({...conversation, domain: session.domain, ownerId: session.ownerId});
      return reply.code(isNew ? 201 : 200).send({message, conversation});
    },
  );

  routes.put(
    '/v1/conversations/:id/read',
    {
      schema: {
        summary: 'The user has seen all messages up to this number',
        tags: ['user'],
        security,
        params: ConversationId,
        body: ReadBody,
        response: {204: Empty, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      const session = await requireSession(parts, request);
      const {id} = request.params;
      const {hasChanged, lastSequence} = await userConversations.markRead(session, id, request.body.sequence);
      const {domain, ownerId} = session;
      if (hasChanged) hub.conversationChanged({domain, ownerId, id, lastSequence}, 'user');
      return reply.code(204).send(null);
    },
  );
}
