import type {AgentApp, AgentAppChanges, AgentVerifyRequest} from '../../src/agent-wire.js';
import {
  type InboxApp,
  type NewKey,
  parseApp,
  parseApps,
  parseDiagnosis,
  parseNewKey,
  type TokenVerdict,
} from './parse-apps.js';
import {request, requestAs} from './request.js';

/** What identifies an app. */
export type AppId = Pick<AgentApp, 'domain' | 'platformId'>;

/** The service, as the settings page may use it. Every call rejects with an `AgentError` and nothing else. */
export interface AppsApi {
  apps(): Promise<readonly InboxApp[]>;
  change(app: AppId, changes: AgentAppChanges): Promise<InboxApp>;
  createKey(app: AppId): Promise<NewKey>;
  deleteKey(app: AppId, keyId: string): Promise<void>;
  verify(app: AppId, question: AgentVerifyRequest): Promise<TokenVerdict>;
}

const appPath = ({domain, platformId}: AppId): string =>
  `apps/${encodeURIComponent(domain)}/${encodeURIComponent(platformId)}`;

/** The same-origin service below `/v1/agent/apps`. */
export const httpAppsApi: AppsApi = {
  apps: () => requestAs(parseApps, 'GET', 'apps'),
  change: (app, changes) => requestAs(parseApp, 'PATCH', appPath(app), changes),
  createKey: (app) => requestAs(parseNewKey, 'POST', `${appPath(app)}/keys`, {}),
  async deleteKey(app, keyId) {
    await request('DELETE', `${appPath(app)}/keys/${encodeURIComponent(keyId)}`);
  },
  verify: (app, question) => requestAs(parseDiagnosis, 'POST', `${appPath(app)}/verify`, question),
};
