import {IS_UNSENT, type AttachmentRow} from './attachment-rows.js';
import {AttachmentFiles, removeFile} from './attachment-files.js';
import {chunks} from '../chunks.js';
import {ORPHAN_FILE_LIFE_MS} from '../limits.js';
import {UNSENT_FILE_LIFE_MS} from 'helpshift-chat/protocol';
import type {Clock} from '../clock.js';
import type {DatabaseEngine} from '../database/engine.js';

/** How many rows one run removes. The next run goes on. */
const ROWS_LIMIT = 500;

/** How many files one query asks for. */
const IDS_LIMIT = 200;

/** How many of the folder's 256 parts one run looks at: all of them in about five hours. */
const PARTS_OF_RUN = 8;

export interface FileLeftoversParts {
  readonly store: Pick<DatabaseEngine, 'db' | 'runAlone'>;
  readonly clock: Clock;
  readonly files: AttachmentFiles;
}

/** Removes files that nobody needs: what was uploaded and not sent, and bytes without a row. */
export class FileLeftovers {
  readonly #parts: FileLeftoversParts;
  #nextPart = 0;

  constructor(parts: FileLeftoversParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    await this.#removeUnsent();
    for (let count = 0; count < PARTS_OF_RUN; count++) {
      await this.removeOrphans(AttachmentFiles.parts[this.#nextPart] ?? '');
      this.#nextPart = (this.#nextPart + 1) % AttachmentFiles.parts.length;
    }
  }

  /** Removes the bytes in a part of the folder that no row names: a process has ended between the database and the disk. */
  async removeOrphans(part: string): Promise<void> {
    const {store, files} = this.#parts;
    const found = await files.list(part);
    // By the clock of the computer, which has set the times of the files.
    const old = found.filter(({changedAt}) => changedAt < Date.now() - ORPHAN_FILE_LIFE_MS);
    const states = new Map<string, AttachmentRow['state']>();
    for (const some of chunks([...new Set(old.map(({id}) => id))], IDS_LIMIT)) {
      const rows = await store.db.selectFrom('attachments').select(['id', 'state']).where('id', 'in', some).execute();
      for (const {id, state} of rows) states.set(id, state);
    }
    for (const {id, path, place} of old) {
      const state = states.get(id);
      const isNeeded = place === 'files' ? state !== undefined : place === 'upload' && state === 'uploading';
      if (!isNeeded) await removeFile(path);
    }
  }

  /** Removes what was not sent in time, and addresses of downloads that are over. */
  async #removeUnsent(): Promise<void> {
    const {store, clock, files} = this.#parts;
    let removed: readonly string[] = [];
    await store.runAlone('files', async (trx) => {
      const now = clock();
      await trx.deleteFrom('downloads').where('expires_at', '<', now).execute();
      const rows = await trx
        .selectFrom('attachments')
        .select(['domain', 'id'])
        .where(IS_UNSENT)
        .where('created_at', '<', now - UNSENT_FILE_LIFE_MS)
        .orderBy('created_at')
        .limit(ROWS_LIMIT)
        .execute();
      for (const {domain, id} of rows) {
        // It may have been sent meanwhile.
        const gone = trx.deleteFrom('attachments').where('domain', '=', domain).where('id', '=', id).where(IS_UNSENT);
        const [one] = await gone.returning('id').execute();
        if (one) removed = [...removed, one.id];
      }
    });
    await files.removeAll(removed);
  }
}
