import type {AttachmentFiles} from './attachment-files.js';
import type {MonotonicClock} from '../clock.js';
import type {Database} from '../database/schema.js';

/** How long a sum is told again: it reads all rows. */
const SUM_LIFE_MS = 60_000;

export interface DiskUseParts {
  readonly db: Database;
  readonly files: AttachmentFiles;
  readonly monotonic: MonotonicClock;
}

/** What the operator's metrics tell of the disk. */
export class DiskUse {
  readonly #parts: DiskUseParts;
  #sum: {readonly bytes: Promise<number>; readonly at: number} | undefined;

  constructor(parts: DiskUseParts) {
    this.#parts = parts;
  }

  /** The bytes of all files, without thumbnails: as long as all processes share one folder, it is the same for all of them. */
  storedBytes(): Promise<number> {
    const now = this.#parts.monotonic();
    if (!this.#sum || now - this.#sum.at >= SUM_LIFE_MS) this.#sum = {bytes: this.#measure(), at: now};
    return this.#sum.bytes;
  }

  /** How many bytes more the disk has room for. */
  async freeBytes(): Promise<number> {
    return (await this.#parts.files.freeBytes()) ?? NaN;
  }

  async #measure(): Promise<number> {
    const {bytes} = await this.#parts.db
      .selectFrom('attachments')
      .select(({fn}) => fn.sum<string | number | null>('bytes').as('bytes'))
      .where('state', '<>', 'uploading')
      .executeTakeFirstOrThrow();
    return Number(bytes ?? 0);
  }
}
