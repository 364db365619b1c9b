/**
 * The types of the API between element and service. All times are milliseconds since 1970 by the service's clock, all
 * bodies are JSON in UTF-8, all routes are below `/v1`.
 */
import type {IssueFields} from './issue-fields.js';
import type {Conversation, Entry, Rating} from './log.js';

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
 * is not valid any more; 409 `conflict` as for `POST /v1/messages`.
 */
export interface EndSessionsRequest {
  /** The tokens of one user: the current one first, then those that it replaced. 1 to 20. */
  readonly sessionTokens: readonly string[];
  /** What waits to be sent, oldest first. Default: none. */
  readonly messages?: SendMessagesRequest['messages'];
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

/**
 * `POST /v1/sync`: reads the user's conversations. It also takes read marks, and can wait for a change. Every answer about a
 * conversation is one of the user's own: a foreign id is answered like one that never existed.
 *
 * Errors: 400 `invalid_request`; 401 `unauthorized`; 403 `forbidden`; 429 `too_many_requests`.
 */
export interface SyncRequest {
  /** The conversations that the client knows, at most `SYNC_KNOWN_LIMIT`. Default: none. */
  readonly known?: readonly KnownConversation[];
  /** Entries to read, whatever is known. Default: only those that are new in known conversations. */
  readonly page?: EntryPage;
  /** What the user has seen. A mark never moves back, and never beyond the newest entry. Default: nothing new. */
  readonly read?: readonly ReadMark[];
  /**
   * How long the answer may wait for a change, in milliseconds, up to `SYNC_WAIT_LIMIT_MS`. A request that reads a page or
   * marks something as read does not wait. Default: 0.
   */
  readonly waitMs?: number;
}

/** A conversation that the client knows, and the newest entry that it knows of it, whether it holds entries or the head alone. */
export interface KnownConversation {
  readonly id: string;
  readonly version: number;
  readonly number: number;
  readonly entryId: string;
}

/** A position in the log: entries before `number` in this conversation, and then those of the user's earlier conversations. */
export interface EntryPage {
  /** Absent: the newest entries of all. */
  readonly before?: {readonly id: string; readonly number: number};
}

export interface ReadMark {
  readonly id: string;
  /** The newest entry that was seen. */
  readonly number: number;
}

/** The answer: the newest `SYNC_CONVERSATIONS_LIMIT` conversations, and the known ones, of which the client knows another version. */
export interface SyncResponse {
  /** In the order of `ordinal`. */
  readonly conversations: readonly SyncedConversation[];
  /**
   * Known conversations that are not as the client knows them: the service has no such conversation, or another entry at that
   * number, as after the restore of a backup. The client forgets what it knows of them before it takes `conversations`.
   */
  readonly restart?: readonly string[];
  /** The newest version of all of the user's conversations, 0 without any; absent when the request asks for older entries. */
  readonly version?: number;
}

/** A conversation's head and entries of it, in order and without a gap. */
export interface SyncedConversation extends Conversation {
  /**
   * Of a known conversation: what is new, or the newest part of it when that is more than `ENTRY_PAGE_LIMIT` entries or
   * `ENTRY_PAGE_LIMIT_BYTES`; then there is a gap between what the client holds and these. Of a page: its entries. Else none.
   */
  readonly entries: readonly Entry[];
}

/**
 * `POST /v1/messages`: stores what the user has written and answered, in order, all of it or none. A message goes to the user's
 * open conversation. A resolved one is reopened by it. When there is neither, it begins a new one. Answers 201 with
 * `SendMessagesResponse` after the commit has reached the disk; 200 when all of them have been stored before.
 *
 * Errors, and then nothing is stored: those of `POST /v1/sync`; 409 `conflict` when the user has stored something else with
 * this id, or when an answer cannot follow in its conversation (`mayFollow`).
 */
export interface SendMessagesRequest {
  /** Oldest first, 1 to `SEND_LIMIT`. */
  readonly messages: readonly (NewMessage | NewAttachment | NewAnswer)[];
}

/** A message of the user. */
export interface NewMessage {
  /** A UUID. */
  readonly id: string;
  /** 1 to `MESSAGE_TEXT_LIMIT_CHARS`; not only white space. */
  readonly text: string;
  /** Used only when the message begins a conversation. */
  readonly beginning?: Beginning;
}

/**
 * A file that the user sends: one that they have uploaded completely, and not sent yet. Errors, beside those of a message: 404
 * `not_found` when the user has no such file; 409 `conflict` when it is not complete, or is sent already; 403 `forbidden` in a session
 * with full privacy, which has no attachments at all.
 */
export interface NewAttachment {
  /** A UUID. */
  readonly id: string;
  /** The last step of the address of the upload. */
  readonly fileId: string;
  /** Used only when the message begins a conversation. */
  readonly beginning?: Beginning;
}

/** The user's answer to what the chat asks at the end of a conversation. */
export interface NewAnswer {
  /** A UUID. */
  readonly id: string;
  /** The user's own conversation. */
  readonly conversationId: string;
  /** `ended`: the resolution has solved the question. */
  readonly content: {readonly kind: 'ended'} | Rating;
}

/** What a conversation begins with, beside its first message. It never changes. */
export interface Beginning {
  /** What the user told the Identity Bot. Left out with full privacy. */
  readonly contact?: Contact;
  /** The page's custom issue fields. The service leaves out what `readIssueFields` does not accept. */
  readonly fields?: IssueFields;
  /** The service leaves out tags that the app does not have. At most `TAGS_LIMIT`. */
  readonly tags?: readonly string[];
  /** The address of the page, without query and fragment, which may hold secrets. At most `PAGE_URL_LIMIT_CHARS`; a longer one is left out. */
  readonly pageUrl?: string;
}

/** What the user typed into the Identity Bot: a note for agents, which is never part of the identity. */
export interface Contact {
  /** At most `CONTACT_LIMIT_CHARS`. */
  readonly name?: string;
  /** A valid address of at most `CONTACT_LIMIT_CHARS`. */
  readonly email?: string;
}

/**
 * The conversations that the messages are in, with the entries of the messages and those that the service appended. What others
 * wrote between messages that had been stored before is left out.
 */
export interface SendMessagesResponse {
  readonly conversations: readonly SyncedConversation[];
}

/**
 * `POST /v1/files`, and then `PATCH`, `HEAD` and `DELETE` on the address that its `location` names: uploads a file by the tus protocol 1.0.0
 * (https://tus.io/protocols/resumable-upload), with the extensions creation, creation-with-upload and termination. `Upload-Metadata` holds
 * the name as `filename`; `filetype` is not used, because the content decides. The request with the last byte checks the file, and is answered
 * when it can be sent. An upload that is not sent is removed after `UNSENT_FILE_LIFE_MS`.
 *
 * Errors, all in the shape of `ErrorResponse`: 400 `invalid_request`; 401; 403 `forbidden` in a session with full privacy, and when the app
 * takes no attachments; 404 `not_found` for an upload that this user has not begun; 409 `conflict` for another offset; 412
 * `precondition_failed` without the header `Tus-Resumable: 1.0.0`; 413 `payload_too_large`; 415 `unsupported_media_type` when the app does not
 * take files of this kind; 429 `too_many_requests`; 503 `unavailable` when there is no room, or too many pictures are being checked. After 415
 * the upload is gone.
 */
export interface UploadMetadata {
  readonly filename: string;
}

/**
 * `POST /v1/files/read`: the bytes of a file in a conversation of this user, or of one that this user has uploaded. The answer has the type
 * of a picture (`width`) in its `content-type`, and `application/octet-stream` for all other files. Errors: those of `POST /v1/sync`; 404
 * `not_found`, also for a file of somebody else, for the thumbnail of a file that is no picture, and when the file was lost.
 */
export interface ReadFileRequest {
  readonly fileId: string;
  /** `thumbnail`: a still WebP picture with at most `THUMBNAIL_LIMIT_PIXELS` on its longer side. */
  readonly form: 'thumbnail' | 'original';
}

/** `POST /v1/files/download`: makes an address to download a file, once. Errors: those of `POST /v1/files/read`. */
export interface DownloadRequest {
  readonly fileId: string;
}

export interface DownloadResponse {
  /** The address, below that of the service: `/v1/downloads/…`. A GET downloads the file; a second one answers 404. */
  readonly path: string;
  /** How long the address is valid, counted from the answer. */
  readonly expiresInMs: number;
}

/**
 * `POST /v1/follow-up`: asks about the conversation of a follow-up link. Only for a conversation of the session's app; one of another
 * app is like one that never existed. Errors: those of `POST /v1/sync`; 404 `not_found`.
 */
export interface FollowUpRequest {
  readonly conversationId: string;
}

/** Whether the session's user began the conversation. Of another user's conversation it tells how it began, and nothing else. */
export type FollowUpResponse =
  | {readonly isOwn: true}
  | {
      readonly isOwn: false;
      /** The kind of the user who began it. */
      readonly originalState: SessionUser['kind'];
      /** The page on which it began, as that user's browser gave it; null when it is not known. */
      readonly pageUrl: string | null;
    };

/**
 * `GET /v1/live`, upgraded to a WebSocket: the frames of a client. `authenticate` comes first, and again after each
 * renewal. `typing`: the user writes a message, and says so at most once in `TYPING_INTERVAL_MS`. A service that does not know a
 * frame ignores it.
 */
export type ClientFrame =
  | {
      readonly type: 'authenticate';
      readonly sessionToken: string;
      /** The signs that the client wants to be told. Default: none, because an older client does not know them. */
      readonly wants?: readonly ('typing' | 'presence')[];
    }
  | {readonly type: 'ping'}
  | {readonly type: 'typing'};

/**
 * The frames of the service. `version` is that of `SyncResponse`: a client that knows another one has missed something. A
 * frame may be lost, so a client that cannot append the entries without a gap syncs. After `look`, as after a frame that it does
 * not know, it syncs once: something may have changed that no frame tells. When a session is refused or ends, the
 * service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 *
 * `typing` and `presence` are signs: they are never stored, and hold until the connection ends. An agent types, with this name, until
 * a message of this name arrives, or for `TYPING_LIFE_MS`. `isThere`: an agent who may see the conversations of the app's domain
 * looks at the inbox.
 */
export type ServiceFrame =
  | {readonly type: 'ready'; readonly version: number; readonly isThere?: boolean}
  | {readonly type: 'presence'; readonly isThere: boolean}
  | {readonly type: 'typing'; readonly conversationId: string; readonly name: string}
  | {readonly type: 'pong'; readonly version: number}
  | {readonly type: 'look'}
  | {readonly type: 'changed'; readonly conversation: SyncedConversation};

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
  | 'method_not_allowed' // 405: the answer names the others in `Allow`
  | 'conflict' // 409: it does not fit what is stored
  | 'precondition_failed' // 412: another version of the tus protocol
  | 'payload_too_large' // 413
  | 'unsupported_media_type' // 415
  | 'too_many_requests' // 429
  | 'internal_error' // 500
  | 'unavailable'; // 503
