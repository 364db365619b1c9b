import {ADMINISTRATOR_ERRORS, requireAdministrator} from './administrator.js';
import {answers, BODY_ERRORS} from './answers.js';
import {AgentNoticesResponse} from '../../contract/notices.js';
import type {RouteParts, Routes} from './parts.js';

/** The route of what administrators should know of the installation. */
export function agentNoticeRoutes(routes: Routes, parts: RouteParts): void {
  routes.post(
    '/v1/agent/notices',
    {
      onRequest: async (request) => void (await requireAdministrator(parts, request)),
      schema: {
        summary: 'What is wrong with the installation, as far as this process knows',
        tags: ['agent'],
        security: [{agent: []}],
        response: answers({200: AgentNoticesResponse}, ...ADMINISTRATOR_ERRORS, ...BODY_ERRORS),
      },
    },
    async () => ({notices: parts.notices.list().map((code) => ({code}))}),
  );
}
