import type {AuditReport, AuditRequest} from '../audit/audit-actions.js';
import type {AgentVerifyRequest} from '../../contract/apps.js';
import type {AppDraft} from './app-draft.js';
import type {AppId} from './apps-api.js';
import type {InboxApp, NewKey, TokenVerdict} from './parse-apps.js';
import type {Saving} from './settings-state.js';

/** What an administrator requests on the settings page. `id`: of the app. */
export type SettingsRequest =
  | AuditRequest
  | {readonly type: 'reload-apps'}
  | {readonly type: 'change-app-draft'; readonly id: AppId; readonly change: AppDraft}
  | {readonly type: 'discard-app-draft'; readonly id: AppId}
  | {readonly type: 'save-app'; readonly id: AppId}
  | {readonly type: 'create-key'; readonly id: AppId}
  /** The secret of the new key was copied. */
  | {readonly type: 'forget-secret'; readonly id: AppId}
  | {readonly type: 'delete-key'; readonly id: AppId; readonly keyId: string}
  | {readonly type: 'test-token'; readonly id: AppId; readonly question: AgentVerifyRequest}
  /** The question has changed. */
  | {readonly type: 'clear-token-test'; readonly id: AppId};

/** What the service reports of the apps. */
export type SettingsReport =
  | AuditReport
  | {readonly type: 'apps-received'; readonly apps: readonly InboxApp[]}
  | {readonly type: 'apps-failed'}
  /** `draft`: what was saved. */
  | {readonly type: 'app-saved'; readonly id: AppId; readonly app: InboxApp; readonly draft: AppDraft}
  | {readonly type: 'app-not-saved'; readonly id: AppId; readonly saving: Saving}
  | {readonly type: 'key-created'; readonly id: AppId; readonly newKey: NewKey}
  | {readonly type: 'key-not-created'; readonly id: AppId}
  | {readonly type: 'key-deleted'; readonly id: AppId; readonly keyId: string}
  | {readonly type: 'key-not-deleted'; readonly id: AppId}
  /** `diagnosis`: `undefined` when the request has failed. */
  | {
      readonly type: 'token-tested';
      readonly id: AppId;
      readonly question: AgentVerifyRequest;
      readonly diagnosis: TokenVerdict | undefined;
    };

export type SettingsAction = SettingsRequest | SettingsReport;
