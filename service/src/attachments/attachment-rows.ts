import {sql} from 'kysely';
import type {AppKey} from '../apps/apps.js';
import type {AttachmentsTable, Database, DatabaseTransaction} from '../database/schema.js';
import type {Attachment} from 'helpshift-chat/protocol';
import type {Selectable} from 'kysely';

/** Literal, so that a partial index can be used. */
export const IS_UNSENT = sql<boolean>`state <> 'sent'`;

export type AttachmentRow = Selectable<AttachmentsTable>;

/** Who uploads a file. */
export interface Uploader {
  readonly kind: 'user' | 'agent';
  readonly id: string;
  /** Null for an administrator, who sees all domains. */
  readonly domain: string | null;
}

/** Finds a file by its key. The caller has checked the right to it. */
export function findRow(
  db: Database,
  {domain, id}: Pick<AttachmentRow, 'domain' | 'id'>,
): Promise<AttachmentRow | undefined> {
  return db.selectFrom('attachments').selectAll().where('domain', '=', domain).where('id', '=', id).executeTakeFirst();
}

/** Finds the file that an uploader has not sent yet. */
export async function findUnsent(db: Database, uploader: Uploader, id: string): Promise<AttachmentRow | undefined> {
  const query = db
    .selectFrom('attachments')
    .selectAll()
    .where('id', '=', id)
    .where('uploader_kind', '=', uploader.kind)
    .where('uploader_id', '=', uploader.id)
    .where(IS_UNSENT);
  const {domain} = uploader;
  return (domain === null ? query : query.where('domain', '=', domain)).executeTakeFirst();
}

/** How many files of an uploader are not complete, and how many are not sent. */
export async function countUnsent(
  db: Database,
  {domain, id}: {readonly domain: string; readonly id: string},
): Promise<{readonly unfinished: number; readonly unsent: number}> {
  const rows = await db
    .selectFrom('attachments')
    .select('state')
    .where('domain', '=', domain)
    .where('uploader_id', '=', id)
    .where(IS_UNSENT)
    .execute();
  return {unfinished: rows.filter(({state}) => state === 'uploading').length, unsent: rows.length};
}

/** Finds the files of an uploader that are not complete and were begun before this time. */
export function findUnfinished(
  db: Database,
  {domain, id}: {readonly domain: string; readonly id: string},
  before: number,
): Promise<AttachmentRow[]> {
  return db
    .selectFrom('attachments')
    .selectAll()
    .where('domain', '=', domain)
    .where('uploader_id', '=', id)
    .where(IS_UNSENT)
    .where('state', '=', 'uploading')
    .where('created_at', '<', before)
    .execute();
}

/** A file that is to be uploaded, after all checks. */
export interface NewUpload {
  readonly id: string;
  readonly app: AppKey;
  readonly uploader: Pick<Uploader, 'kind' | 'id'>;
  readonly name: string;
  readonly bytes: number;
  /** The conversation that an agent uploads it for; null for a user's file. */
  readonly conversationId: string | null;
  readonly now: number;
}

export async function insertUpload(
  trx: DatabaseTransaction,
  {id, app, uploader, name, bytes, conversationId, now}: NewUpload,
): Promise<void> {
  await trx
    .insertInto('attachments')
    .values({
      domain: app.domain,
      id,
      platform_id: app.platformId,
      uploader_kind: uploader.kind,
      uploader_id: uploader.id,
      state: 'uploading',
      name,
      media_type: '',
      bytes,
      width: null,
      height: null,
      conversation_id: conversationId,
      created_at: now,
    })
    .execute();
}

/** Removes the row of a file that is not sent. @returns Whether there was one. */
export async function deleteUnsent(db: Database, {domain, id}: Pick<AttachmentRow, 'domain' | 'id'>): Promise<boolean> {
  const removed = await db
    .deleteFrom('attachments')
    .where('domain', '=', domain)
    .where('id', '=', id)
    .where(IS_UNSENT)
    .returning('id')
    .execute();
  return removed.length > 0;
}

/** Removes the rows of a user's files that are not sent. @returns Their ids. */
export async function removeUnsentOf(
  trx: DatabaseTransaction,
  domain: string,
  userId: string,
): Promise<readonly string[]> {
  const removed = await trx
    .deleteFrom('attachments')
    .where('domain', '=', domain)
    .where('uploader_id', '=', userId)
    .where('uploader_kind', '=', 'user')
    .where(IS_UNSENT)
    .returning('id')
    .execute();
  return removed.map(({id}) => id);
}

/** What the log of a conversation holds of a file. */
export function toContent(row: AttachmentRow): Attachment {
  const {id: fileId, name, media_type: mediaType, bytes, width, height} = row;
  const size = width === null || height === null ? {} : {width, height};
  return {kind: 'attachment', fileId, name, mediaType, bytes, ...size};
}
