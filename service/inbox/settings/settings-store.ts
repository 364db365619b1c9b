import {type ChatError, isChatError} from 'helpshift-chat/client';
import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';
import type {AgentVerifyRequest} from '../../contract/apps.js';
import type {AppId, AppsApi} from './apps-api.js';
import {isNotFound, isUnauthorized} from '../api/refusals.js';
import type {InboxApp, NewKey, TokenVerdict} from './parse-apps.js';
import {type AppDraft, changesOf, refusedSetting, remainingDraft} from './app-draft.js';
import type {LoadStatus} from '../state/state.js';

/** Everything the settings page draws. */
export interface SettingsState {
  readonly list: LoadStatus;
  readonly apps: readonly AppState[];
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
  {readonly status: 'idle' | 'asking' | 'failed'} | {readonly status: 'answered'; readonly diagnosis: TokenVerdict};

export interface SettingsTools {
  readonly api: AppsApi;
  /** The session has ended. */
  readonly onUnauthorized: () => void;
}

const IDLE = {status: 'idle'} as const;
const IDLE_KEYS: KeysState = {isCreating: false};

/** The settings of all apps while one administrator is logged in. It never throws and never rejects. */
export class SettingsStore {
  #state: SettingsState = {list: 'loading', apps: []};
  readonly #tools: SettingsTools;
  readonly #subscribers = new Set<() => void>();
  /** Numbers the tests of a token: an answer to an older one is dropped. */
  #testNumber = 0;

  constructor(tools: SettingsTools) {
    this.#tools = tools;
  }

  get state(): SettingsState {
    return this.#state;
  }

  /** Calls `subscriber` after each change, until the returned function is called. */
  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Loads all apps. Unsaved changes stay. */
  async load(): Promise<void> {
    if (this.#state.list === 'failed') this.#set({...this.#state, list: 'loading'});
    await this.#attempt(
      async () => {
        const apps = await this.#tools.api.apps();
        this.#set({list: 'ready', apps: apps.map((app) => ({...(this.#find(app) ?? newApp(app)), app}))});
      },
      () => this.#state.list === 'loading' && this.#set({...this.#state, list: 'failed'}),
    );
  }

  changeDraft(id: AppId, change: AppDraft): void {
    this.#update(id, (state) => ({
      ...state,
      draft: {...state.draft, ...change},
      saving: afterEdit(state.saving, change),
    }));
  }

  discardDraft(id: AppId): void {
    this.#update(id, (state) => ({...state, draft: {}, saving: IDLE}));
  }

  async save(id: AppId): Promise<void> {
    const state = this.#find(id);
    if (!state || state.saving.status === 'saving') return;
    const {app, draft} = state;
    const changes = changesOf(app, draft);
    const refused = refusedSetting(changes);
    if (refused) {
      return this.#update(id, (current) => ({...current, saving: {status: 'refused', field: refused}}));
    }
    this.#update(id, (current) => ({...current, saving: {status: 'saving'}}));
    await this.#attempt(
      async () => {
        const saved = await this.#tools.api.change(id, changes);
        this.#update(id, (current) => ({
          ...current,
          app: saved,
          draft: remainingDraft(current.draft, draft),
          saving: {status: 'saved'},
        }));
      },
      (error) => this.#update(id, (current) => ({...current, saving: whyNotSaved(error)})),
    );
  }

  async createKey(id: AppId): Promise<void> {
    if (this.#find(id)?.keys.isCreating !== false) return;
    this.#updateKeys(id, ({newKey}) => ({isCreating: true, newKey}));
    await this.#attempt(
      async () => {
        const newKey = await this.#tools.api.createKey(id);
        this.#update(id, (state) => ({
          ...state,
          app: {...state.app, keys: [...state.app.keys.filter(({id}) => id !== newKey.key.id), newKey.key]},
          keys: {isCreating: false, newKey},
        }));
      },
      () => this.#updateKeys(id, ({newKey}) => ({isCreating: false, newKey, failure: 'not-created'})),
    );
  }

  /** Forgets the secret of the new key, after it was copied. */
  forgetSecret(id: AppId): void {
    this.#updateKeys(id, ({newKey: _newKey, ...keys}) => keys);
  }

  forgetSecrets(): void {
    for (const {app, keys} of this.#state.apps) if (keys.newKey) this.forgetSecret(app);
  }

  async deleteKey(id: AppId, keyId: string): Promise<void> {
    if (this.#find(id)?.keys.deletingId !== undefined) return;
    this.#updateKeys(id, (keys) => ({...keys, deletingId: keyId, failure: undefined}));
    await this.#attempt(
      async () => {
        await this.#tools.api.deleteKey(id, keyId).catch(passIfGone);
        this.#update(id, (state) => ({
          ...state,
          app: {...state.app, keys: state.app.keys.filter((key) => key.id !== keyId)},
          keys: {
            isCreating: state.keys.isCreating,
            newKey: state.keys.newKey?.key.id === keyId ? undefined : state.keys.newKey,
          },
        }));
      },
      () => this.#updateKeys(id, (keys) => ({...keys, deletingId: undefined, failure: 'not-deleted'})),
    );
  }

  async testToken(id: AppId, question: AgentVerifyRequest): Promise<void> {
    const number = (this.#testNumber += 1);
    const setTest = (test: TokenTest): void => {
      if (number === this.#testNumber) this.#update(id, (state) => ({...state, test}));
    };
    setTest({status: 'asking'});
    await this.#attempt(
      async () => setTest({status: 'answered', diagnosis: await this.#tools.api.verify(id, question)}),
      () => setTest({status: 'failed'}),
    );
  }

  /** Drops the answer, because the question has changed. */
  clearTest(id: AppId): void {
    if (this.#find(id)?.test.status === 'idle') return;
    this.#testNumber += 1;
    this.#update(id, (state) => ({...state, test: IDLE}));
  }

  async #attempt(work: () => Promise<void>, onFailure: (error: ChatError) => void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isChatError(error)) throw error;
      onFailure(error);
      if (isUnauthorized(error)) this.#tools.onUnauthorized();
    }
  }

  #find(id: AppId): AppState | undefined {
    return this.#state.apps.find(({app}) => isSameApp(app, id));
  }

  #update(id: AppId, change: (state: AppState) => AppState): void {
    const apps = this.#state.apps.map((state) => (isSameApp(state.app, id) ? change(state) : state));
    this.#set({...this.#state, apps});
  }

  #updateKeys(id: AppId, change: (keys: KeysState) => KeysState): void {
    this.#update(id, (state) => ({...state, keys: change(state.keys)}));
  }

  #set(state: SettingsState): void {
    this.#state = state;
    for (const subscriber of [...this.#subscribers]) subscriber();
  }
}

function newApp(app: InboxApp): AppState {
  return {app, draft: {}, saving: IDLE, keys: IDLE_KEYS, test: IDLE};
}

function isSameApp(one: AppId, other: AppId): boolean {
  return one.domain === other.domain && one.platformId === other.platformId;
}

function afterEdit(saving: Saving, change: AppDraft): Saving {
  if (saving.status === 'saving') return saving;
  return saving.status === 'refused' && !(saving.field in change) ? saving : IDLE;
}

function whyNotSaved({retryable, field}: ChatError): Saving {
  return !retryable && isSetting(field) ? {status: 'refused', field} : {status: 'failed'};
}

function isSetting(field: string | undefined): field is SettingName {
  return field !== undefined && Object.hasOwn(APP_SETTINGS, field);
}

/** Somebody else has deleted it: it is as it was to be. */
function passIfGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
