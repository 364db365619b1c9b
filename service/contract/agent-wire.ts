/**
 * The types of the API between inbox and service: JSON below `/v1/agent` on the same origin, with an HttpOnly cookie.
 * Types only, so that the inbox may import this file.
 */
import type {Author, Content, ConversationStatus, Entry, KnownConversation, ReadMark} from 'helpshift-chat/protocol';

/**
 * `POST /v1/agent/session` logs in, `DELETE` logs out. `POST /v1/agent/session/current` returns the logged-in agent; 401
 * `unauthorized` without one. No private answer is a GET, because a cache between may keep it.
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

/**
 * `POST /v1/agent/sync`: reads conversations that the agent may see, as `POST /v1/sync` does for a user. A conversation of
 * another domain is answered like one that never existed.
 */
export interface AgentSyncRequest {
  /** A page of a list. Default: none. */
  readonly list?: AgentListRequest;
  /** What the client holds of conversations, at most `SYNC_KNOWN_LIMIT` of them. Default: none. */
  readonly known?: readonly KnownAgentConversation[];
  /** Entries before `before` in one conversation; without `before` its newest, with all of its notes. Default: none. */
  readonly page?: {readonly id: string; readonly before?: number};
  /** What an agent has seen. Default: nothing new. */
  readonly read?: readonly ReadMark[];
  /** As in `SyncRequest`: how long the answer may wait for a change of the list's page or of a known conversation. */
  readonly waitMs?: number;
}

export interface KnownAgentConversation extends KnownConversation {
  /** The number of the newest note that the client knows; 0 for none. */
  readonly note: number;
  /** Its id: after the restore of a backup another note may have its number. */
  readonly noteId?: string;
}

/**
 * `waiting`: those in which a user waits for an answer, longest waiting first. `open`, and `closed` (all others): newest
 * activity first.
 */
export type AgentListName = 'waiting' | 'open' | 'closed';

export interface AgentListRequest {
  readonly name: AgentListName;
  /** The `next` of the page before. Default: the first page. */
  readonly after?: string;
  /** The `tag` of this page that the client holds. The page is left out of the answer while it has this tag. */
  readonly tag?: string;
}

export interface AgentSyncResponse {
  readonly conversations: readonly SyncedAgentConversation[];
  /** As in `SyncResponse`: known conversations that the client must forget first. */
  readonly restart?: readonly string[];
  readonly list?: AgentListPage;
}

export interface AgentListPage {
  /** At most `AGENT_LIST_PAGE_LIMIT`. */
  readonly conversations: readonly AgentConversation[];
  /** Where the next page begins; absent on the last page. */
  readonly next?: string;
  readonly tag: string;
}

/** The head of a conversation, as agents see it. */
export interface AgentConversation {
  readonly id: string;
  readonly domain: string;
  readonly platformId: string;
  readonly version: number;
  readonly status: ConversationStatus;
  readonly lastNumber: number;
  readonly lastId: string;
  /** The number of its newest note; 0 for none. */
  readonly lastNote: number;
  /** The newest entry that an agent has seen. */
  readonly readNumber: number;
  /** When the user began to wait for an answer, in milliseconds since 1970; null: the user does not wait. */
  readonly waitingSince: number | null;
  /** When the newest text was stored, in milliseconds since 1970. */
  readonly lastTime: number;
  /** Grows with each entry of any conversation: the order of the lists `open` and `closed`. Not a time to be shown. */
  readonly activity: number;
  /** The newest text, cut at 200 characters. */
  readonly preview: {readonly author: Author['kind']; readonly text: string};
  readonly user: AgentConversationUser;
  /** What the user typed into the Identity Bot. Not verified; never part of the identity. */
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

/** A head with entries and notes, each in order and without a gap. What they hold: as in `SyncedConversation`. */
export interface SyncedAgentConversation extends AgentConversation {
  readonly entries: readonly Entry[];
  /** Of a known conversation those that are new, of a page all; else none. */
  readonly notes: readonly Note[];
}

/** An entry of the log that only agents see. It has numbers of its own, so that the user's log has no gaps. */
export interface Note {
  readonly number: number;
  readonly id: string;
  readonly author: Extract<Author, {kind: 'agent'}>;
  readonly content: NoteContent;
  readonly time: number;
  /** The newest number of the user's log when the note was stored. */
  readonly after: number;
}

export interface NoteContent {
  readonly kind: 'note';
  readonly text: string;
}

/**
 * `POST /v1/agent/conversations/:id/entries`: stores an entry or a note. Answers 201 with the conversation and this entry after
 * the commit has reached the disk; 200 when it has been stored before.
 *
 * Errors, and then nothing is stored: 400 `invalid_request`; 401; 403; 404 `not_found`; 409 `conflict` when the agent has
 * stored something else with this id, or when the entry cannot follow in this status.
 */
export interface AgentEntryRequest {
  /** A UUID. */
  readonly id: string;
  readonly content: Content | NoteContent;
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
 * `GET /v1/agent/live`, upgraded with the cookie. The service sends these frames, and a pong for `{type: 'ping'}`. A frame may
 * be lost. When the agent logs out, the service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export type AgentFrame =
  {readonly type: 'ready' | 'pong'} | {readonly type: 'changed'; readonly conversation: SyncedAgentConversation};
