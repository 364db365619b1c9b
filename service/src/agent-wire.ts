/**
 * What the inbox and the service say to each other. Same-origin JSON below `/v1/agent`, with an HttpOnly cookie; types
 * only, so that the inbox may import it.
 */
import type {AppSettings, Message} from 'helpshift-chat/protocol';
import type {Diagnosis} from './identity/diagnosis-result.js';

/** `POST /v1/agent/session` logs in, `GET` tells who is logged in (401 `unauthorized` when nobody), `DELETE` logs out. */
export interface AgentLoginRequest {
  readonly email: string;
  readonly password: string;
}

export interface Agent {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** An administrator sees every domain of this installation; an agent sees one. */
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
  /** The newest message number that any agent has seen. */
  readonly agentReadSequence: number;
  readonly createdAt: number;
  /** When its newest message was stored. */
  readonly updatedAt: number;
  /** The newest message, cut at 200 characters. */
  readonly preview: {readonly senderKind: 'user' | 'agent'; readonly text: string};
  readonly user: AgentConversationUser;
  /** What the user typed into the Identity Bot. Not verified; never part of the identity. */
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

export interface AgentConversationUser {
  readonly kind: 'anonymous' | 'logged-in';
  readonly verified: boolean;
  readonly userId: string | null;
  readonly userEmail: string | null;
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
 * `GET /v1/agent/live`, upgraded with the cookie; the service sends these, and `{type: 'pong'}` for `{type: 'ping'}`.
 * They only say "look". A connection whose agent logged out is closed with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export type AgentFrame =
  | {readonly type: 'ready'}
  | {readonly type: 'pong'}
  | {readonly type: 'conversation-changed'; readonly conversationId: string; readonly lastSequence: number};

/** `GET /v1/agent/apps`: every app of this installation. As all below it for administrators alone; else 403 `forbidden`. */
export interface AgentAppsResponse {
  readonly apps: readonly AgentApp[];
}

/** Also the answer of `PATCH /v1/agent/apps/:domain/:platformId` with `AgentAppChanges`. */
export interface AgentApp extends AppSettings {
  readonly domain: string;
  readonly platformId: string;
  /** Whether logged-in users must prove who they are. */
  readonly verification: boolean;
  /** Whether the compatible form of the user auth token is accepted beside the strict one. */
  readonly compatibleTokens: boolean;
  /** Compared exactly; `*` for every page. */
  readonly origins: readonly string[];
  /** The active ones, the newest last. */
  readonly keys: readonly AgentAppKey[];
}

/** What is absent stays as it is. A value that cannot be used: 400 `invalid_request` with its field, nothing changed. */
export interface AgentAppChanges {
  readonly verification?: boolean;
  readonly compatibleTokens?: boolean;
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

/** `POST …/keys` makes a key, or takes over the one that a site brings along. 201 with the answer. */
export interface AgentKeyRequest {
  readonly secret?: string;
}

/** The one time that the secret is told. `DELETE …/keys/:id` ends the key at once: 204. */
export interface AgentKeyResponse {
  readonly key: AgentAppKey;
  readonly secret: string;
}

/** `POST …/verify`: would the app accept this token for these identifiers? Changes nothing; nothing of it is logged. */
export interface AgentVerifyRequest {
  readonly userId?: string;
  readonly userEmail?: string;
  readonly fullPrivacy: boolean;
  readonly token: string;
}

export type AgentVerifyResponse = Diagnosis;
