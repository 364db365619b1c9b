import {ADMINISTRATOR_ERRORS, requireAdministrator} from './administrator.js';
import {answers, BODY_ERRORS} from './answers.js';
import {readAudit} from '../audit/read-audit.js';
import {AUDIT_PAGE_LIMIT} from '../limits.js';
import {AgentAuditRequest, AgentAuditResponse, AUDIT_GROUPS} from '../../contract/audit.js';
import {writeCursor, readCursor} from '../cursor.js';
import type {RouteParts, Routes} from './parts.js';

/** The route of the inbox's audit log. For administrators alone. */
export function agentAuditRoutes(routes: Routes, parts: RouteParts): void {
  routes.post(
    '/v1/agent/audit',
    {
      // Checked before anything else of the request.
      onRequest: async (request) => void (await requireAdministrator(parts, request)),
      schema: {
        tags: ['agent'],
        security: [{agent: []}],
        summary: 'A page of the audit log, the newest events first',
        body: AgentAuditRequest,
        response: answers({200: AgentAuditResponse}, ...ADMINISTRATOR_ERRORS, ...BODY_ERRORS),
      },
    },
    async (request): Promise<AgentAuditResponse> => {
      const {group, app, after}: AgentAuditRequest = request.body;
      const {events, next} = await readAudit(parts.db, {
        kinds: group && AUDIT_GROUPS[group],
        app,
        before: after === undefined ? undefined : readCursor(after, 'after'),
        limit: AUDIT_PAGE_LIMIT,
      });
      return {events, ...(next && {next: writeCursor(next)})};
    },
  );
}
