import {Type} from 'typebox';
import {answers} from './answers.js';
import {ServiceError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';

const Ok = Type.Object({status: Type.Literal('ok')});

/** The routes for operators and their tools. */
export function systemRoutes(routes: Routes, {health, readiness}: RouteParts): void {
  routes.get(
    '/livez',
    {
      schema: {
        summary: 'Whether the process answers',
        description: 'Never asks the database. No answer means that the process should be started again.',
        tags: ['system'],
        response: answers({200: Ok}),
      },
    },
    () => ({status: 'ok'}) as const,
  );

  const requireReady = async () => {
    if (readiness.isEnding) throw new ServiceError('unavailable', 'This process will end. Another one can answer.');
    await health.check().catch(() => {
      throw new ServiceError('unavailable', 'The database does not answer, or cannot store anything.');
    });
    return {status: 'ok'} as const;
  };

  routes.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether a proxy should send requests to this process',
        description:
          '503 while the database does not answer or cannot store anything, and from the signal that ends the process: it goes on for DRAIN_SECONDS.',
        tags: ['system'],
        response: answers({200: Ok}, 'unavailable'),
      },
    },
    requireReady,
  );

  routes.get(
    '/healthz',
    {
      schema: {
        summary: 'The same as /readyz, by its older name',
        tags: ['system'],
        response: answers({200: Ok}, 'unavailable'),
      },
    },
    requireReady,
  );
}
