import {findBeginning} from '../conversations/beginnings.js';
import {IS_UNSENT} from '../attachments/attachment-rows.js';
import type {AppKey} from '../apps/apps.js';
import type {Database} from '../database/schema.js';
import type {ConversationKey} from '../conversations/entries.js';
import type {ConversationBeginning} from '../../contract/conversations.js';
import type {Attachment, Author} from 'helpshift-chat/protocol';

/** What the service holds of a user. Times are ISO 8601 in UTC. */
export interface ExportedUser {
  readonly id: string;
  readonly kind: 'anonymous' | 'logged-in';
  readonly userId: string | null;
  readonly userEmail: string | null;
  readonly userName: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** What the user has uploaded and not sent. It is removed within a day. */
  readonly unsentFiles: readonly ExportedFile[];
}

/** A file of a user. Its bytes are no JSON: the command copies them beside it. */
export interface ExportedFile {
  readonly fileId: string;
  readonly name: string;
}

export interface ExportedConversation extends ConversationBeginning {
  readonly id: string;
  readonly status: string;
  /** What the Identity Bot was told. */
  readonly contact: {readonly name: string | null; readonly email: string | null};
  /** The number of the newest entry that the user has seen. */
  readonly readUpTo: number;
  readonly entries: readonly ExportedEntry[];
  /** What agents wrote for each other. Absent unless it was asked for: it may be about other people. */
  readonly notes?: readonly ExportedEntry[];
}

interface ExportedEntry {
  readonly number: number;
  readonly time: string;
  readonly author: Author['kind'];
  /** The agent's name at that time. */
  readonly agentName?: string;
  readonly content: unknown;
}

/** Reads the row of a user. Rejects when there is none. */
export async function exportUser(db: Database, {domain}: AppKey, id: string): Promise<ExportedUser> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('domain', '=', domain)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    id,
    kind: row.kind,
    userId: row.user_id,
    userEmail: row.user_email,
    userName: row.user_name,
    createdAt: isoTime(row.created_at),
    lastSeenAt: isoTime(row.last_seen_at),
    unsentFiles: await listUnsent(db, domain, id),
  };
}

/** Reads the conversations of a user one after the other, the oldest first: together they may be large. */
export async function* exportConversations(
  db: Database,
  {domain}: AppKey,
  ownerId: string,
  {withNotes}: {readonly withNotes: boolean},
): AsyncGenerator<ExportedConversation> {
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'status', 'contact_name', 'contact_email', 'user_read'])
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId)
    .orderBy('ordinal')
    .execute();
  for (const row of rows) {
    const key = {domain, id: row.id};
    yield {
      id: row.id,
      status: row.status,
      contact: {name: row.contact_name, email: row.contact_email},
      ...(await findBeginning(db, key)),
      readUpTo: row.user_read,
      entries: await readLog(db, 'entries', key),
      ...(withNotes && {notes: await readLog(db, 'notes', key)}),
    };
  }
}

/** The files that are sent in a conversation. */
export function filesOf({entries}: ExportedConversation): readonly ExportedFile[] {
  return entries.flatMap(({content}) => {
    const {kind, fileId, name} = content as Partial<Attachment>;
    return kind === 'attachment' && fileId !== undefined && name !== undefined ? [{fileId, name}] : [];
  });
}

async function listUnsent(db: Database, domain: string, userId: string): Promise<readonly ExportedFile[]> {
  return db
    .selectFrom('attachments')
    .select(['id as fileId', 'name'])
    .where('domain', '=', domain)
    .where('uploader_id', '=', userId)
    .where('uploader_kind', '=', 'user')
    .where(IS_UNSENT)
    .execute();
}

async function readLog(
  db: Database,
  table: 'entries' | 'notes',
  {domain, id}: ConversationKey,
): Promise<ExportedEntry[]> {
  const rows = await db
    .selectFrom(table)
    .select(['number', 'time', 'author_kind', 'author_name', 'content'])
    .where('domain', '=', domain)
    .where('conversation_id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map(({number, time, author_kind: author, author_name: agentName, content}) => ({
    number,
    time: isoTime(time),
    author,
    ...(agentName !== null && {agentName}),
    content: JSON.parse(content) as unknown,
  }));
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
