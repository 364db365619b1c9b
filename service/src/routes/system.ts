import {Type} from 'typebox';
import {answers} from './answers.js';
import {healthCheck} from '../database/health-check.js';
import {ServiceError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';
import type {FastifyRequest} from 'fastify';

const Ok = Type.Object({status: Type.Literal('ok')});

/** The routes for operators and their tools. */
export function systemRoutes(routes: Routes, {db, readiness}: RouteParts): void {
  const check = healthCheck(db);
  const requireDatabase = async (request: FastifyRequest): Promise<void> => {
    try {
      await check();
    } catch (error) {
      request.log.error({err: error}, 'the database does not answer');
      throw new ServiceError('unavailable', 'The database does not answer.');
    }
  };

  routes.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the service and its database answer',
        tags: ['system'],
        response: answers({200: Ok}, 'unavailable'),
      },
    },
    async (request) => {
      await requireDatabase(request);
      return {status: 'ok'} as const;
    },
  );

  routes.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether a proxy should send requests to this process',
        description:
          'Like /healthz, but 503 from the signal that ends the process: the process goes on for DRAIN_SECONDS.',
        tags: ['system'],
        response: answers({200: Ok}, 'unavailable'),
      },
    },
    async (request) => {
      if (readiness.isEnding) throw new ServiceError('unavailable', 'This process will end. Another one can answer.');
      await requireDatabase(request);
      return {status: 'ok'} as const;
    },
  );
}
