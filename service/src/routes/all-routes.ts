import {limitBodies} from './request-limits.js';
import {agentAppRoutes} from './agent-apps.js';
import {agentAuditRoutes} from './agent-audit.js';
import {agentConversationRoutes} from './agent-conversations.js';
import {requireSameOrigin} from './agent-cookie.js';
import {limitAgents} from './agent-limits.js';
import {agentFileRoutes} from './agent-files.js';
import {agentLiveRoutes} from './agent-live.js';
import {agentNoticeRoutes} from './agent-notices.js';
import {agentSessionRoutes} from './agent-session.js';
import {agentSessionsRoutes} from './agent-sessions.js';
import {anonymousUserRoutes} from './anonymous-users.js';
import {appRoutes} from './apps.js';
import {conversationRoutes} from './conversations.js';
import {downloadRoutes} from './downloads.js';
import {fileRoutes} from './files.js';
import {followUpRoutes} from './follow-up.js';
import {liveRoutes} from './live.js';
import {setCorsHeaders} from './origins.js';
import {endSessionRoutes, sessionRoutes} from './sessions.js';
import type {RouteParts, Routes} from './parts.js';
import type {Store} from '../database/engine.js';

/** The routes of users: pages of other sites may call them. */
export function addUserRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  routes.addHook('onRequest', async (request, reply) => setCorsHeaders(request, reply));
  limitBodies(routes, parts);
  // A preflight does not name an app. The request after it is checked.
  routes.options('/v1/*', {schema: {hide: true}}, (_request, reply) => {
    reply.header('access-control-allow-methods', 'GET, POST');
    reply.header('access-control-allow-headers', 'authorization, content-type');
    reply.header('access-control-max-age', '7200');
    return reply.code(204).send();
  });
  appRoutes(routes, parts);
  sessionRoutes(routes, parts);
  void routes.register(async (scope: Routes) => endSessionRoutes(scope, parts, store));
  anonymousUserRoutes(routes, parts);
  conversationRoutes(routes, parts);
  followUpRoutes(routes, parts);
  downloadRoutes(routes, parts);
  void routes.register(async (scope: Routes) => fileRoutes(scope, parts));
  liveRoutes(routes, parts);
}

/** The routes of agents, for the inbox of this service alone. */
export function addAgentRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  routes.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'origin, cookie');
    if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request, parts.publicOrigin);
  });
  limitAgents(routes, parts);
  limitBodies(routes, parts);
  // The hook above refuses the preflight of another site's page.
  routes.options('/v1/agent/*', {schema: {hide: true}}, (_request, reply) => reply.callNotFound());
  agentSessionRoutes(routes, parts);
  agentSessionsRoutes(routes, parts, store);
  agentConversationRoutes(routes, parts);
  agentLiveRoutes(routes, parts);
  agentAppRoutes(routes, parts, store);
  agentAuditRoutes(routes, parts);
  agentNoticeRoutes(routes, parts);
  agentFileRoutes(routes, parts);
}
