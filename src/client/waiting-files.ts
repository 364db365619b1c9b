import {appKey} from './app-address.js';
import {type ChatError, type ChatErrorCode, isChatError} from './errors.js';
import {KeptFiles} from './kept-files.js';
import type {WrittenFile} from './outgoing.js';
import {randomId} from './random-id.js';
import {removeUpload, type UploadAccess, uploadFile} from './upload.js';
import type {UserSession} from './user-session.js';

/** Why a file is not sent: what the service says, or what is known before. */
export type FileProblem = ChatErrorCode;

/** A file that the user wants to send, until it is uploaded. */
export interface WaitingFile {
  /** The id of its message. */
  readonly id: string;
  readonly name: string;
  /** As the browser sees it. The service decides by the content. */
  readonly mediaType: string;
  readonly bytes: number;
  /** The size of a picture that this browser can show, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly lastModified: number;
  /** `waiting`: for its turn, or for the connection. `missing`: the user has to choose it again. */
  readonly status: 'waiting' | 'uploading' | 'failed' | 'missing';
  /** Of `failed`. */
  readonly problem?: FileProblem | undefined;
  /** How many bytes have left. */
  readonly sent: number;
  /** Where its upload is. */
  readonly address?: string | undefined;
  /** Absent: `missing`. */
  readonly file?: File;
}

export interface WaitingFilesParts {
  readonly session: UserSession;
  /** Why a file cannot be sent, as far as that is known before. */
  readonly check: (file: File) => FileProblem | undefined;
  /** The files have changed. */
  readonly changed: (files: readonly WaitingFile[]) => void;
  /** A file is uploaded, and becomes a message. Resolves when that is kept, or cannot be. */
  readonly uploaded: (waiting: WaitingFile, file: WrittenFile) => Promise<void>;
  /** A request has failed, or a file was refused. */
  readonly failed: (error: ChatError) => void;
}

// Files are sent in their order. Only a large one does not hold those that follow.
const LARGE_BYTES = 5_000_000;
const AT_ONCE = 3;

// Each change is drawn.
const PROGRESS_INTERVAL_MS = 200;

/** The pictures that the service shows. Others are files. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** The files of one user on their way to the service. Ends with the session. */
export class WaitingFiles {
  readonly #parts: WaitingFilesParts;
  readonly #kept: KeptFiles;
  #files: readonly WaitingFile[] = [];
  /** By the file's id: ends its upload. */
  readonly #uploads = new Map<string, AbortController>();
  /** By the file's id: lets other tabs have it. */
  readonly #holds = new Map<string, () => void>();
  #toldAt = -PROGRESS_INTERVAL_MS;

  constructor(parts: WaitingFilesParts) {
    const {app, userKey, signal} = parts.session;
    this.#parts = parts;
    this.#kept = new KeptFiles(app, userKey ?? '', signal);
    signal.addEventListener('abort', () => this.#take([]));
  }

  /** Adds files after all others, and uploads them. */
  add(files: readonly File[]): void {
    const added = files.map((file) => this.#withContent({id: randomId(), sent: 0}, file));
    this.#set([...this.#files, ...added]);
    for (const file of added) {
      if (file.status === 'failed') continue;
      void this.#hold(file.id, async () => {});
      void this.#keep(file);
    }
    this.#start();
  }

  /** Goes on with the files of an earlier page. One that another tab has stays there until that tab is closed. */
  async restore(): Promise<void> {
    for (const {id} of await this.#kept.find()) {
      if (this.#find(id)) continue;
      void this.#hold(id, async () => {
        // The other tab may have uploaded it.
        const [found] = await this.#kept.find(id);
        if (!found || this.#find(id)) return;
        this.#set([...this.#files, {...found, sent: 0, status: found.file ? 'waiting' : 'missing'}]);
        this.#start();
      });
    }
  }

  /** Takes a file out: it is not sent. */
  cancel(id: string): void {
    const address = this.#find(id)?.address;
    this.#uploads.get(id)?.abort();
    this.#drop(id);
    void this.#kept.remove(id);
    // What stays there is removed by the service, after its time.
    if (address) removeUpload({...this.#access(this.#parts.session.signal), address}).catch(() => {});
  }

  /** Tries again to send a file. */
  retry(id: string): void {
    this.#change(id, {status: 'waiting', problem: undefined});
    const file = this.#find(id);
    if (file) void this.#keep(file);
    this.#start();
  }

  /** Takes the content of a file that is missing, or cannot be read. With another file its upload begins again. */
  choose(id: string, content: File): void {
    const before = this.#find(id);
    if (!before) return;
    const file = this.#withContent({id, sent: 0}, content);
    const isSame =
      before.name === file.name && before.bytes === file.bytes && before.lastModified === file.lastModified;
    this.#change(id, {...file, address: isSame ? before.address : undefined});
    const changed = this.#find(id);
    if (changed && file.status === 'waiting') void this.#keep(changed);
    else void this.#kept.remove(id);
    this.#start();
  }

  #withContent(known: Pick<WaitingFile, 'id' | 'sent'>, file: File): WaitingFile {
    const {name, type: mediaType, size: bytes, lastModified} = file;
    const problem = this.#parts.check(file);
    return {...known, name, mediaType, bytes, lastModified, file, status: problem ? 'failed' : 'waiting', problem};
  }

  #find(id: string): WaitingFile | undefined {
    return this.#files.find((file) => file.id === id);
  }

  #set(files: readonly WaitingFile[]): void {
    if (this.#parts.session.signal.aborted) return;
    this.#take(files);
    this.#parts.changed(files);
  }

  #take(files: readonly WaitingFile[]): void {
    this.#files = files;
    for (const [id, release] of this.#holds) if (!this.#find(id)) release();
  }

  #change(id: string, change: Partial<WaitingFile>): void {
    this.#set(this.#files.map((file) => (file.id === id ? {...file, ...change} : file)));
  }

  #drop(id: string): void {
    this.#set(this.#files.filter((file) => file.id !== id));
  }

