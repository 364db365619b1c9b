import {requireAgent} from './agent-cookie.js';
import {answers, BODY_ERRORS} from './answers.js';
import {AgentSessionsEndRequest, AgentSessionsResponse} from '../../contract/session.js';
import {endAgentSessions, listAgentSessions} from '../agents/agent-sessions.js';
import type {RouteParts, Routes} from './parts.js';
import type {Store} from '../database/engine.js';

/** The routes of an agent for their own sessions. */
export function agentSessionsRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  const {db, clock, hub} = parts;
  const common = {tags: ['agent'], security: [{agent: []}]};
  const response = answers({200: AgentSessionsResponse}, ...BODY_ERRORS, 'unauthorized', 'forbidden');

  routes.post(
    '/v1/agent/sessions/list',
    {schema: {...common, summary: 'The own sessions: in which browsers the agent is logged in', response}},
    async (request): Promise<AgentSessionsResponse> => {
      const agent = await requireAgent(parts, request);
      return {sessions: await listAgentSessions(db, agent, clock())};
    },
  );

  routes.post(
    '/v1/agent/sessions/end',
    {
      schema: {
        ...common,
        summary: 'End own sessions, with their live connections',
        description: 'Answers the sessions that are left. Ignores the ids of other sessions.',
        body: AgentSessionsEndRequest,
        response,
      },
    },
    async (request): Promise<AgentSessionsResponse> => {
      const agent = await requireAgent(parts, request);
      const ended = await endAgentSessions(store, clock, agent, request.body.ids);
      ended.forEach((id) => hub.agentLoggedOut(id));
      return {sessions: await listAgentSessions(db, agent, clock())};
    },
  );
}
