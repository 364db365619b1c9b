import {sql} from 'kysely';
import {Type} from 'typebox';
import {answers} from './answers.js';
import {ServiceError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';

/** The routes for operators and their tools. */
export function systemRoutes(routes: Routes, {db}: RouteParts): void {
  routes.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the service and its database answer',
        tags: ['system'],
        response: answers({200: Type.Object({status: Type.Literal('ok')})}, 'unavailable'),
      },
    },
    async (request) => {
      try {
        await sql`select 1`.execute(db);
      } catch (error) {
        request.log.error({err: error}, 'the database does not answer');
        throw new ServiceError('unavailable', 'The database does not answer.');
      }
      return {status: 'ok'} as const;
    },
  );
}
