import {requireAgent} from './agent-cookie.js';
import {ServiceError} from '../errors.js';
import type {RouteParts} from './parts.js';
import type {LoggedInAgent} from '../agents/agents.js';
import type {FastifyRequest} from 'fastify';

/** Nobody is logged in; the agent is no administrator, or the request does not come from the inbox. */
export const ADMINISTRATOR_ERRORS = ['unauthorized', 'forbidden'] as const;

/** Returns the administrator who sent the request. Throws `unauthorized` or `forbidden`. */
export async function requireAdministrator(parts: RouteParts, request: FastifyRequest): Promise<LoggedInAgent> {
  const agent = await requireAgent(parts, request);
  if (agent.role !== 'administrator') throw new ServiceError('forbidden', 'Only administrators see and change this.');
  return agent;
}
