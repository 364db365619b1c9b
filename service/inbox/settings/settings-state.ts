import type {SettingName} from 'helpshift-chat/protocol';
import {type AuditState, INITIAL_AUDIT} from '../audit/audit-state.js';
import type {LoadStatus} from '../state/load-status.js';
import type {AgentVerifyRequest} from '../../contract/apps.js';
import type {AppDraft} from './app-draft.js';
import type {InboxApp, NewKey, TokenVerdict} from './parse-apps.js';

/** Everything the settings page draws. It belongs to the agent who is logged in. */
export interface SettingsState {
  readonly list: LoadStatus;
  readonly apps: readonly AppState[];
  /** The audit log while it is open, in the place of the apps. */
  readonly audit?: AuditState | undefined;
}

export interface AppState {
  readonly app: InboxApp;
  readonly draft: AppDraft;
  readonly saving: Saving;
  readonly keys: KeysState;
  readonly test: TokenTest;
}

/** `refused`: the service or the page refuses the value of `field`. */
export type Saving =
  {readonly status: 'idle' | 'saving' | 'saved' | 'failed'} | {readonly status: 'refused'; readonly field: SettingName};

export interface KeysState {
  readonly isCreating: boolean;
  /** The key that was just created, with its secret. The secret is nowhere else. */
  readonly newKey?: NewKey | undefined;
  /** The key that is being deleted. */
  readonly deletingId?: string | undefined;
  readonly failure?: 'not-created' | 'not-deleted' | undefined;
}

export type TokenTest =
  | {readonly status: 'idle' | 'failed'}
  /** Only the answer to this very question counts. */
  | {readonly status: 'asking'; readonly question: AgentVerifyRequest}
  | {readonly status: 'answered'; readonly diagnosis: TokenVerdict};

export const IDLE = Object.freeze({status: 'idle'} as const);

export const INITIAL_SETTINGS: SettingsState = Object.freeze<SettingsState>({list: 'loading', apps: []});

/** Nothing is loaded. The audit log stays open. */
export function emptySettings({audit}: SettingsState): SettingsState {
  return audit ? {...INITIAL_SETTINGS, audit: INITIAL_AUDIT} : INITIAL_SETTINGS;
}

export function newApp(app: InboxApp): AppState {
  return {app, draft: {}, saving: IDLE, keys: {isCreating: false}, test: IDLE};
}
