/** How the settings page's state changes. All functions are pure. */
import {type AppDraft, changesOf, hasChanges, refusedSetting, remainingDraft} from './app-draft.js';
import type {AuditAction} from '../audit/audit-actions.js';
import {reduceAudit} from '../audit/audit-reduce.js';
import type {AppId} from './apps-api.js';
import type {InboxApp} from './parse-apps.js';
import type {SettingsAction} from './settings-actions.js';
import {
  type AppState,
  IDLE,
  type KeysState,
  newApp,
  type Saving,
  type SettingsState,
  type TokenTest,
} from './settings-state.js';

/** Returns the state after `action`. An action about an app that is not in the list changes nothing. */
export function reduceSettings(state: SettingsState, action: SettingsAction): SettingsState {
  switch (action.type) {
    case 'reload-apps':
      return withReload(state);
    case 'apps-received':
      return {
        ...state,
        list: 'ready',
        apps: action.apps.map((app) => ({...(findApp(state, app) ?? newApp(app)), app})),
      };
    case 'apps-failed':
      return state.list === 'loading' ? {...state, list: 'failed'} : state;
    case 'open-audit':
    case 'reload-audit':
    case 'choose-audit-filter':
    case 'show-older-events':
    case 'audit-received':
    case 'audit-failed':
    case 'older-events-received':
    case 'older-events-failed':
      return withAudit(state, action);
    default:
      return withApp(state, action.id, (app) => reduceApp(app, action));
  }
}

export function findApp({apps}: SettingsState, id: AppId): AppState | undefined {
  return apps.find(({app}) => isSameApp(app, id));
}

/** The apps are asked for again. What is shown stays. */
export function withReload(state: SettingsState): SettingsState {
  return state.list === 'failed' ? {...state, list: 'loading'} : state;
}

/** The apps are shown, not the audit log. */
export function withoutAudit({audit: _audit, ...state}: SettingsState): SettingsState {
  return state;
}

function withAudit(state: SettingsState, action: AuditAction): SettingsState {
  const audit = reduceAudit(state.audit, action);
  return audit === state.audit ? state : {...state, audit};
}

/** The page is left. A secret is shown once, and not to the next person who opens the page. */
export function withoutSecrets(state: SettingsState): SettingsState {
  return state.apps.reduce((next, {app}) => withApp(next, app, withoutSecret), state);
}

type AppAction = Extract<SettingsAction, {id: AppId}>;

function reduceApp(state: AppState, action: AppAction): AppState {
  switch (action.type) {
    case 'change-app-draft':
      return {...state, draft: {...state.draft, ...action.change}, saving: afterEdit(state.saving, action.change)};
    case 'discard-app-draft':
      return {...state, draft: {}, saving: IDLE};
    case 'save-app':
      return saved(state);
    case 'app-saved':
      return {
        ...state,
        app: action.app,
        draft: remainingDraft(state.draft, action.draft),
        saving: {status: 'saved'},
      };
    case 'app-not-saved':
      return {...state, saving: action.saving};

    case 'create-key':
      return state.keys.isCreating
        ? state
        : withKeys(state, (keys) => ({...keys, isCreating: true, failure: undefined}));
    case 'key-created':
      return withKeys(
        withAppKeys(state, (keys) => [...keys.filter(({id}) => id !== action.newKey.key.id), action.newKey.key]),
        (keys) => ({...keys, isCreating: false, newKey: action.newKey}),
      );
    case 'key-not-created':
      return withKeys(state, (keys) => ({...keys, isCreating: false, failure: 'not-created'}));
    case 'forget-secret':
      return withoutSecret(state);
    case 'delete-key':
      if (state.keys.deletingId !== undefined) return state;
      return withKeys(state, (keys) => ({...keys, deletingId: action.keyId, failure: undefined}));
    case 'key-deleted':
      return withKeys(
        withAppKeys(state, (keys) => keys.filter(({id}) => id !== action.keyId)),
        (keys) => ({
          ...keys,
          deletingId: undefined,
          newKey: keys.newKey?.key.id === action.keyId ? undefined : keys.newKey,
        }),
      );
    case 'key-not-deleted':
      return withKeys(state, (keys) => ({...keys, deletingId: undefined, failure: 'not-deleted'}));

    case 'test-token':
      return {...state, test: {status: 'asking', question: action.question}};
    case 'clear-token-test':
      return state.test.status === 'idle' ? state : {...state, test: IDLE};
    case 'token-tested':
      return isAsking(state.test, action.question) ? {...state, test: testOutcome(action.diagnosis)} : state;
    default:
      return action satisfies never;
  }
}

/** What is not changed needs no request, and what the setting cannot have is refused without one. */
function saved(state: AppState): AppState {
  const {app, draft, saving} = state;
  if (saving.status === 'saving' || !hasChanges(app, draft)) return state;
  const field = refusedSetting(changesOf(app, draft));
  return {...state, saving: field ? {status: 'refused', field} : {status: 'saving'}};
}

function afterEdit(saving: Saving, change: AppDraft): Saving {
  if (saving.status === 'saving') return saving;
  return saving.status === 'refused' && !(saving.field in change) ? saving : IDLE;
}

function isAsking(test: TokenTest, question: object): boolean {
  return test.status === 'asking' && test.question === question;
}

function testOutcome(diagnosis: Extract<AppAction, {type: 'token-tested'}>['diagnosis']): TokenTest {
  return diagnosis ? {status: 'answered', diagnosis} : {status: 'failed'};
}

function isSameApp(one: AppId, other: AppId): boolean {
  return one.domain === other.domain && one.platformId === other.platformId;
}

function withApp(state: SettingsState, id: AppId, change: (app: AppState) => AppState): SettingsState {
  const app = findApp(state, id);
  const next = app && change(app);
  return next === app ? state : {...state, apps: state.apps.map((one) => (one === app && next ? next : one))};
}

function withAppKeys(state: AppState, change: (keys: InboxApp['keys']) => InboxApp['keys']): AppState {
  return {...state, app: {...state.app, keys: change(state.app.keys)}};
}

function withKeys(state: AppState, change: (keys: KeysState) => KeysState): AppState {
  return {...state, keys: change(state.keys)};
}

function withoutSecret(state: AppState): AppState {
  return state.keys.newKey ? withKeys(state, ({newKey: _newKey, ...keys}) => keys) : state;
}
