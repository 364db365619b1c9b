/**
 * The types of the API between element and service. All times are milliseconds since 1970 by the service's clock, all
 * bodies are JSON in UTF-8, all routes are below `/v1`.
 */

/** `GET /v1/apps/:domain/:platformId`: the public settings of an app. Cacheable, with an ETag. */
export interface AppSettings {
  /** The first line of an empty chat. `""`: the element's own words, in the page's language. */
  readonly greeting: string;
  /** What the Identity Bot asks for before a conversation is created. */
  readonly identityBot: {readonly name: boolean; readonly email: boolean};
}

/**
 * `POST /v1/sessions`: a claim. Identifiers come as the page gave them; the service applies `identify` itself.
 * Errors: 401 `missing_user_auth_token`, `invalid_user_auth_token`; 404 `unknown_app`; 400 `invalid_request`.
 */
export interface SessionRequest {
  readonly domain: string;
  readonly platformId: string;
  readonly userId?: string;
  readonly userEmail?: string;
  readonly userName?: string;
  readonly userAuthToken?: string;
  readonly fullPrivacy?: boolean;
  /** 256 random bits in base64url. Required when the identifiers make an anonymous user, else ignored. */
  readonly anonymousCredential?: string;
}

/** A session: the right to act as one user for an hour. */
export interface SessionResponse {
  /** The value for `Authorization: Bearer …`. Never stored, never part of an address. */
  readonly sessionToken: string;
  /** How long the token is valid, counted from the answer. */
  readonly expiresInMs: number;
  /** The service's time. Compare it only with times of the same clock: the page's clock may be wrong by days. */
  readonly issuedAt: number;
  readonly user: SessionUser;
  /** False for a user without any conversation: there is nothing to read and nothing to listen for. */
  readonly hasConversation: boolean;
}

export interface SessionUser {
  readonly kind: 'anonymous' | 'logged-in';
  /** The same in every session of this user, and another one for every other user. It tells nothing else of the user. */
  readonly key: string;
  /**
   * True when a user auth token proved the identifiers; false for anonymous users, and in an app that does not verify.
   */
  readonly verified: boolean;
}

/**
 * `POST /v1/sessions/end`: ends sessions before their hour is over, after log-out, a refusal or a change of user. The body
 * is this object as JSON, also with `content-type: text/plain`, so that a page that is being left needs no preflight. It
 * names no session in a header.
 *
 * Stores the messages first, as `POST /v1/messages` would, for the user of the first token. Answers 204 when all are
 * stored and all sessions have ended; a token that is over, or was never valid, counts as ended. Errors, and then nothing
 * is stored and nothing has ended: 400 `invalid_request`; 401 `unauthorized` when there are messages and the first token
 * is not valid any more.
 */
export interface EndSessionsRequest {
  /** The tokens of one user: the current one first, then those that it replaced. 1 to 20. */
  readonly sessionTokens: readonly string[];
  /** What waits to be sent, oldest first. Default: none. */
  readonly messages?: readonly SendMessageRequest[];
}

/**
 * `POST /v1/anonymous-users/clear`: ends an anonymous user for ever. The credential is refused from then on. Agents
 * keep the conversation. Answers 204, also for an unknown user.
 */
export interface ClearAnonymousUserRequest {
  readonly domain: string;
  readonly platformId: string;
  readonly anonymousCredential: string;
}

/** `GET /v1/conversations`: the conversations of the session's user, oldest first. */
export interface ConversationsResponse {
  readonly conversations: readonly Conversation[];
}

export interface Conversation {
  readonly id: string;
  readonly status: 'open' | 'resolved';
  /** The number of its newest message. Numbers begin at 1 and have no gaps. */
  readonly lastSequence: number;
  /** The newest message number that the user has seen; 0 for none. */
  readonly readSequence: number;
  readonly createdAt: number;
}

/** `GET /v1/conversations/:id/messages?after=N`: the messages that follow number N, at most 200, in order. */
export interface MessagesResponse {
  readonly messages: readonly Message[];
}

export interface Message {
  /** An id that its sender made (a UUID). Sending an id twice stores one message. */
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  readonly sender: MessageSender;
  readonly text: string;
  readonly createdAt: number;
}

export type MessageSender = {readonly kind: 'user'} | {readonly kind: 'agent'; readonly name: string};

/**
 * `POST /v1/messages`: stores one message in the user's open conversation, or in a new one when none is open.
 * Answers 201 with `SendMessageResponse` after the commit has reached the disk; 200 with the stored one when this id
 * has been stored before.
 */
export interface SendMessageRequest {
  readonly id: string;
  /** 1 to `MESSAGE_TEXT_LIMIT_CHARS`; not only white space. */
  readonly text: string;
  /** Used only when a conversation is created, and never with full privacy. */
  readonly contact?: Contact;
}

/** What the user typed into the Identity Bot: a note for agents, which is never part of the identity. */
export interface Contact {
  /** At most `CONTACT_LIMIT_CHARS`. */
  readonly name?: string;
  /** A valid address of at most `CONTACT_LIMIT_CHARS`. */
  readonly email?: string;
}

export interface SendMessageResponse {
  readonly message: Message;
  readonly conversation: Conversation;
}

/**
 * `PUT /v1/conversations/:id/read`: marks the messages up to this number as seen. The mark never moves back. Answers
 * 204.
 */
export interface ReadRequest {
  readonly sequence: number;
}

/**
 * `GET /v1/live`, upgraded to a WebSocket: the frames of a client. `authenticate` comes first, and again after each
 * renewal.
 */
export type ClientFrame = {readonly type: 'authenticate'; readonly sessionToken: string} | {readonly type: 'ping'};

/**
 * The frames of the service. A live event is a wake-up: the client fetches what has changed. When a session is refused
 * or ends, the service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export type ServiceFrame =
  | {readonly type: 'ready'}
  | {readonly type: 'pong'}
  | {readonly type: 'conversation-changed'; readonly conversationId: string; readonly lastSequence: number};

/** WebSocket close code: the session is not valid, or no longer. */
export const LIVE_CLOSE_UNAUTHORIZED = 4401;

/** The one shape of every error answer. */
export interface ErrorResponse {
  readonly error: {
    readonly code: ServiceErrorCode;
    /**
     * A message for the developer: what is wrong and what to do. It never contains a secret, a token, an address or a
     * text of a user.
     */
    readonly message: string;
    /** The invalid field, as `userId` or `contact.name`. */
    readonly field?: string;
  };
}

export type ServiceErrorCode =
  | 'invalid_request' // 400: a field is missing, of the wrong type or over its limit
  | 'missing_user_auth_token' // 401
  | 'invalid_user_auth_token' // 401
  | 'unauthorized' // 401: no session, or one that has ended
  | 'forbidden' // 403: an origin the app does not list, or a cross-site request to the inbox
  | 'not_found' // 404
  | 'unknown_app' // 404
  | 'payload_too_large' // 413
  | 'unsupported_media_type' // 415
  | 'too_many_requests' // 429
  | 'internal_error' // 500
  | 'unavailable'; // 503
