import {ENTRY_PAGE_LIMIT, ENTRY_PAGE_LIMIT_BYTES} from 'helpshift-chat/protocol';
import {prepareQuery} from '../database/prepare-query.js';
import {ANSWER_ENTRIES_LIMIT_BYTES, NOTES_LIMIT} from '../limits.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction, EntriesTable, NotesTable} from '../database/schema.js';
import type {Note, NoteContent} from '../../contract/conversations.js';
import type {Author, Content, Entry} from 'helpshift-chat/protocol';
import type {Selectable} from 'kysely';

/** The key of a conversation. The caller has checked the right to read it. */
export interface ConversationKey {
  readonly domain: string;
  readonly id: string;
}

/** An entry before it has a number. */
export interface NewEntry<C = Content> {
  readonly id: string;
  readonly author: Author;
  /** The `id` of the user or agent; `system` for the service itself. */
  readonly authorId: string;
  readonly content: C;
}

type EntryRow = Selectable<EntriesTable>;
type NoteRow = Selectable<NotesTable>;

function toEntry(row: Omit<EntryRow, 'domain' | 'conversation_id' | 'author_id' | 'kind'>): Entry {
  return {
    number: row.number,
    id: row.id,
    author: row.author_kind === 'agent' ? {kind: 'agent', name: row.author_name ?? ''} : {kind: row.author_kind},
    content: JSON.parse(row.content) as Content,
    time: row.time,
  };
}

function toNote(row: NoteRow): Note {
  return {
    number: row.number,
    id: row.id,
    author: {kind: 'agent', name: row.author_name ?? ''},
    content: JSON.parse(row.content) as NoteContent,
    time: row.time,
    after: row.after,
  };
}

function toRow(
  {domain, id: conversation_id}: ConversationKey,
  number: number,
  entry: NewEntry<Content | NoteContent>,
  time: number,
) {
  return {
    domain,
    conversation_id,
    number,
    id: entry.id,
    author_kind: entry.author.kind,
    author_id: entry.authorId,
    author_name: entry.author.kind === 'agent' ? entry.author.name : null,
    kind: entry.content.kind,
    content: JSON.stringify(entry.content),
    time,
  };
}

const insert = prepareQuery((db, param: Param<EntryRow>) =>
  db
    .insertInto('entries')
    .values({
      domain: param('domain'),
      conversation_id: param('conversation_id'),
      number: param('number'),
      id: param('id'),
      author_kind: param('author_kind'),
      author_id: param('author_id'),
      author_name: param('author_name'),
      kind: param('kind'),
      content: param('content'),
      time: param('time'),
    })
    .onConflict((conflict) => conflict.columns(['domain', 'author_id', 'id']).doNothing())
    .returning('number'),
);

/**
 * Inserts an entry. Its conversation must have counted it in the same transaction, so that no other entry gets the same
 * number. @returns `undefined` when the author has stored an entry with this id before; then the transaction must fail.
 */
export async function insertEntry(
  trx: DatabaseTransaction,
  key: ConversationKey,
  number: number,
  entry: NewEntry,
  time: number,
): Promise<Entry | undefined> {
  const row = toRow(key, number, entry, time);
  const inserted = await insert(trx, row);
  return inserted.length ? toEntry(row) : undefined;
}

/** Inserts a note, under the same conditions as `insertEntry`. */
export async function insertNote(
  trx: DatabaseTransaction,
  key: ConversationKey,
  {number, after}: {readonly number: number; readonly after: number},
  note: NewEntry<NoteContent>,
  time: number,
): Promise<Note> {
  const row = {...toRow(key, number, note, time), after};
  await trx.insertInto('notes').values(row).execute();
  return toNote(row);
}

/** An entry or a note that its author has stored, and where. */
export interface Stored<T> {
  readonly conversationId: string;
  readonly item: T;
}

/** Finds the entry that an author has stored with this id. */
export async function findEntryOf(
  db: Database,
  domain: string,
  authorId: string,
  id: string,
): Promise<Stored<Entry> | undefined> {
  const row = await findOf(db, 'entries', domain, authorId, id).executeTakeFirst();
  return row && {conversationId: row.conversation_id, item: toEntry(row)};
}

