import {randomUUID} from 'node:crypto';
import {pipeline} from 'node:stream/promises';
import {
  countUnsent,
  deleteUnsent,
  findRow,
  findUnfinished,
  findUnsent,
  insertUpload,
  type AttachmentRow,
  type Uploader,
} from './attachment-rows.js';
import {removeFile, type AttachmentFiles} from './attachment-files.js';
import {fileName, withEnding} from './file-name.js';
import {isTaken, recognise} from './media-type.js';
import {TooManyPictures, type MadePicture, type Pictures} from './pictures.js';
import {TooManyBytes, UploadSink} from './upload-sink.js';
import {requireApp} from '../apps/apps.js';
import {fieldError, ServiceError} from '../errors.js';
import {
  EMPTY_UPLOAD_LIFE_MS,
  PICTURE_GROWTH_LIMIT,
  RESERVED_DISK_BYTES,
  UNFINISHED_UPLOADS_LIMIT,
  UNSENT_FILES_LIMIT,
  UPLOAD_STALL_LIMIT_MS,
} from '../limits.js';
import type {App, AppKey} from '../apps/apps.js';
import type {Clock} from '../clock.js';
import type {Store, WriteKey} from '../database/engine.js';
import type {Database} from '../database/schema.js';
import type {LimitName} from '../limits.js';
import type {Readable} from 'node:stream';

export interface UploadsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: AttachmentFiles;
  readonly pictures: Pictures;
  /** Default: `UPLOAD_STALL_LIMIT_MS`. */
  readonly stallMs?: number | undefined;
  /** Default: `RESERVED_DISK_BYTES`. */
  readonly reservedBytes?: number | undefined;
}

/** A file that somebody wants to upload. */
export interface UploadRequest {
  readonly app: AppKey;
  readonly uploader: Pick<Uploader, 'kind' | 'id'>;
  readonly name: string;
  readonly bytes: number;
  readonly conversationId: string | null;
  /** Names the uploader, so that their files are counted one after the other. */
  readonly key: WriteKey;
  /** Throws when the uploader may not upload any more. */
  readonly check: (db: Database) => Promise<unknown>;
}

/** A request that brings bytes of an upload. */
export interface BytesRequest {
  readonly offset: number;
  readonly source: Readable;
  /** Who sends it: pictures of one sender are made one after the other. */
  readonly sender: string;
  /** Throws when the uploader may not upload any more. Asked after the last byte. */
  readonly check: () => Promise<unknown>;
}

/** The uploader has too many files that are not complete, or not sent. */
export class TooManyFiles extends Error {
  readonly limit: LimitName;

  constructor(limit: LimitName) {
    super(limit);
    this.limit = limit;
  }
}

