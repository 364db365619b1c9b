import {isCount, isShape, isString} from '../protocol/parse-fields.js';
import {type AppAddress, appKey} from './app-address.js';
import {placeOfFile, transact} from './outbox.js';
import {eachRecord} from './records.js';

/** A file that is kept until it is uploaded. */
export interface KeptFile {
  /** The id of its message. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** When it was changed last. With name and size it tells a file from another one. */
  readonly lastModified: number;
  /** Where its upload is. Absent: it has not begun. */
  readonly address?: string | undefined;
}

/** A file as it is found again. */
export interface FoundFile extends KeptFile {
  /** Absent: the browser has not kept the content, so the user has to choose it again. */
  readonly file?: File;
}

/** Only the content of smaller files is kept: a browser may remove all that a site keeps when that is too much. */
const KEPT_LIMIT_BYTES = 25_000_000;

const isKept = isShape<KeptFile>({
  id: isString,
  name: isString,
  mediaType: isString,
  bytes: isCount,
  lastModified: isCount,
});

/**
 * The files of one user that are being uploaded, beside the messages in `Outbox`, which removes them with the user and after their time.
 * Where the browser keeps nothing, its functions do nothing.
 */
export class KeptFiles {
  readonly #keys: readonly [app: string, user: string];
  /** The begin of all addresses of uploads: the session token goes to no other one, whoever has edited a record. */
  readonly #uploads: string;
  readonly #signal: AbortSignal;
  /** Resolves when all files before are kept. */
  #keeping: Promise<unknown> = Promise.resolve();

  /** @param signal - After it is aborted nothing is kept: the user may have logged out. */
  constructor(app: AppAddress, user: string, signal: AbortSignal) {
    this.#keys = [appKey(app), user];
    this.#uploads = `${app.serviceUrl}/v1/files/`;
    this.#signal = signal;
  }

  /** Keeps a file after all others, so that what the user writes meanwhile waits for one of them only. Its content is kept if there is room. */
  keep(file: KeptFile, content?: Blob): Promise<void> {
    const kept = this.#keeping.then(() => this.#keep(file, content));
    this.#keeping = kept;
    return kept;
  }

  async #keep({id, name, mediaType, bytes, lastModified, address}: KeptFile, content: Blob | undefined): Promise<void> {
    const file: KeptFile = {id, name, mediaType, bytes, lastModified, address};
    const record = {file, keptAt: Date.now()};
    const put = (value: object) => (records: IDBObjectStore) => void records.put(value, this.#key(id));
    const hasRoom = content && bytes <= KEPT_LIMIT_BYTES && (await this.#try(put({...record, blob: content})));
    if (!hasRoom) await this.#try(put(record));
  }

  /** Keeps where the upload of a file is. */
  async keepAddress(id: string, address: string): Promise<void> {
    await this.#try((records) =>
      eachRecord(records, IDBKeyRange.only(this.#key(id)), (cursor) => {
        const record = cursor.value as {readonly file: KeptFile};
        cursor.update({...record, file: {...record.file, address}});
      }),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#try((records) => void records.delete(this.#key(id)));
  }

  /** Finds all files that are kept, the oldest first, or the one with this id. */
  async find(id?: string): Promise<readonly FoundFile[]> {
    const found: (FoundFile & {readonly keptAt: number})[] = [];
    const range = IDBKeyRange.bound(this.#key(id ?? ''), this.#key(id ?? '\uffff'));
    await this.#try((records) =>
      eachRecord(records, range, ({value}) => {
        // Whoever has edited it may have put anything there.
        const {file, blob, keptAt} = Object(value) as {
          readonly file?: unknown;
          readonly blob?: unknown;
          readonly keptAt: number;
        };
        if (!isKept(file)) return;
        const {name, mediaType: type, lastModified, address} = file;
        const isUpload = isString(address) && address.startsWith(this.#uploads);
        const content = blob instanceof Blob && {file: new File([blob], name, {type, lastModified})};
        found.push({...file, address: isUpload ? address : undefined, keptAt, ...content});
      }),
    );
    return found.sort((one, other) => one.keptAt - other.keptAt);
  }

  #key(id: string): IDBValidKey {
    return [...this.#keys, placeOfFile(id)];
  }

  async #try(work: (records: IDBObjectStore) => void): Promise<boolean> {
    try {
      await transact((records) => {
        if (!this.#signal.aborted) work(records);
      });
      return true;
    } catch {
      return false;
    }
  }
}
