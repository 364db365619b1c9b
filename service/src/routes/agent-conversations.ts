import {answers, BODY_ERRORS, PATH_ERRORS} from './answers.js';
import {requireAgent} from './agent-cookie.js';
import {readAgentEntry} from './read-agent-entry.js';
import {ConversationId} from './schemas.js';
import {answerWhenChanged} from './sync.js';
import {rejectConversations} from '../conversations/agent-rejections.js';
import {
  AgentEntryRequest,
  AgentRejectRequest,
  AgentRejectResponse,
  AgentSyncRequest,
  AgentSyncResponse,
  SyncedAgentConversation,
} from '../../contract/conversations.js';
import type {RouteParts, Routes} from './parts.js';

/** The routes of agents for the conversations of the domain that they see. */
export function agentConversationRoutes(routes: Routes, parts: RouteParts): void {
  const {agentConversations, waits, monotonic} = parts;
  const common = {tags: ['agent'], security: [{agent: []}]};

  routes.post(
    '/v1/agent/sync',
    {
      schema: {
        ...common,
        summary: 'Read a page of a list, and what the client does not know yet of conversations',
        description: 'Also takes read marks, and can wait for a change.',
        body: AgentSyncRequest,
        response: answers({200: AgentSyncResponse}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply): Promise<AgentSyncResponse> => {
      const agent = await requireAgent(parts, request);
      const body: AgentSyncRequest = request.body;
      const {waitMs = 0, page, read = []} = body;
      if (!waitMs || page || read.length) return agentConversations.sync(agent, body);
      return answerWhenChanged(reply, {
        wait: waits.ofAgent(agent),
        waits,
        sessionId: agent.sessionId,
        limitMs: waitMs,
        monotonic,
        read: async () => agentConversations.sync(await requireAgent(parts, request), body),
        isEmpty: ({conversations, restart, list}) => !conversations.length && !restart && !list,
      });
    },
  );

  routes.post(
    '/v1/agent/conversations/:id/entries',
    {
      schema: {
        ...common,
        summary: 'Answer, resolve, reject or reopen a conversation, or leave a note that only agents see',
        description: 'Answers 201 after the entry has reached the disk, 200 when this id had been stored before.',
        params: ConversationId,
        body: AgentEntryRequest,
        response: answers(
          {200: SyncedAgentConversation, 201: SyncedAgentConversation},
          ...BODY_ERRORS,
          ...PATH_ERRORS,
          'unauthorized',
          'forbidden',
          'conflict',
        ),
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      const entry = readAgentEntry(request.body);
      const {conversation, isNew} = await agentConversations.append(agent, request.params.id, entry);
      return reply.code(isNew ? 201 : 200).send(conversation);
    },
  );
  routes.post(
    '/v1/agent/conversations/reject',
    {
      schema: {
        ...common,
        summary: 'Reject several conversations at once',
        description:
          'Answers after all of it has reached the disk. One that cannot be rejected keeps none of the others back.',
        body: AgentRejectRequest,
        response: answers({200: AgentRejectResponse}, ...BODY_ERRORS, 'unauthorized', 'forbidden'),
      },
    },
    async (request): Promise<AgentRejectResponse> => {
      const agent = await requireAgent(parts, request);
      return rejectConversations(agentConversations, agent, request.body.ids);
    },
  );
}
