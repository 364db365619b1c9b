import type {WrittenFile} from '../../client/outgoing.js';
import {downloadAddress, readFile} from '../../client/read-file.js';
import type {UserSession} from '../../client/user-session.js';
import type {WaitingFiles} from '../../client/waiting-files.js';
import type {ReadFileRequest} from '../../protocol/wire.js';
import type {ModelStore} from '../chat-model.js';
import {mayAttach} from './may-attach.js';
import type {RuntimeErrors} from '../runtime-errors.js';

export interface FilesParts {
  readonly session: UserSession;
  readonly store: ModelStore;
  readonly errors: RuntimeErrors;
  /** Sends a file that is uploaded. */
  readonly send: (name: string, attached: {readonly id: string; readonly file: WrittenFile}) => Promise<void>;
}

// The pictures that were sent from here need not be read from the service. More of them than a user looks at.
const OWN_LIMIT = 20;

/** What one user can do with files. Ends with the session. */
export class Files {
  readonly #parts: FilesParts;
  /** Files that were sent from here, by the id at the service. */
  readonly #own = new Map<string, File>();
  #waiting: Promise<WaitingFiles> | undefined;

  constructor(parts: FilesParts) {
    this.#parts = parts;
    parts.session.signal.addEventListener('abort', () => this.#own.clear());
  }

  /** Sends files. Those that the app does not take are shown with the reason. Rejects when the code does not load. */
  async add(files: readonly File[]): Promise<void> {
    const waiting = await this.#load();
    if (mayAttach(this.#parts.store.model)) waiting.add(files);
  }

  /** Goes on with the files of an earlier page, if the user can still send files. */
  async restore(): Promise<void> {
    const {session, store} = this.#parts;
    const settings = await session.settings();
    if (mayAttach({...store.model, settings})) await (await this.#load()).restore();
  }

  async cancel(id: string): Promise<void> {
    (await this.#load()).cancel(id);
  }

  async retry(id: string): Promise<void> {
    (await this.#load()).retry(id);
  }

  /** Takes the content of a file that the browser could not keep. */
  async choose(id: string, file: File): Promise<void> {
    (await this.#load()).choose(id, file);
  }

  /** Reads a file of the conversations. Rejects with a `ChatError`, or with the reason of `signal`. */
  async read(request: ReadFileRequest, signal: AbortSignal): Promise<Blob> {
    const {session} = this.#parts;
    return this.#own.get(request.fileId) ?? readFile(session, request, AbortSignal.any([signal, session.signal]));
  }

  /** Makes an address that downloads a file, once. Rejects with a `ChatError`. */
  address(fileId: string): Promise<string> {
    return downloadAddress(this.#parts.session, fileId);
  }

  #load(): Promise<WaitingFiles> {
    return (this.#waiting ??= this.#make().catch((error: unknown) => {
      this.#waiting = undefined;
      this.#parts.errors.reportLoadFailed();
      throw error;
    }));
  }

  async #make(): Promise<WaitingFiles> {
    const [{WaitingFiles}, {checkFile}] = await Promise.all([
      import('../../client/waiting-files.js'),
      import('./check-file.js'),
    ]);
    const {session, store, errors, send} = this.#parts;
    return new WaitingFiles({
      session,
      check: (file) => (store.model.settings ? checkFile(file, store.model.settings) : undefined),
      changed: (files) => store.change({files}),
      uploaded: async ({id, file: content}, file) => {
        if (content && file.width) this.#own.set(file.fileId, content);
        const [oldest = ''] = this.#own.keys();
        if (this.#own.size > OWN_LIMIT) this.#own.delete(oldest);
        await send(file.name, {id, file});
      },
      failed: (error) => errors.reportFailure(error),
    });
  }
}
