import type {ProofLevel} from '../identity/proof.js';
import type {NoteContent} from '../../contract/conversations.js';
import type {Author, Content, ConversationStatus} from 'helpshift-chat/protocol';
import type {ColumnType, Kysely, Transaction} from 'kysely';

/** A boolean as 0 or 1: SQLite has no booleans. */
export type Flag = 0 | 1;

/** A column that never changes after the insert. */
type Fixed<T> = ColumnType<T, T, never>;

/**
 * The tables, the same on every engine. Keys begin with the domain, so that a distributed database keeps the rows of a
 * domain together. Agents and the installation's own values are exceptions. Times are milliseconds since 1970.
 */
export interface Tables {
  installation: InstallationTable;
  apps: AppsTable;
  secret_keys: SecretKeysTable;
  users: UsersTable;
  ended_sessions: EndedSessionsTable;
  conversations: ConversationsTable;
  beginnings: BeginningsTable;
  entries: EntriesTable;
  notes: NotesTable;
  attachments: AttachmentsTable;
  downloads: DownloadsTable;
  agents: AgentsTable;
  agent_sessions: AgentSessionsTable;
  rate_limits: RateLimitsTable;
  audit: AuditTable;
}

/** Values of the installation itself, such as the key that signs sessions. */
export interface InstallationTable {
  name: Fixed<string>;
  value: string;
}

export interface AppsTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  /** A JSON object: the values of the settings by their names in `APP_SETTINGS`. */
  settings: string;
  /**
   * Grows when a setting ends sessions: verification is switched on, or fewer compatible tokens are accepted. A session
   * that depends on such a setting holds the epoch of its beginning, so it stays ended when the setting is put back.
   */
  epoch: number;
  created_at: Fixed<number>;
}

/** The keys of an app, active and deleted. */
export interface SecretKeysTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  id: Fixed<string>;
  /** Null when it has been erased, `DELETED_SECRET_LIFE_MS` after the key was deleted. */
  secret: string | null;
  /** Recognises a secret that was deleted before. The digest is keyed, so nobody can try secrets with it. */
  secret_digest: Fixed<string>;
  created_at: Fixed<number>;
  /** When it was deleted; null while it is active. A deleted key verifies no user; it only explains wrong tokens. */
  deleted_at: number | null;
}

export interface UsersTable {
  domain: Fixed<string>;
  /** A random id; for an anonymous user the digest of the credential. */
  id: Fixed<string>;
  platform_id: Fixed<string>;
  kind: Fixed<'anonymous' | 'logged-in'>;
  user_id: string | null;
  /** SHA-256 of the `userId`, which finds the user. An index cannot hold every `userId`: it may have 3,000 bytes. */
  user_id_digest: string | null;
  /** How a token proved the `userId`: a value of `Proof`. */
  user_id_proof: ProofLevel;
  user_email: string | null;
  /** SHA-256 of the address in the form for comparison (`emailKey`). Null also in a row that no address may lead to. */
  user_email_digest: string | null;
  /** How a token proved the address. */
  user_email_proof: ProofLevel;
  user_name: string | null;
  created_at: Fixed<number>;
  /**
   * The time of the last visit. It is only updated for users who share an address, because it only decides between
   * them.
   */
  last_seen_at: number;
  /**
   * When an anonymous user was cleared; null before. A cleared user never returns, and agents keep the conversation.
   */
  ended_at: number | null;
}

/**
 * What ended before its hour was over: sessions after log-out or a change of user, and anonymous users who were cleared
 * before they wrote anything. A row goes when no session that it ends can be valid any more.
 */
export interface EndedSessionsTable {
  domain: Fixed<string>;
  /** The id of a session, or of an anonymous user without a row: all of their sessions have ended. */
  id: Fixed<string>;
  ended_at: Fixed<number>;
}

export interface ConversationsTable {
  domain: Fixed<string>;
  id: Fixed<string>;
  platform_id: Fixed<string>;
  /** The `id` of the conversation's user. */
  owner_id: Fixed<string>;
  /** 1 for the user's first conversation. */
  ordinal: Fixed<number>;
  status: ConversationStatus;
  /** 1 while all texts of the user came from verified sessions. */
  verified: Flag;
  /** Grows with each change of the row: an `OrderedClock`'s time, or one more than before. */
  version: number;
  last_number: number;
  last_id: string;
  /** The newest number in `notes`; 0 for none. */
  last_note: number;
  /** The newest entry that the user has seen. */
  user_read: number;
  /** How many answers follow `user_read`. */
  user_unread: number;
  /** The newest entry that an agent has seen. */
  agent_read: number;
  /** The time of the newest entry, by an `OrderedClock`: the order of the inbox's lists. */
  activity: number;
  /** Since when the user waits for an answer, by an `OrderedClock`; null when they do not wait. */
  waiting_since: number | null;
  /** The newest text: who wrote it, its beginning, and when it was stored. */
  preview_author: Author['kind'];
  preview_text: string;
  preview_time: number;
  contact_name: Fixed<string | null>;
  contact_email: Fixed<string | null>;
  /** 1 when it began in a session with full privacy. */
  full_privacy: ColumnType<Flag, Flag | undefined, never>;
}

