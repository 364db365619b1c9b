import {emailKey} from 'helpshift-chat/protocol';
import {requireAgent, setAgentCookie} from './agent-cookie.js';
import {answers, BODY_ERRORS} from './answers.js';
import {enforceRateLimit} from './rate-limits.js';
import {Empty} from './schemas.js';
import {Agent, AgentLoginRequest} from '../../contract/session.js';
import {ServiceError} from '../errors.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';

export function agentSessionRoutes(routes: Routes, parts: RouteParts): void {
  const {agents, hub, publicOrigin, rateLimits, sharedLimiter} = parts;
  const ofAddress = sharedLimiter('logins-of-address', rateLimits.loginsOfAddress, parts);
  const ofEmail = sharedLimiter('logins', rateLimits.logins, parts);
  const security = [{agent: []}];

  routes.post(
    '/v1/agent/session',
    {
      schema: {
        summary: 'Log in',
        tags: ['agent'],
        body: AgentLoginRequest,
        response: answers({200: Agent}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'too_many_requests'),
      },
    },
    async (request, reply) => {
      const {email, password} = request.body;
      const address = addressKey(request.ip);
      await enforceRateLimit(ofAddress, address, reply);
      await enforceRateLimit(ofEmail, `${address} ${emailKey(email)}`, reply);
      const loggedIn = await agents.logIn(email, password);
      if (!loggedIn) {
        request.log.warn('a log-in was refused');
        throw new ServiceError('unauthorized', 'The e-mail address or the password is wrong.');
      }
      setAgentCookie(reply, publicOrigin, loggedIn.token);
      return loggedIn.agent;
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
      const {sessionId} = await requireAgent(parts, request);
      await agents.logOut(sessionId);
      hub.agentLoggedOut(sessionId);
      setAgentCookie(reply, publicOrigin, undefined);
      return reply.code(204).send(null);
    },
  );
}
