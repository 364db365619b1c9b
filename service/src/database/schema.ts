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
  signed_texts: SignedTextsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  agents: AgentsTable;
  agent_sessions: AgentSessionsTable;
}

/** Values of the installation itself, such as the key that signs sessions. */
export interface InstallationTable {
  name: Fixed<string>;
  value: string;
}

export interface AppsTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  greeting: string;
  /** Whether logged-in users need a user auth token. */
  verification: Flag;
  /** Whether the app accepts the compatible form of the token. */
  compatible_tokens: Flag;
  identity_bot_name: Flag;
  identity_bot_email: Flag;
  /** A JSON array of origins or `*`. */
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
  user_email: string | null;
  /** The address in the form for comparison: `emailKey`. */
  user_email_key: string | null;
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

/** The pair of identifiers that owns a text signed in the compatible form. */
export interface SignedTextsTable {
  domain: Fixed<string>;
  platform_id: Fixed<string>;
  digest: Fixed<string>;
  /** The length of the `userId` within the text, in UTF-16 code units; 0 for an address alone. */
  user_id_length: Fixed<number>;
}

export interface ConversationsTable {
  domain: Fixed<string>;
  id: Fixed<string>;
  platform_id: Fixed<string>;
  /** The `id` of the conversation's user. */
  owner_id: Fixed<string>;
  status: 'open' | 'resolved';
  /** 1 while all messages of the user came from verified sessions. */
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
  /** The agent's name at the time of the message; null for a user. */
  sender_name: Fixed<string | null>;
  text: Fixed<string>;
  created_at: Fixed<number>;
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
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
