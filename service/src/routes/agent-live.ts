import {requireAgent, requireSameOrigin} from './agent-cookie.js';
import {answers} from './answers.js';
import {Upgraded} from './schemas.js';
import {releaseRequest, rememberResponse} from './upgrade.js';
import {ServiceError} from '../errors.js';
import {AgentConnection, readOnce} from '../live/agent-connection.js';
import type {RouteParts, Routes} from './parts.js';
import type {AgentConnectionParts} from '../live/agent-connection.js';
import type {LoggedInAgent} from '../agents/agents.js';
import type {WebSocket} from 'ws';

/** The live connection of the inbox. The agent is known before the upgrade. */
export function agentLiveRoutes(routes: Routes, parts: RouteParts): void {
  const {hub, agents, publicOrigin, meters, typing, presence} = parts;
  const connectionParts: AgentConnectionParts = {
    hub,
    agents,
    read: readOnce(parts.agentConversations),
    typing,
    presence,
    meters,
    onError: (error) => parts.health.outage.report(error, 'a live frame failed'),
  };
  const agentOf = new WeakMap<object, LoggedInAgent>();

  routes.route({
    method: 'GET',
    url: '/v1/agent/live',
    exposeHeadRoute: false,
    schema: {
      summary: 'Live events, upgraded to a WebSocket',
      tags: ['agent'],
      security: [{agent: []}],
      response: answers({101: Upgraded}, 'invalid_request', 'unauthorized', 'forbidden', 'too_many_requests'),
    },
    preHandler: async (request, reply) => {
      await rememberResponse(request, reply);
      // A browser sends the origin of an upgrade, and has no other protection for it.
      requireSameOrigin(request, publicOrigin);
      agentOf.set(request, await requireAgent(parts, request));
    },
    handler: async () => {
      throw new ServiceError('invalid_request', 'This address is for a WebSocket: upgrade to it.');
    },
    wsHandler: (socket: WebSocket, request) => {
      releaseRequest(socket, request);
      const agent = agentOf.get(request);
      if (!agent) throw new Error('an agent has to be known before the upgrade');
      new AgentConnection(socket, agent, connectionParts);
    },
  });
}
