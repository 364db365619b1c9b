import {constants, createReadStream, type ReadStream} from 'node:fs';
import {chmod, copyFile, mkdir, open, readdir, rename, rm, stat, statfs, unlink, utimes} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {FileHandle} from 'node:fs/promises';

/** The forms in which a file is stored. */
export type FileForm = 'original' | 'thumbnail';

const SUFFIX: Readonly<Record<FileForm, string>> = {original: '', thumbnail: '.thumbnail'};

/** Ids are UUIDs, so no id leads out of the folder. */
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/;

/** A process renews its lock more often than this. An older lock belongs to a process that was killed. */
const LOCK_LIFE_MS = 20_000;

/** A file that was found in the folder. */
export interface FoundFile {
  readonly id: string;
  readonly path: string;
  /** `unfinished`: a file that was being made when its process ended. */
  readonly place: 'upload' | 'unfinished' | 'files';
  readonly changedAt: number;
}

/**
 * The bytes of attachments: `DATA_DIR/attachments`. `uploads` holds what is not complete, `files` what is; both have a folder for the first
 * two characters of an id. A file in `files` never changes, so it can be copied or linked while the service runs.
 */
export class AttachmentFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the bytes of an upload are until it is complete. */
  uploadPath(id: string): string {
    return join(this.folder, 'uploads', partOf(id), id);
  }

  path(id: string, form: FileForm): string {
    return join(this.folder, 'files', partOf(id), id + SUFFIX[form]);
  }

  /** How many bytes of an upload have been stored; of one whose bytes are complete and in their last place, all. */
  async offset(id: string): Promise<number> {
    return (await sizeOf(this.uploadPath(id))) ?? (await sizeOf(this.path(id, 'original'))) ?? 0;
  }

  /** Whether the bytes of an upload are where they are until it is complete. */
  async hasUpload(id: string): Promise<boolean> {
    return (await sizeOf(this.uploadPath(id))) !== undefined;
  }

  /**
   * Opens an upload to write. Makes it when nothing of it is stored. The caller closes it.
   *
   * @returns `undefined` when it should be there and is not: another process has completed it.
   */
  async openUpload(id: string, offset: number): Promise<FileHandle | undefined> {
    const path = this.uploadPath(id);
    // Not 'a': with it, every write goes to the end.
    if (offset) return open(path, 'r+').catch(ignoreMissing);
    return makingFolder(path, async () => (await open(path, 'r+').catch(ignoreMissing)) ?? open(path, 'wx+', 0o600));
  }

  /**
   * Takes the right to complete an upload, which one process has at a time. The right of a process that was killed is over after
   * `LOCK_LIFE_MS`.
   *
   * @returns What to call at the end; `undefined` while another one has it.
   */
  async lock(id: string): Promise<(() => Promise<void>) | undefined> {
    const path = `${this.uploadPath(id)}.lock`;
    const held = await stat(path).catch(ignoreMissing);
    if (held && held.mtimeMs < Date.now() - LOCK_LIFE_MS) await removeFile(path);
    const file = await makingFolder(path, () => open(path, 'wx', 0o600)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!file) return undefined;
    await file.close();
    const timer = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => undefined);
    }, LOCK_LIFE_MS / 4).unref();
    return async () => {
      clearInterval(timer);
      await removeFile(path);
    };
  }

  /** Puts a file into its last place. Its bytes have reached the disk before its name does. */
  async keep(from: string, id: string, form: FileForm): Promise<void> {
    const to = this.path(id, form);
    try {
      await chmod(from, 0o600);
      await sync(from);
      await makingFolder(to, () => rename(from, to));
    } catch (error) {
      // Another process has done it at the same time.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || (await sizeOf(to)) === undefined) throw error;
    }
    await sync(dirname(to));
  }

  /** Opens a stored file to read; `undefined` when it is missing. */
  async read(id: string, form: FileForm): Promise<{readonly bytes: number; readonly stream: ReadStream} | undefined> {
    const path = this.path(id, form);
    const file = await open(path).catch(ignoreMissing);
    if (!file) return undefined;
    const {size} = await file.stat();
    return {bytes: size, stream: createReadStream(path, {fd: file})};
  }

  /** Copies a complete file to a new place, for this user alone. @returns Whether its bytes are there. */
  async copy(id: string, to: string): Promise<boolean> {
    try {
      await copyFile(this.path(id, 'original'), to, constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      ignoreMissing(error as NodeJS.ErrnoException);
      return false;
    }
  }

  /** Removes all that is stored of a file. */
  async remove(id: string): Promise<void> {
    for (const path of [this.uploadPath(id), this.path(id, 'original'), this.path(id, 'thumbnail')]) {
      await unlink(path).catch(ignoreMissing);
    }
  }

  /** Removes what is stored of files whose rows are gone. What cannot be removed now is found by `removeOrphans`. */
  async removeAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.remove(id).catch(() => undefined);
  }

  /** How many bytes there is room for; `undefined` when nobody knows. */
  async freeBytes(): Promise<number | undefined> {
    await makeFolder(this.folder);
    const {bavail, bsize} = await statfs(this.folder);
    return bavail * bsize;
  }

  /** The names of the folders by the beginnings of ids: `00` to `ff`. */
  static readonly parts: readonly string[] = Array.from({length: 256}, (_, n) => n.toString(16).padStart(2, '0'));

  /** Lists the files of a part, complete or not. */
  async list(part: string): Promise<FoundFile[]> {
    const found: FoundFile[] = [];
    for (const kind of ['uploads', 'files'] as const) {
      const folder = join(this.folder, kind, part);
      for (const name of (await readdir(folder).catch(ignoreMissing)) ?? []) {
        const [id] = ID.exec(name) ?? [];
        const path = join(folder, name);
        const info = id === undefined ? undefined : await stat(path).catch(ignoreMissing);
        if (id === undefined || !info) continue;
        const place = kind === 'files' ? kind : name === id ? 'upload' : 'unfinished';
        found.push({id, path, place, changedAt: info.mtimeMs});
      }
    }
    return found;
  }
}

function partOf(id: string): string {
  if (ID.exec(id)?.[0] !== id) throw new Error('the id of a file is no UUID');
  return id.slice(0, 2);
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(ignoreMissing))?.size;
}

/** Does work that needs the folder of a file, and makes the folder when it is missing. */
async function makingFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    return work();
  }
}

/** Makes a folder for this user alone. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o700}).catch((error: NodeJS.ErrnoException) => {
    // So Node tells of a disk that is read-only: with `recursive` nothing can be missing.
    throw error.code === 'ENOENT' ? Object.assign(error, {code: 'EROFS'}) : error;
  });
}

/** Waits until the bytes of a file, or the names in a folder, are on the disk. */
async function sync(path: string): Promise<void> {
  // Windows opens no folder, and needs no such call.
  if (process.platform === 'win32') return;
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Removes a file that may be missing. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, {force: true});
}