/** Takes files in parts, checks them, and stores them. */
export class Uploads {
  readonly #parts: UploadsParts;
  /** The requests that bring bytes now, by the upload. */
  readonly #senders = new Map<string, {readonly stop: () => void; readonly ended: Promise<unknown>}>();
  /** How many bytes these requests may still store. The room for them is not free. */
  #expectedBytes = 0;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /**
   * Begins an upload. Throws `forbidden` when the app takes no attachments, `payload_too_large`, `unavailable` when there is no room,
   * `TooManyFiles`, and what `check` throws.
   *
   * @returns The id of the file.
   */
  async begin({app: key, uploader, name, bytes, conversationId, key: writeKey, check}: UploadRequest): Promise<string> {
    const {store, clock} = this.#parts;
    const app = await requireApp(store.db, key);
    requireAttachments(app);
    if (bytes > app.largestAttachment * 1_000_000) {
      throw new ServiceError('payload_too_large', `A file has at most ${app.largestAttachment} MB here.`);
    }
    await this.#requireRoom(bytes);
    const id = randomUUID();
    const owner = {domain: app.domain, id: uploader.id};
    const insert = () =>
      store.write([writeKey], async (trx) => {
        await check(trx);
        const {unfinished, unsent} = await countUnsent(trx, owner);
        if (unfinished >= UNFINISHED_UPLOADS_LIMIT) throw new TooManyFiles('unfinished-uploads');
        if (unsent >= UNSENT_FILES_LIMIT) throw new TooManyFiles('unsent-files');
        await insertUpload(trx, {id, app, uploader, name: fileName(name), bytes, conversationId, now: clock()});
      });
    await insert().catch(async (error: unknown) => {
      if (!(error instanceof TooManyFiles) || !(await this.#removeForgotten(owner))) throw error;
      await insert();
    });
    return id;
  }

  /**
   * Removes uploads that began more than a minute ago and have no byte. The client may never have got the answer that named them, and they
   * would count against the uploader for a day. A client that does know one begins again. @returns Whether there were any.
   */
  async #removeForgotten(owner: {readonly domain: string; readonly id: string}): Promise<boolean> {
    const {store, clock, files} = this.#parts;
    let count = 0;
    for (const row of await findUnfinished(store.db, owner, clock() - EMPTY_UPLOAD_LIFE_MS)) {
      if (this.#senders.has(row.id) || (await files.offset(row.id))) continue;
      await this.#drop(row);
      count++;
    }
    return count > 0;
  }

  /** Finds an upload, or a complete file that is not sent. Throws `not_found`, also for a file of somebody else. */
  async find(uploader: Uploader, id: string): Promise<AttachmentRow> {
    const row = await findUnsent(this.#parts.store.db, uploader, id);
    if (!row) throw noUpload();
    return row;
  }

  /** How many bytes of an upload have been stored. */
  async offset({id, state, bytes}: AttachmentRow): Promise<number> {
    // A picture that was made again has another size. It is told as one that is complete.
    return state === 'uploading' ? this.#parts.files.offset(id) : bytes;
  }

  /**
   * Stores the bytes of a request from `offset` on, and checks the file when it is complete. A request for the same upload that is not at its
   * end is stopped first: its connection may be broken. What has come stays stored, whatever happens.
   *
   * Throws `conflict` for another offset than that of what is stored, `invalid_request` when there are more bytes than the upload has,
   * `unsupported_media_type` when the app does not take such a file (then the upload is gone), `too_many_requests`, and `unavailable` when
   * there is no room.
   *
   * @returns The offset after it.
   */
  async receive(row: AttachmentRow, request: BytesRequest): Promise<number> {
    const {id} = row;
    // Not in a function of its own: between the end of the loop and the new sender no other request may come.
    for (let sender = this.#senders.get(id); sender; sender = this.#senders.get(id)) {
      sender.stop();
      await sender.ended;
    }
    const abort = new AbortController();
    const work = this.#receive(row, request, abort.signal).finally(() => this.#senders.delete(id));
    this.#senders.set(id, {stop: () => abort.abort(), ended: work.catch(() => undefined)});
    return work;
  }

  /** Removes a file that is not sent. */
  async remove(row: AttachmentRow): Promise<void> {
    const {store, files} = this.#parts;
    await this.#stop(row.id);
    if (!(await deleteUnsent(store.db, row))) throw noUpload();
    await files.remove(row.id);
  }

  /** Stops the requests that bring bytes of an upload. One that checks the file already goes on to its end. */
  async #stop(id: string): Promise<void> {
    const sender = this.#senders.get(id);
    sender?.stop();
    await sender?.ended;
  }

  async #receive({domain, id}: AttachmentRow, request: BytesRequest, signal: AbortSignal): Promise<number> {
    const {offset, sender, check} = request;
    // It may have become complete meanwhile.
    const row = await findRow(this.#parts.store.db, {domain, id});
    if (!row) throw noUpload();
    if (row.state !== 'uploading') {
      if (offset !== row.bytes) throw wrongOffset(row.bytes);
      return row.bytes;
    }
    const reached = await this.#store(row, request, signal);
    if (reached === row.bytes) {
      await check();
      await this.#complete(row, sender);
    }
    return reached;
  }

  async #store({id, bytes}: AttachmentRow, {offset, source}: BytesRequest, signal: AbortSignal): Promise<number> {
    const {files} = this.#parts;
    const stored = await files.offset(id);
    if (stored !== offset) throw wrongOffset(stored);
    if (stored === bytes) {
      await requireEmpty(source);
      // Nothing was written of a file without a byte, so it is not there.
      if (!bytes) await (await orNoRoom(files.openUpload(id, 0)))?.close();
      return bytes;
    }
    const missing = bytes - offset;
    this.#expectedBytes += missing;
    try {
      await this.#requireRoom(0);
      const file = await orNoRoom(files.openUpload(id, offset));
      if (!file) throw wrongOffset(await files.offset(id));
      try {
        const sink = new UploadSink(file, offset, bytes);
        await this.#pump(source, sink, signal);
        return sink.position;
      } finally {
        await file.close();
      }
    } finally {
      this.#expectedBytes -= missing;
    }
  }

  /** Throws `unavailable` when there is no room for so many bytes more than those that are expected. */
  async #requireRoom(bytes: number): Promise<void> {
    const {files, reservedBytes = RESERVED_DISK_BYTES} = this.#parts;
    const free = await orNoRoom(files.freeBytes());
    if (free !== undefined && free < bytes + this.#expectedBytes + reservedBytes) throw noRoom();
  }

  async #pump(source: Readable, sink: UploadSink, signal: AbortSignal): Promise<void> {
    const {stallMs = UPLOAD_STALL_LIMIT_MS} = this.#parts;
    const stall = new AbortController();
    const timer = setTimeout(() => stall.abort(), stallMs).unref();
    source.on('data', () => timer.refresh());
    try {
      await pipeline(source, sink, {signal: AbortSignal.any([signal, stall.signal]), end: true});
    } catch (error) {
      if (error instanceof TooManyBytes) throw tooManyBytes();
      if (signal.aborted)
        throw new ServiceError('conflict', 'Another request goes on with this upload; ask for its offset.');
      if (stall.signal.aborted)
        throw new ServiceError('invalid_request', 'The upload has stood still; ask for its offset, and go on.');
      throw toNoRoom(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Checks the bytes of an upload, puts them in their last place, and lets the file be sent. It may run again after an interruption. */
  async #complete(row: AttachmentRow, sender: string): Promise<void> {
    const {store, files} = this.#parts;
    const unlock = await orNoRoom(files.lock(row.id));
    // Also for some seconds after a process was killed: a client that asks again must not take it for a wrong offset.
    if (!unlock) throw new ServiceError('unavailable', 'The file is being checked; send an empty PATCH later.');
    try {
      // Another process may have done it meanwhile, and has the bytes that it has checked.
      const now = await findRow(store.db, row);
      if (now?.state === 'uploading') await this.#check(row, sender);
      else await removeFile(files.uploadPath(row.id));
      if (!now) throw noUpload();
    } finally {
      await unlock();
    }
  }

  async #check(row: AttachmentRow, sender: string): Promise<void> {
    const {store, files} = this.#parts;
    const app = await requireApp(store.db, {domain: row.domain, platformId: row.platform_id});
    const made = await this.#keep(row, app, sender);
    if (!made) {
      await this.#drop(row);
      const types = app.attachmentTypes === 'pictures' ? 'pictures' : 'pictures and documents';
      throw new ServiceError('unsupported_media_type', `This app takes ${types} alone, by their content.`);
    }
    const done = await store.db
      .updateTable('attachments')
      .set({...made, state: 'complete'})
      .where('domain', '=', row.domain)
      .where('id', '=', row.id)
      .where('state', '=', 'uploading')
      .returning('id')
      .execute();
    // Removed meanwhile; or another request was faster.
    if (!done.length && !(await findRow(store.db, row))) {
      await files.remove(row.id);
      throw noUpload();
    }
    await removeFile(files.uploadPath(row.id));
  }

  /** Stores the file in its last place. @returns What is known of it; `undefined` when the app does not take it. */
  async #keep(row: AttachmentRow, app: App, sender: string): Promise<KnownFile | undefined> {
    const {files} = this.#parts;
    const upload = files.uploadPath(row.id);
    const source = (await files.hasUpload(row.id)) ? upload : files.path(row.id, 'original');
    const kind = await recognise(source);
    const targets = {original: `${upload}.${randomUUID()}`, thumbnail: `${upload}.${randomUUID()}`};
    try {
      const limitBytes = PICTURE_GROWTH_LIMIT * app.largestAttachment * 1_000_000;
      const picture = await this.#makePicture(source, kind, targets, {sender, limitBytes});
      if (!isTaken(app.attachmentTypes, kind, {isPicture: picture !== undefined})) return undefined;
      if (picture) {
        await files.keep(targets.original, row.id, 'original');
        await files.keep(targets.thumbnail, row.id, 'thumbnail');
        const {mediaType, width, height, bytes, endings} = picture;
        return {media_type: mediaType, width, height, bytes, name: withEnding(row.name, endings)};
      }
      if (source === upload) await files.keep(upload, row.id, 'original');
      const name = app.attachmentTypes === 'any' ? row.name : withEnding(row.name, kind.endings);
      return {media_type: kind.mediaType, width: null, height: null, bytes: row.bytes, name};
    } catch (error) {
      throw toNoRoom(error);
    } finally {
      await removeFile(targets.original);
      await removeFile(targets.thumbnail);
    }
  }

