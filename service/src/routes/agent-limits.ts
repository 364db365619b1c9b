import {readAgentCookie} from './agent-cookie.js';
import {sha256} from '../digest.js';
import type {RouteParts, Routes} from './parts.js';

/** Limits how often one log-in of an agent asks, before the database is asked for the agent. */
export function limitAgents(routes: Routes, {publicOrigin, requestLimits}: RouteParts): void {
  routes.addHook('onRequest', async (request, reply) => {
    const token = readAgentCookie(request, publicOrigin, 'session');
    // Without a cookie, and with one that was made up, the limits of the address count.
    if (token) await requestLimits.agentRequests.take(sha256(token), reply);
  });
}