  async #keep(file: WaitingFile): Promise<void> {
    await this.#kept.keep(file, file.file);
    const now = this.#find(file.id);
    // It was taken out, uploaded, or refused meanwhile.
    if (!now || now.status === 'failed') await this.#kept.remove(file.id);
    else if (now.address && now.address !== file.address) await this.#kept.keepAddress(file.id, now.address);
  }

  /** Uploads the files whose turn it is. */
  #start(): void {
    for (const {id, status, file} of this.#files) {
      const isFull = this.#uploads.size >= AT_ONCE || [...this.#uploads.keys()].some((other) => !this.#isLarge(other));
      if (isFull || status !== 'waiting' || !file || this.#uploads.has(id)) continue;
      const end = new AbortController();
      this.#uploads.set(id, end);
      void this.#upload(id, file, AbortSignal.any([this.#parts.session.signal, end.signal])).then(() => {
        this.#uploads.delete(id);
        this.#start();
      });
    }
  }

  #isLarge(id: string): boolean {
    return (this.#find(id)?.bytes ?? 0) > LARGE_BYTES;
  }

  /** Uploads a file. Never rejects. */
  async #upload(id: string, file: File, signal: AbortSignal): Promise<void> {
    const {failed, uploaded} = this.#parts;
    this.#change(id, {status: 'uploading'});
    void this.#measure(id, file);
    try {
      const fileId = await uploadFile({
        ...this.#access(signal),
        file,
        address: this.#find(id)?.address,
        onAddress: (address) => {
          this.#change(id, {address});
          void this.#kept.keepAddress(id, address);
        },
        onProgress: (sent) => this.#tellProgress(id, sent),
        onFailure: (error) => {
          this.#change(id, {status: 'waiting'});
          failed(error);
        },
      });
      const waiting = this.#find(id);
      if (!waiting || signal.aborted) return;
      const {name, mediaType, bytes, width, height} = waiting;
      const size = width && height ? {width, height} : {};
      // The message stands in its place in the same moment.
      const written = uploaded(waiting, {fileId, name, mediaType, bytes, ...size});
      this.#drop(id);
      await written;
    } catch (error) {
      if (signal.aborted) return;
      const problem = isChatError(error) ? error.code : 'invalid_response';
      this.#change(id, {status: 'failed', problem, address: undefined});
      if (isChatError(error)) failed(error);
    }
    await this.#kept.remove(id);
  }

  /** Finds out how large a picture is, so that its place is the same before and after it is sent. */
  async #measure(id: string, file: File): Promise<void> {
    if (!PICTURE.test(file.type) || this.#find(id)?.width) return;
    try {
      const picture = await createImageBitmap(file);
      const {width, height} = picture;
      picture.close();
      this.#change(id, {width, height});
    } catch {
      // It is a file like others.
    }
  }

  #tellProgress(id: string, sent: number): void {
    const now = performance.now();
    if (this.#find(id)?.bytes !== sent && now - this.#toldAt < PROGRESS_INTERVAL_MS) return;
    this.#toldAt = now;
    this.#change(id, {sent, status: 'uploading'});
  }

  #access(signal: AbortSignal): UploadAccess {
    const {session} = this.#parts;
    return {
      url: `${session.app.serviceUrl}/v1/files`,
      authorize: (refused) => {
        if (refused !== undefined) session.dropToken(refused);
        return session.token();
      },
      signal,
    };
  }

  /** Keeps other tabs from a file, as soon as none of them has it and until it is out of the list here. Then `begin` runs. */
  async #hold(id: string, begin: () => Promise<void>): Promise<void> {
    const {app, signal} = this.#parts.session;
    const locks = (globalThis.navigator as Navigator | undefined)?.locks;
    let hasBegun = false;
    const hold = async (): Promise<void> => {
      hasBegun = true;
      await begin();
      if (this.#find(id)) await new Promise<void>((resolve) => this.#holds.set(id, resolve));
      this.#holds.delete(id);
    };
    // In a sandboxed frame there are no locks.
    await locks?.request(`helpshift-chat file ${id} ${appKey(app)}`, {signal}, hold).catch(() => {});
    if (!hasBegun && !signal.aborted) await hold();
  }
}