  async #makePicture(...order: Parameters<Pictures['make']>): Promise<MadePicture | undefined> {
    try {
      return await this.#parts.pictures.make(...order);
    } catch (error) {
      if (error instanceof TooManyPictures) {
        throw new ServiceError('unavailable', 'Too many pictures are being checked; send an empty PATCH later.');
      }
      throw error;
    }
  }

  async #drop(row: AttachmentRow): Promise<void> {
    const {store, files} = this.#parts;
    if (await deleteUnsent(store.db, row)) await files.remove(row.id);
  }
}

type KnownFile = Pick<AttachmentRow, 'media_type' | 'width' | 'height' | 'bytes' | 'name'>;

/** Throws `forbidden` when nobody can send files in this app. */
function requireAttachments({attachments}: App): void {
  if (!attachments) throw new ServiceError('forbidden', 'This app takes no attachments.');
}

async function requireEmpty(source: Readable): Promise<void> {
  for await (const chunk of source) if ((chunk as Buffer).length) throw tooManyBytes();
}

function noUpload(): ServiceError {
  return new ServiceError('not_found', 'There is no such upload of this sender.');
}

function wrongOffset(stored: number): ServiceError {
  return fieldError('conflict', 'upload-offset', `the service has ${stored} bytes; go on there`);
}

/** The error for more bytes than an upload has. */
export function tooManyBytes(): ServiceError {
  return new ServiceError('invalid_request', 'There are more bytes than the upload has by its upload-length.');
}

function noRoom(): ServiceError {
  return new ServiceError('unavailable', 'There is no room for more files now.');
}

const NO_ROOM = /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|EFBIG)$/;

/** The error of a disk that takes no more, or that the service may not write, as `unavailable`; any other as it is. */
function toNoRoom(error: unknown): unknown {
  const {code = '', message = ''} = error as NodeJS.ErrnoException;
  return NO_ROOM.test(code) || /no space left/i.test(message) ? noRoom() : error;
}

async function orNoRoom<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw toNoRoom(error);
  });
}