/** Finds the note that an agent has stored with this id. */
export async function findNoteOf(
  db: Database,
  domain: string,
  authorId: string,
  id: string,
): Promise<Stored<Note> | undefined> {
  const row = await findOf(db, 'notes', domain, authorId, id).executeTakeFirst();
  return row && {conversationId: row.conversation_id, item: toNote(row)};
}

function findOf(db: Database, table: 'entries' | 'notes', domain: string, authorId: string, id: string) {
  return db
    .selectFrom(table)
    .selectAll()
    .where('domain', '=', domain)
    .where('author_id', '=', authorId)
    .where('id', '=', id);
}

const selectIdAt = prepareQuery((db, param: Param<ConversationKey & {number: number}>) =>
  db
    .selectFrom('entries')
    .select('id')
    .where('domain', '=', param('domain'))
    .where('conversation_id', '=', param('id'))
    .where('number', '=', param('number')),
);

/** The id of the entry with this number. */
export async function findEntryId(db: Database, key: ConversationKey, number: number): Promise<string | undefined> {
  const [row] = await selectIdAt(db, {...key, number});
  return row?.id;
}

/** The id of the note with this number. */
export async function findNoteId(
  db: Database,
  {domain, id}: ConversationKey,
  number: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('notes')
    .select('id')
    .where('domain', '=', domain)
    .where('conversation_id', '=', id)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.id;
}

interface Range {
  /** Only entries with a greater number. */
  readonly after?: number;
  /** Only entries with a smaller number. */
  readonly before?: number;
  /** How many may be read. */
  readonly limit?: number;
  /** The size at which they end: `bytesOf`. */
  readonly limitBytes?: number;
}

const selectNewest = prepareQuery(
  (db, param: Param<ConversationKey & {after: number; before: number; limit: number}>) =>
    db
      .selectFrom('entries')
      .selectAll()
      .where('domain', '=', param('domain'))
      .where('conversation_id', '=', param('id'))
      .where('number', '>', param('after'))
      .where('number', '<', param('before'))
      .orderBy('number', 'desc')
      .limit(param('limit')),
);

/** Reads the newest entries of a range, in order: at most a page, and one at least. */
export async function listEntries(
  db: Database,
  key: ConversationKey,
  {after = 0, before = Number.MAX_SAFE_INTEGER, limit = ENTRY_PAGE_LIMIT, limitBytes = ENTRY_PAGE_LIMIT_BYTES}: Range,
): Promise<Entry[]> {
  const rows = await selectNewest(db, {domain: key.domain, id: key.id, after, before, limit});
  return newestWithin(rows.map(toEntry), limitBytes);
}

/** The size of an entry or a note in an answer. */
function bytesOf(item: Entry | Note): number {
  return Buffer.byteLength(JSON.stringify(item));
}

/** The size of entries or notes in an answer. */
export function bytesOfAll(items: readonly (Entry | Note)[]): number {
  return items.reduce((sum, item) => sum + bytesOf(item), 0);
}

/** Of items with the newest first those that have room, in order: one at least. */
function newestWithin<T extends Entry | Note>(newestFirst: readonly T[], limitBytes: number): T[] {
  let bytes = 0;
  const end = newestFirst.findIndex((item, index) => (bytes += bytesOf(item)) > limitBytes && index > 0);
  return newestFirst.slice(0, end < 0 ? newestFirst.length : end).reverse();
}

/** Reads the notes after a number, up to the head's newest, in order; the newest of them when they are many. */
export async function listNotes(
  db: Database,
  {domain, id, last_note: last}: ConversationKey & {readonly last_note: number},
  {after}: {readonly after: number},
): Promise<Note[]> {
  const rows = await db
    .selectFrom('notes')
    .selectAll()
    .where('domain', '=', domain)
    .where('conversation_id', '=', id)
    .where('number', '>', after)
    .where('number', '<=', last)
    .orderBy('number', 'desc')
    .limit(NOTES_LIMIT)
    .execute();
  return newestWithin(rows.map(toNote), ANSWER_ENTRIES_LIMIT_BYTES);
}
