import type {AgentApp, AgentAppChanges, AgentVerifyRequest} from '../../contract/apps.js';
import type {AgentAuditRequest} from '../../contract/audit.js';
import {agentDelete, agentRequest} from '../api/agent-request.js';
import {type AuditPage, parseAudit} from '../audit/parse-audit.js';
import {
  type InboxApp,
  type NewKey,
  parseApp,
  parseApps,
  parseDiagnosis,
  parseNewKey,
  type TokenVerdict,
} from './parse-apps.js';

/** What identifies an app. */
export type AppId = Pick<AgentApp, 'domain' | 'platformId'>;

/** The service, as the settings page may use it. Every call rejects with a `ChatError` and nothing else. */
export interface AppsApi {
  apps(): Promise<readonly InboxApp[]>;
  change(app: AppId, changes: AgentAppChanges): Promise<InboxApp>;
  createKey(app: AppId): Promise<NewKey>;
  deleteKey(app: AppId, keyId: string): Promise<void>;
  /** Reads a page of the audit log. */
  audit(request: AgentAuditRequest): Promise<AuditPage>;
  verify(app: AppId, question: AgentVerifyRequest): Promise<TokenVerdict>;
}

const appPath = ({domain, platformId}: AppId): string =>
  `apps/${encodeURIComponent(domain)}/${encodeURIComponent(platformId)}`;

/** The same-origin service below `/v1/agent`. */
export const httpAppsApi: AppsApi = {
  apps: () => agentRequest('apps/list', parseApps, {}),
  change: (app, changes) => agentRequest(appPath(app), parseApp, {method: 'PATCH', body: changes}),
  createKey: (app) => agentRequest(`${appPath(app)}/keys`, parseNewKey, {}),
  deleteKey: (app, keyId) => agentDelete(`${appPath(app)}/keys/${encodeURIComponent(keyId)}`),
  audit: (request) => agentRequest('audit', parseAudit, {body: request}),
  verify: (app, question) => agentRequest(`${appPath(app)}/verify`, parseDiagnosis, {body: question}),
};
