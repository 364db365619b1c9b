import {isChatError} from 'helpshift-chat/client';
import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';
import type {AgentVerifyRequest} from '../../contract/apps.js';
import {isNotFound} from '../api/refusals.js';
import {AuditEffects} from '../audit/audit-effects.js';
import type {Action} from '../state/actions.js';
import {report, type SessionTools} from '../state/session.js';
import type {InboxState} from '../state/state.js';
import {changesOf} from './app-draft.js';
import type {AppId, AppsApi} from './apps-api.js';
import {findApp} from './settings-reduce.js';
import type {AppState, Saving} from './settings-state.js';

export interface SettingsTools extends Pick<SessionTools, 'dispatch'> {
  readonly api: AppsApi;
}

/** The requests of the settings page, for one log-in. */
export class SettingsEffects {
  readonly #tools: SettingsTools;
  readonly #audit: AuditEffects;

  constructor(tools: SettingsTools) {
    this.#tools = tools;
    this.#audit = new AuditEffects(tools);
  }

  /** `before`: the state before the action. A request that is not over is not sent a second time. */
  run(action: Action, state: InboxState, before: InboxState): void {
    const {audit} = state.settings;
    if (audit && mayLoad(state)) this.#audit.run(action, audit, before.settings.audit);
    switch (action.type) {
      case 'logged-in':
      case 'open-settings':
      case 'open-audit':
      case 'reload-apps':
        return void (mayLoad(state) && this.#load());
      case 'save-app': {
        const app = begun(action.id, state, before, ({saving}) => saving.status === 'saving');
        return void (app && this.#save(action.id, app));
      }
      case 'create-key':
        return void (begun(action.id, state, before, ({keys}) => keys.isCreating) && this.#createKey(action.id));
      case 'delete-key': {
        const app = begun(action.id, state, before, ({keys}) => keys.deletingId !== undefined);
        return void (app && this.#deleteKey(action.id, action.keyId));
      }
      case 'test-token':
        return void this.#testToken(action.id, action.question);
    }
  }

  async #load(): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      dispatch({type: 'apps-received', apps: await api.apps()});
    } catch (error) {
      report(this.#tools, error, {type: 'apps-failed'});
    }
  }

  async #save(id: AppId, {app, draft}: AppState): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      dispatch({type: 'app-saved', id, app: await api.change(id, changesOf(app, draft)), draft});
    } catch (error) {
      report(this.#tools, error, {type: 'app-not-saved', id, saving: whyNotSaved(error)});
    }
  }

  async #createKey(id: AppId): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      dispatch({type: 'key-created', id, newKey: await api.createKey(id)});
    } catch (error) {
      report(this.#tools, error, {type: 'key-not-created', id});
    }
  }

  async #deleteKey(id: AppId, keyId: string): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      await api.deleteKey(id, keyId).catch(passIfGone);
      dispatch({type: 'key-deleted', id, keyId});
    } catch (error) {
      report(this.#tools, error, {type: 'key-not-deleted', id});
    }
  }

  async #testToken(id: AppId, question: AgentVerifyRequest): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      dispatch({type: 'token-tested', id, question, diagnosis: await api.verify(id, question)});
    } catch (error) {
      report(this.#tools, error, {type: 'token-tested', id, question, diagnosis: undefined});
    }
  }
}

/** Only administrators may read the apps, and only the settings page shows them. */
function mayLoad({page, session}: InboxState): boolean {
  return page === 'settings' && session.status === 'logged-in' && session.agent.role === 'administrator';
}

/** The app if something of it has begun with the action: `isOn` tells whether it goes on. */
function begun(
  id: AppId,
  state: InboxState,
  before: InboxState,
  isOn: (app: AppState) => boolean,
): AppState | undefined {
  const [app, earlier] = [findApp(state.settings, id), findApp(before.settings, id)];
  return app && earlier && isOn(app) && !isOn(earlier) ? app : undefined;
}

function whyNotSaved(error: unknown): Saving {
  if (!isChatError(error) || error.retryable || !isSetting(error.field)) return {status: 'failed'};
  return {status: 'refused', field: error.field};
}

function isSetting(field: string | undefined): field is SettingName {
  return field !== undefined && Object.hasOwn(APP_SETTINGS, field);
}

/** Ignores that the key does not exist: another administrator has deleted it already. */
function passIfGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
