import {mayFollow} from 'helpshift-chat/protocol';
import {appendEnd, appendEntry, nextVersion} from './append.js';
import {findEntryOf, findNoteOf, insertNote, listEntries} from './entries.js';
import {findApp} from '../apps/apps.js';
import {markSent, takeFile} from '../attachments/sent-files.js';
import {fieldError} from '../errors.js';
import type {AgentHeadRow} from './agent-heads.js';
import type {NextTimes} from './append.js';
import type {NewEntry} from './entries.js';
import type {Note, NoteContent} from '../../contract/conversations.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {ConversationChange} from '../live/wake-ups.js';
import type {Content, Entry} from 'helpshift-chat/protocol';

/** What an agent has stored, in the two logs of an answer. */
export interface Logs {
  readonly entries: readonly Entry[];
  readonly notes: readonly Note[];
}

/** What to tell the live connections of these logs: one of them holds something. */
export function changeOf({entries, notes}: Logs): Omit<ConversationChange, 'domain' | 'ownerId' | 'id'> {
  const [entry] = entries;
  const [note] = notes;
  return {
    ...(entry && {entry: entry.number}),
    ...(note && {note: note.number}),
    audience: entry ? 'everybody' : 'agents',
  };
}

/** Finds what an agent has stored with this id, with what the service appended to it. */
export async function findStored(
  trx: DatabaseTransaction,
  domain: string,
  agentId: string,
  id: string,
): Promise<{conversationId: string; content: Content | NoteContent; logs: Logs} | undefined> {
  const entry = await findEntryOf(trx, domain, agentId, id);
  if (entry) {
    const {conversationId, item} = entry;
    const range = {after: item.number, before: item.number + 2};
    const next = await listEntries(trx, {domain, id: conversationId}, range);
    const appended = next.filter(({author}) => author.kind === 'system');
    return {conversationId, content: item.content, logs: {entries: [item, ...appended], notes: []}};
  }
  const note = await findNoteOf(trx, domain, agentId, id);
  return note && {...note, content: note.item.content, logs: {entries: [], notes: [note.item]}};
}

/** Appends an agent's entry, and the end of the conversation where it follows at once. Throws `conflict`. */
export async function appendAgentEntry(
  trx: DatabaseTransaction,
  row: AgentHeadRow,
  entry: NewEntry,
  nextTimes: NextTimes,
): Promise<Logs> {
  const {kind} = entry.content;
  if (!mayFollow(row.status, 'agent', entry.content)) {
    const problem = `${kind} cannot follow in a conversation that is ${row.status}`;
    throw fieldError('conflict', 'content.kind', problem);
  }
  const {entry: first, head} = await appendEntry(trx, row, row.status, entry, nextTimes());
  const entries = [first];
  if (await endsAtOnce(trx, row, kind)) entries.push((await appendEnd(trx, row, head.status, nextTimes())).entry);
  return {entries, notes: []};
}

/** Appends a file that the agent has uploaded for this conversation. Throws `not_found` and `conflict`. */
export async function appendFile(
  trx: DatabaseTransaction,
  row: AgentHeadRow,
  {fileId, ...entry}: Omit<NewEntry, 'content'> & {readonly fileId: string},
  nextTimes: NextTimes,
): Promise<Logs> {
  const uploader = {kind: 'agent', id: entry.authorId, domain: row.domain} as const;
  const content = await takeFile(trx, uploader, fileId, 'content.fileId', row.id);
  const logs = await appendAgentEntry(trx, row, {...entry, content}, nextTimes);
  await markSent(trx, row.domain, fileId, row.id);
  return logs;
}

/** Whether a conversation ends right after an entry of this kind, because its user is not asked. */
async function endsAtOnce(trx: DatabaseTransaction, row: AgentHeadRow, kind: Content['kind']): Promise<boolean> {
  if (kind !== 'resolved') return kind === 'rejected';
  const app = await findApp(trx, {domain: row.domain, platformId: row.platform_id});
  return app?.askResolution === false;
}

/** Appends a note, which only agents see. */
export async function appendNote(
  trx: DatabaseTransaction,
  row: AgentHeadRow,
  note: NewEntry<NoteContent>,
  nextTimes: NextTimes,
): Promise<Logs> {
  const {time, stamp} = nextTimes();
  await trx
    .updateTable('conversations')
    .set((eb) => ({last_note: eb('last_note', '+', 1), version: nextVersion(eb, eb.val(stamp))}))
    .where('domain', '=', row.domain)
    .where('id', '=', row.id)
    .execute();
  const position = {number: row.last_note + 1, after: row.last_number};
  return {entries: [], notes: [await insertNote(trx, row, position, note, time)]};
}
