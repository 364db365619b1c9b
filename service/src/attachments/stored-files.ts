import {randomBytes} from 'node:crypto';
import {findRow, type AttachmentRow, type Uploader} from './attachment-rows.js';
import {ServiceError} from '../errors.js';
import {sha256} from '../digest.js';
import {DOWNLOAD_LIFE_MS} from '../limits.js';
import type {AttachmentFiles, FileForm} from './attachment-files.js';
import type {Clock} from '../clock.js';
import type {Database} from '../database/schema.js';
import type {DownloadResponse} from 'helpshift-chat/protocol';
import type {ReadStream} from 'node:fs';

export interface StoredFilesParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly files: AttachmentFiles;
}

/** A file, opened to be sent. */
export interface OpenedFile {
  readonly name: string;
  /** The type of a picture that may be shown; `undefined` for all that can only be downloaded. */
  readonly pictureType: string | undefined;
  readonly bytes: number;
  readonly stream: ReadStream;
}

/** The path of addresses that download a file once. */
export const DOWNLOADS_PATH = '/v1/downloads/';

/** Gives stored files to those who may see them. */
export class StoredFiles {
  readonly #parts: StoredFilesParts;

  constructor(parts: StoredFilesParts) {
    this.#parts = parts;
  }

  /** Finds a file in a conversation of a user, or one that the user has uploaded. Throws `not_found`. */
  async findForUser(
    {domain, ownerId}: {readonly domain: string; readonly ownerId: string},
    id: string,
  ): Promise<AttachmentRow> {
    const row = await this.#parts.db
      .selectFrom('attachments as a')
      .leftJoin('conversations as c', (join) =>
        join.onRef('c.domain', '=', 'a.domain').onRef('c.id', '=', 'a.conversation_id').on('c.domain', '=', domain),
      )
      .selectAll('a')
      .where('a.domain', '=', domain)
      .where('a.id', '=', id)
      .where((eb) =>
        eb.or([
          eb.and([eb('a.state', '=', 'sent'), eb('c.owner_id', '=', ownerId)]),
          eb.and([
            eb('a.state', '=', 'complete'),
            eb('a.uploader_kind', '=', 'user'),
            eb('a.uploader_id', '=', ownerId),
          ]),
        ]),
      )
      .executeTakeFirst();
    return row ?? noFile();
  }

  /** Finds a file in a conversation that an agent may see, or one that the agent has uploaded. Throws `not_found`. */
  async findForAgent({domain, id: agentId}: Omit<Uploader, 'kind'>, id: string): Promise<AttachmentRow> {
    const query = this.#parts.db.selectFrom('attachments').selectAll().where('id', '=', id);
    const row = await (domain === null ? query : query.where('domain', '=', domain)).executeTakeFirst();
    const isOwn = row?.state === 'complete' && row.uploader_kind === 'agent' && row.uploader_id === agentId;
    return row && (row.state === 'sent' || isOwn) ? row : noFile();
  }

  /** Opens a file. Throws `not_found` for the thumbnail of a file that is no picture, and when the bytes are missing. */
  async open(row: AttachmentRow, form: FileForm): Promise<OpenedFile> {
    const isPicture = row.width !== null;
    if (form === 'thumbnail' && !isPicture) {
      throw new ServiceError('not_found', 'This file is no picture, so there is no thumbnail of it.', 'form');
    }
    const opened = await this.#parts.files.read(row.id, form);
    if (!opened) throw new ServiceError('not_found', 'The bytes of this file are missing in the data folder.');
    const pictureType = form === 'thumbnail' ? 'image/webp' : row.media_type;
    return {name: row.name, pictureType: isPicture ? pictureType : undefined, ...opened};
  }

  /** Makes an address that downloads a file once. */
  async offer({domain, id}: AttachmentRow): Promise<DownloadResponse> {
    const token = randomBytes(32).toString('base64url');
    await this.#parts.db
      .insertInto('downloads')
      .values({token_hash: sha256(token), domain, file_id: id, expires_at: this.#parts.clock() + DOWNLOAD_LIFE_MS})
      .execute();
    return {path: DOWNLOADS_PATH + token, expiresInMs: DOWNLOAD_LIFE_MS};
  }

  /** Uses an address up. Throws `not_found` when it was used before, is over, or never was. */
  async take(token: string): Promise<AttachmentRow> {
    const {db, clock} = this.#parts;
    const [offered] = await db
      .deleteFrom('downloads')
      .where('token_hash', '=', sha256(token))
      .where('expires_at', '>', clock())
      .returning(['domain', 'file_id'])
      .execute();
    const row = offered && (await findRow(db, {domain: offered.domain, id: offered.file_id}));
    return row ?? noFile();
  }
}

function noFile(): never {
  throw new ServiceError('not_found', 'There is no such file that may be read here.');
}