/**
 * What conversations began with, beside the contact. A table of its own, because a row may be long, and each message rewrites the
 * row of its conversation. A row never changes.
 */
export interface BeginningsTable {
  domain: Fixed<string>;
  conversation_id: Fixed<string>;
  /** A `ConversationBeginning`, as JSON. */
  content: Fixed<string>;
}

/** The log of a conversation. A row never changes. */
export interface EntriesTable {
  domain: Fixed<string>;
  conversation_id: Fixed<string>;
  /** From 1, without gaps. */
  number: Fixed<number>;
  /** Made by the author. */
  id: Fixed<string>;
  author_kind: Fixed<Author['kind']>;
  /** The `id` of the user or agent; `system` for the service itself. */
  author_id: Fixed<string>;
  /** The agent's name at the time of the entry; null for all others. */
  author_name: Fixed<string | null>;
  /** The `kind` of the content. */
  kind: Fixed<(Content | NoteContent)['kind']>;
  /** A `Content` or `NoteContent`, as JSON. */
  content: Fixed<string>;
  time: Fixed<number>;
}

/** The second log of a conversation, which only agents see. */
export interface NotesTable extends EntriesTable {
  /** The newest number of the user's log when the note was stored. */
  after: Fixed<number>;
}

/** The files that users and agents upload. Their bytes are in the data folder: `attachments/attachment-files.ts`. */
export interface AttachmentsTable {
  domain: Fixed<string>;
  /** A random UUID: the last step of the upload's address, and the name of the file in the data folder. */
  id: Fixed<string>;
  platform_id: Fixed<string>;
  uploader_kind: Fixed<'user' | 'agent'>;
  /** The `id` of the user or agent. A new anonymous user has no row yet. */
  uploader_id: Fixed<string>;
  /** `uploading`: bytes are missing, or it is not checked yet. `complete`: it can be sent. `sent`: it is in a conversation. */
  state: 'uploading' | 'complete' | 'sent';
  /** As the uploader named it, after `fileName`. */
  name: string;
  /** By the content. `''` while it is uploaded. */
  media_type: string;
  /** The size of the upload; of a picture, after it was made again, the size of what is stored. */
  bytes: number;
  /** The size of a picture that can be shown; both null for another file. */
  width: number | null;
  height: number | null;
  /** Null until a user sends it. An agent uploads for a conversation. */
  conversation_id: string | null;
  created_at: Fixed<number>;
}

/** Addresses that download a file once. */
export interface DownloadsTable {
  /** SHA-256 of the last step of the address. */
  token_hash: Fixed<string>;
  domain: Fixed<string>;
  file_id: Fixed<string>;
  expires_at: Fixed<number>;
}

export interface AgentsTable {
  /** The address in the form for comparison: `emailKey`. */
  email_key: Fixed<string>;
  id: Fixed<string>;
  email: Fixed<string>;
  name: string;
  role: 'administrator' | 'agent';
  /** The domain that an agent sees; null for an administrator, who sees all. */
  domain: string | null;
  password_hash: string;
  created_at: Fixed<number>;
}

export interface AgentSessionsTable {
  /** SHA-256 of the cookie's value. */
  token_hash: Fixed<string>;
  agent_id: Fixed<string>;
  created_at: Fixed<number>;
  expires_at: Fixed<number>;
  /** The browser of the log-in, as agents recognise it. Null for sessions that began before there was this column. */
  browser: Fixed<string | null>;
  /** The network of the log-in: `networkOf`. */
  network: Fixed<string | null>;
}

/** What has happened to the installation, for its operator. A row never changes. */
export interface AuditTable {
  time: Fixed<number>;
  id: Fixed<string>;
  /** An `AuditKind`. */
  kind: Fixed<string>;
  /** Who did it: an `AuditActor`, as JSON. */
  actor: Fixed<string>;
  /** The app that it is about; both null when it is about none. */
  domain: Fixed<string | null>;
  platform_id: Fixed<string | null>;
  /** An `AuditDetails`, as JSON. */
  details: Fixed<string>;
}

/** What the limits that processes share have counted. Each row goes when its window is over. */
export interface RateLimitsTable {
  /** The name of the limit, and the digest of an address: rows tell nothing of people. */
  key: Fixed<string>;
  points: number;
  /** The end of the window. */
  expire: number;
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
