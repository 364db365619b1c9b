import type {ColumnType, Kysely, Transaction} from 'kysely';

/** 0 or 1: SQLite has no booleans. */
export type Flag = 0 | 1;

/** Written once. */
type Fixed<T> = ColumnType<T, T, never>;

/**
 * The tables, the same on every engine. A key begins with the domain, so that a domain's rows stay together on a
 * database that is spread over machines. Agents and what belongs to the whole installation are the exceptions. Times
 * are milliseconds since 1970.
 */
export interface Tables {
  installation: InstallationTable;
  apps: AppsTable;
  secret_keys: SecretKeysTable;
  users: UsersTable;
  signed_texts: SignedTextsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  agents: AgentsTable;
  agent_sessions: AgentSessionsTable;
}

/** What the service needs to remember about itself, as the key that signs sessions. */
export interface InstallationTable {
  name: Fixed<string>;
  value: string;
}

export interface AppsTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  greeting: string;
  /** Whether logged-in users must bring a user auth token. */
  verification: Flag;
  /** Whether the compatible form of the token is good enough. */
  compatible_tokens: Flag;
  identity_bot_name: Flag;
  identity_bot_email: Flag;
  /** A JSON array of origins, or of `*`. */
  origins: string;
  created_at: Fixed<number>;
}

/** The keys of an app, active and deleted. */
export interface SecretKeysTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  id: Fixed<string>;
  secret: Fixed<string>;
  created_at: Fixed<number>;
  /** Null while it is active. From then on it verifies nobody; it only tells what a wrong token was made with. */
  deleted_at: number | null;
}

export interface UsersTable {
  domain: Fixed<string>;
  /** Of an anonymous user: the digest of the credential. */
  id: Fixed<string>;
  platform_id: Fixed<string>;
  kind: Fixed<'anonymous' | 'logged-in'>;
  user_id: string | null;
  user_email: string | null;
  /** The address as it is compared. */
  user_email_key: string | null;
  user_name: string | null;
  created_at: Fixed<number>;
  /** Only kept up where it decides: between users who share an address. */
  last_seen_at: number;
  /** When an anonymous user was cleared: they never come back, and agents keep the history. */
  ended_at: number | null;
}

/** Which pair of identifiers a text signed in the compatible form stands for. */
export interface SignedTextsTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  digest: Fixed<string>;
  /** Where the text parts: the length of its `userId` in UTF-16 code units, 0 when it is an address alone. */
  user_id_length: Fixed<number>;
}

export interface ConversationsTable {
  domain: Fixed<string>;
  id: Fixed<string>;
  platform_id: Fixed<string>;
  /** The `id` of its user. */
  owner_id: Fixed<string>;
  status: 'open' | 'resolved';
  /** 1 while every message of its user came from a verified session. */
  verified: Flag;
  last_sequence: number;
  user_read_sequence: number;
  agent_read_sequence: number;
  contact_name: Fixed<string | null>;
  contact_email: Fixed<string | null>;
  created_at: Fixed<number>;
  updated_at: number;
}

export interface MessagesTable {
  domain: Fixed<string>;
  conversation_id: Fixed<string>;
  sequence: Fixed<number>;
  id: Fixed<string>;
  sender_kind: Fixed<'user' | 'agent'>;
  /** The `id` of the user or agent. */
  sender_id: Fixed<string>;
  /** The agent's name when it was sent; null for a user. */
  sender_name: Fixed<string | null>;
  text: Fixed<string>;
  created_at: Fixed<number>;
}

export interface AgentsTable {
  /** The address as it is compared. */
  email_key: Fixed<string>;
  id: Fixed<string>;
  email: Fixed<string>;
  name: string;
  role: 'administrator' | 'agent';
  /** The one domain an agent sees; null for an administrator, who sees all. */
  domain: string | null;
  password_hash: string;
  created_at: Fixed<number>;
}

export interface AgentSessionsTable {
  /** SHA-256 of what the cookie holds. */
  token_hash: Fixed<string>;
  agent_id: Fixed<string>;
  created_at: Fixed<number>;
  expires_at: Fixed<number>;
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
