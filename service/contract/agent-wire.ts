/** The types of the API for the apps of an installation. */
import type {AppSettings} from 'helpshift-chat/protocol';
import type {CompatibleTokens} from './compatible-tokens.js';
import type {Diagnosis} from './diagnosis-result.js';

/**
 * `POST /v1/agent/apps/list`: all apps of the installation. This route and those below are for administrators; other agents
 * get 403 `forbidden`.
 */
export interface AgentAppsResponse {
  readonly apps: readonly AgentApp[];
}

/** Also the answer of `PATCH /v1/agent/apps/:domain/:platformId` with `AgentAppChanges`. */
export interface AgentApp extends AppSettings {
  readonly domain: string;
  readonly platformId: string;
  /** Whether logged-in users need a user auth token. */
  readonly verification: boolean;
  /** Which user auth tokens of the compatible form are accepted beside those of the strict form. */
  readonly compatibleTokens: CompatibleTokens;
  /** The origins of the pages that use the app, compared exactly; `*` for all pages. */
  readonly origins: readonly string[];
  /** The active keys, the newest last. */
  readonly keys: readonly AgentAppKey[];
}

/**
 * Changes of settings; an absent setting keeps its value. An invalid value: 400 `invalid_request` with its field, and
 * nothing is changed.
 */
export interface AgentAppChanges {
  readonly verification?: boolean;
  readonly compatibleTokens?: CompatibleTokens;
  readonly identityBot?: {readonly name?: boolean; readonly email?: boolean};
  readonly greeting?: string;
  readonly origins?: readonly string[];
}

export interface AgentAppKey {
  readonly id: string;
  readonly createdAt: number;
  /** Its last 4 characters, after `…`. */
  readonly secret: string;
}

/** `POST …/keys` adds a random key, or a secret that the site already has. It answers 201. */
export interface AgentKeyRequest {
  readonly secret?: string;
}

/** The only answer with the secret. `DELETE …/keys/:id` ends the key at once: 204. */
export interface AgentKeyResponse {
  readonly key: AgentAppKey;
  readonly secret: string;
  /** The app had deleted this secret before: the tokens that were made with it are valid again. */
  readonly wasDeletedBefore: boolean;
}

/** `POST …/verify`: checks a token for these identifiers. It stores nothing and logs nothing of it. */
export interface AgentVerifyRequest {
  readonly userId?: string;
  readonly userEmail?: string;
  /** Only to find the mistake that the name was signed as well. */
  readonly userName?: string;
  readonly fullPrivacy: boolean;
  readonly token: string;
}

export type AgentVerifyResponse = Diagnosis;
