import {retry} from 'helpshift-chat/client';
import type {ReadFileRequest} from 'helpshift-chat/protocol';
import type {FilesApi} from './files-api.js';
import {saveFrom} from './save-from.js';

/** How often a picture is asked for before it counts as not loaded. */
const ATTEMPTS_LIMIT = 3;

/** The pictures that browsers show. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** What the parts of the inbox use of the files. Calls reject with a `ChatError`, or an `AbortError`. */
export interface FileSource {
  /** Loads a picture. Resolves with an address for an `<img>`, which is valid while its conversation is open. */
  picture(request: ReadFileRequest): Promise<string>;
  /** Ends the address of an original, which can take much memory. */
  release(fileId: string): void;
  /** The address of a picture that was chosen here; `undefined` for every other file. */
  chosen(id: string): string | undefined;
  /** Has the browser save a file. */
  download(fileId: string): Promise<void>;
}

export interface InboxFilesOptions {
  readonly api: Pick<FilesApi, 'read' | 'offerDownload'>;
  /** Is told of each request that failed. */
  readonly onFailure: (error: unknown) => void;
  /** Default: the browser's download */
  readonly save?: (path: string) => void;
}

/** The bytes and the object URLs of files. None outlives the conversation in which it is shown. */
export class InboxFiles implements FileSource {
  readonly #options: InboxFilesOptions;
  readonly #chosen = new Map<string, File>();
  readonly #chosenAddresses = new Map<string, string>();
  readonly #pictures = new Map<string, Promise<string>>();
  /** Is aborted when the conversation is left. */
  #left = new AbortController();

  constructor(options: InboxFilesOptions) {
    this.#options = options;
  }

  picture(request: ReadFileRequest): Promise<string> {
    const key = keyOf(request);
    const known = this.#pictures.get(key);
    if (known) return known;
    const loading = this.#load(request);
    this.#pictures.set(key, loading);
    loading.catch((error: unknown) => {
      if (this.#pictures.get(key) === loading) this.#pictures.delete(key);
      this.#options.onFailure(error);
    });
    return loading;
  }

  release(fileId: string): void {
    const key = keyOf({fileId, form: 'original'});
    void this.#pictures.get(key)?.then(revoke, () => {});
    this.#pictures.delete(key);
  }

  chosen(id: string): string | undefined {
    const file = this.#chosen.get(id);
    const known = this.#chosenAddresses.get(id);
    if (known !== undefined || !file || !SHOWN.test(file.type)) return known;
    const address = URL.createObjectURL(file);
    this.#chosenAddresses.set(id, address);
    return address;
  }

  async download(fileId: string): Promise<void> {
    const {api, onFailure, save = saveFrom} = this.#options;
    try {
      save(await api.offerDownload(fileId, this.#left.signal));
    } catch (error) {
      onFailure(error);
      throw error;
    }
  }

  /** Keeps a file that was chosen. */
  hold(id: string, file: File): void {
    this.#chosen.set(id, file);
  }

  /** Forgets a file that was chosen. */
  drop(id: string): void {
    this.#chosen.delete(id);
    URL.revokeObjectURL(this.#chosenAddresses.get(id) ?? '');
    this.#chosenAddresses.delete(id);
  }

  /** Ends what was shown of a conversation. The files that were chosen in it stay. */
  leave(): void {
    this.#left.abort();
    this.#left = new AbortController();
    for (const picture of this.#pictures.values()) void picture.then(revoke, () => {});
    this.#pictures.clear();
    for (const address of this.#chosenAddresses.values()) URL.revokeObjectURL(address);
    this.#chosenAddresses.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.leave();
    this.#chosen.clear();
  }

  async #load(request: ReadFileRequest): Promise<string> {
    const {signal} = this.#left;
    let failures = 0;
    const read = (): Promise<Blob> => this.#options.api.read(request, signal);
    const picture = await retry(read, signal, (error) => {
      if (++failures === ATTEMPTS_LIMIT) throw error;
    });
    signal.throwIfAborted();
    return URL.createObjectURL(picture);
  }
}

function revoke(address: string): void {
  URL.revokeObjectURL(address);
}

function keyOf({fileId, form}: ReadFileRequest): string {
  return `${form} ${fileId}`;
}
