/**
 * The types of the API between inbox and service: JSON below `/v1/agent` on the same origin, with an HttpOnly cookie.
 * Types only, so that the inbox may import this file.
 */
import type {AppSettings, Message} from 'helpshift-chat/protocol';
import type {CompatibleTokens} from './identity/compatible-tokens.js';
import type {Diagnosis} from './identity/diagnosis-result.js';

/**
 * `POST /v1/agent/session` logs in, `GET` returns the logged-in agent (401 `unauthorized` without one), `DELETE` logs
 * out.
 */
export interface AgentLoginRequest {
  readonly email: string;
  readonly password: string;
}

export interface Agent {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** An administrator sees all domains of the installation; an agent sees one. */
  readonly role: 'administrator' | 'agent';
}

/** `GET /v1/agent/conversations?status=open|resolved`: newest activity first, at most 200. */
export interface AgentConversationsResponse {
  readonly conversations: readonly AgentConversation[];
}

/** Also the answer of `GET` and `PATCH {status}` on `/v1/agent/conversations/:id`. */
export interface AgentConversation {
  readonly id: string;
  readonly domain: string;
  readonly platformId: string;
  readonly status: 'open' | 'resolved';
  readonly lastSequence: number;
  /** The number of the newest message that an agent has seen. */
  readonly agentReadSequence: number;
  readonly createdAt: number;
  /** The time of the newest message, in milliseconds since 1970. */
  readonly updatedAt: number;
  /** The newest message, cut at 200 characters. */
  readonly preview: {readonly senderKind: 'user' | 'agent'; readonly text: string};
  readonly user: AgentConversationUser;
  /** What the user typed into the Identity Bot. Not verified; never part of the identity. */
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

export interface AgentConversationUser {
  readonly kind: 'anonymous' | 'logged-in';
  readonly userId: string | null;
  /** A user auth token proved this user's `userId`, and all messages of the conversation came from verified sessions. */
  readonly userIdVerified: boolean;
  readonly userEmail: string | null;
  /** The same for the address. A user can have a proved `userId` and an address that the page only declared. */
  readonly userEmailVerified: boolean;
  /** Never verified: a token does not cover it. */
  readonly userName: string | null;
}

/**
 * `GET /v1/agent/conversations/:id/messages?after=N` answers `MessagesResponse` of the protocol.
 * `POST /v1/agent/conversations/:id/messages {id, text}` answers 201 with this. `PUT …/:id/read {sequence}`: 204.
 */
export interface AgentMessageResponse {
  readonly message: Message;
}

/**
 * `GET /v1/agent/live`, upgraded with the cookie. The service sends these frames, and `{type: 'pong'}` for `{type:
 * 'ping'}`. A frame is a wake-up: the client asks what has changed. When the agent logs out, the service closes the
 * connection with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export type AgentFrame =
  | {readonly type: 'ready'}
  | {readonly type: 'pong'}
  | {readonly type: 'conversation-changed'; readonly conversationId: string; readonly lastSequence: number};

/**
 * `GET /v1/agent/apps`: all apps of the installation. This route and those below are for administrators; other agents
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
