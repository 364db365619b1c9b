import type {Tables} from '../schema.js';

/** A table that a move copies. */
export interface MovedTable {
  readonly name: keyof Tables;
  /** The columns of its primary key: rows are copied and compared in their order. */
  readonly key: readonly string[];
  /** How many rows are read at once. The rows of some tables are long. */
  readonly pageRows: number;
}

/** The tables that a move copies: all but the counts of limits, and the addresses of downloads, which are valid for a minute. A table follows those that its foreign keys name. */
export const MOVED_TABLES: readonly MovedTable[] = [
  moved('installation', ['name']),
  moved('apps', ['domain', 'platform_id']),
  moved('secret_keys', ['domain', 'platform_id', 'id']),
  moved('users', ['domain', 'id']),
  moved('ended_sessions', ['domain', 'id']),
  moved('conversations', ['domain', 'id']),
  moved('beginnings', ['domain', 'conversation_id'], 50),
  moved('entries', ['domain', 'conversation_id', 'number']),
  moved('notes', ['domain', 'conversation_id', 'number']),
  moved('attachments', ['domain', 'id']),
  moved('agents', ['email_key']),
  moved('agent_sessions', ['token_hash']),
  moved('audit', ['time', 'id']),
];

function moved<Name extends keyof Tables>(
  name: Name,
  key: readonly (keyof Tables[Name] & string)[],
  pageRows = 1000,
): MovedTable {
  return {name, key, pageRows};
}
