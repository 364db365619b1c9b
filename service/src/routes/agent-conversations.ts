import {requireAgent} from './agent-cookie.js';
import {
  AfterQuery,
  AgentConversationBody,
  AgentConversationsAnswer,
  AgentSendAnswer,
  AgentSendBody,
  ConversationId,
  Empty,
  ErrorBody,
  MessagesAnswer,
  ReadBody,
  StatusBody,
  StatusQuery,
} from './schemas.js';
import {messageText} from '../conversations/text.js';
import type {RouteParts, Routes} from './parts.js';

/** The routes of agents for the conversations of the domain that they see. */
export function agentConversationRoutes(routes: Routes, parts: RouteParts): void {
  const {agentConversations, hub} = parts;
  const common = {tags: ['agent'], security: [{agent: []}]};

  routes.get(
    '/v1/agent/conversations',
    {
      schema: {
        ...common,
        summary: 'Conversations, newest activity first, at most 200',
        querystring: StatusQuery,
        response: {200: AgentConversationsAnswer, '4xx': ErrorBody},
      },
    },
    async (request) => {
      const agent = await requireAgent(parts, request);
      return {conversations: await agentConversations.list(agent, request.query.status ?? 'open')};
    },
  );

  routes.get(
    '/v1/agent/conversations/:id',
    {
      schema: {
        ...common,
        summary: 'One conversation',
        params: ConversationId,
        response: {200: AgentConversationBody, '4xx': ErrorBody},
      },
    },
    async (request) => agentConversations.get(await requireAgent(parts, request), request.params.id),
  );

  routes.patch(
    '/v1/agent/conversations/:id',
    {
      schema: {
        ...common,
        summary: 'Resolve a conversation, or open it again',
        params: ConversationId,
        body: StatusBody,
        response: {200: AgentConversationBody, '4xx': ErrorBody},
      },
    },
    async (request) => {
      const agent = await requireAgent(parts, request);
      const {id} = request.params;
      const {conversation, change, hasChanged} = await agentConversations.setStatus(agent, id, request.body.status);
      if (hasChanged) hub.conversationChanged(change);
      return conversation;
    },
  );

  routes.get(
    '/v1/agent/conversations/:id/messages',
    {
      schema: {
        ...common,
        summary: 'The messages that follow a number, at most 200, in order',
        params: ConversationId,
        querystring: AfterQuery,
        response: {200: MessagesAnswer, '4xx': ErrorBody},
      },
    },
    async (request) => {
      const agent = await requireAgent(parts, request);
      const after = Number(request.query.after ?? 0);
      return {messages: await agentConversations.listMessages(agent, request.params.id, after)};
    },
  );

  routes.post(
    '/v1/agent/conversations/:id/messages',
    {
      schema: {
        ...common,
        summary: 'Answer',
        description: 'Answers 201 after the message has reached the disk, 200 when this id had been stored before.',
        params: ConversationId,
        body: AgentSendBody,
        response: {200: AgentSendAnswer, 201: AgentSendAnswer, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      const {id, text} = request.body;
      const answer = {id, text: messageText(text)};
      const {message, change, isNew} = await agentConversations.send(agent, request.params.id, answer);
      if (isNew) hub.conversationChanged(change);
      return reply.code(isNew ? 201 : 200).send({message});
    },
  );

  routes.put(
    '/v1/agent/conversations/:id/read',
    {
      schema: {
        ...common,
        summary: 'An agent has seen all messages up to this number',
        params: ConversationId,
        body: ReadBody,
        response: {204: Empty, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      const {change, hasChanged} = await agentConversations.markRead(agent, request.params.id, request.body.sequence);
      if (hasChanged) hub.conversationChanged(change, 'agents');
      return reply.code(204).send(null);
    },
  );
}
