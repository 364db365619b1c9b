import {setTimeout as sleep} from 'node:timers/promises';
import {readAgentCookie, requireAgent, setAgentCookie} from './agent-cookie.js';
import {answers, BODY_ERRORS} from './answers.js';
import {tooManyRequests} from './rate-limits.js';
import {Empty} from './schemas.js';
import {Agent, AgentLoginRequest} from '../../contract/session.js';
import {ServiceError} from '../errors.js';
import {browserName} from '../agents/browser-name.js';
import type {RouteParts, Routes} from './parts.js';
import type {RefusedLogIn} from '../agents/log-ins.js';
import type {FastifyReply} from 'fastify';

export function agentSessionRoutes(routes: Routes, parts: RouteParts): void {
  const {agents, hub, logIns, publicOrigin, liveLimits} = parts;
  const security = [{agent: []}];

  routes.post(
    '/v1/agent/session',
    {
      schema: {
        summary: 'Log in',
        tags: ['agent'],
        body: AgentLoginRequest,
        response: answers({200: Agent}, ...BODY_ERRORS, 'unauthorized', 'forbidden'),
      },
    },
    async (request, reply) => {
      const result = await logIns.logIn({
        ...request.body,
        address: request.ip,
        browser: browserName(request.headers['user-agent']),
        deviceToken: readAgentCookie(request, publicOrigin, 'device'),
        sessionToken: readAgentCookie(request, publicOrigin, 'session'),
      });
      if ('reason' in result) {
        // Who asks again at once, from whatever address, must not take the time of others. A wrong password has taken its own.
        if (result.waitSeconds) await sleep(liveLimits.refusalPauseMs);
        throw refusal(result, reply);
      }
      if (result.endedSessionId !== undefined) hub.agentLoggedOut(result.endedSessionId);
      setAgentCookie(reply, publicOrigin, 'session', result.sessionToken);
      setAgentCookie(reply, publicOrigin, 'device', result.deviceToken);
      return result.agent;
    },
  );

  routes.post(
    '/v1/agent/session/current',
    {
      schema: {
        summary: 'Who is logged in',
        tags: ['agent'],
        security,
        response: answers({200: Agent}, ...BODY_ERRORS, 'unauthorized', 'forbidden'),
      },
    },
    async (request): Promise<Agent> => {
      const {id, email, name, role} = await requireAgent(parts, request);
      return {id, email, name, role};
    },
  );

  routes.delete(
    '/v1/agent/session',
    {
      schema: {
        summary: 'Log out',
        tags: ['agent'],
        security,
        response: answers({204: Empty}, ...BODY_ERRORS, 'unauthorized', 'forbidden'),
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      await agents.logOut(agent);
      hub.agentLoggedOut(agent.sessionId);
      setAgentCookie(reply, publicOrigin, 'session', undefined);
      return reply.code(204).send(null);
    },
  );
}

function refusal({waitSeconds}: RefusedLogIn, reply: FastifyReply): ServiceError {
  if (waitSeconds) return tooManyRequests(waitSeconds, reply);
  return new ServiceError('unauthorized', 'The e-mail address or the password is wrong.');
}
