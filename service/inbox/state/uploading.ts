import {isChatError, retry} from 'helpshift-chat/client';
import type {InboxFiles} from '../files/inbox-files.js';
import {isConflict, isForbidden, isNotFound, isTooLarge, isUnsupported} from '../api/refusals.js';
import type {FilesApi} from '../files/files-api.js';
import type {Request} from './actions.js';
import {isOver} from './conversations.js';
import type {Reading} from './reading.js';
import type {Sending} from './sending.js';
import {report, type SessionTools} from './session.js';
import {nextToSend, UPLOADS_LIMIT, type Upload, type UploadProblem, type Uploads} from './uploads.js';

/** How many files are uploaded at the same time. Browsers have six connections to a service, and messages need some. */
const UPLOADS_AT_ONCE = 2;

export interface UploadingTools extends SessionTools {
  readonly filesApi: Pick<FilesApi, 'upload' | 'removeUpload'>;
  readonly files: Pick<InboxFiles, 'hold' | 'drop'>;
  readonly reading: Pick<Reading, 'catchUp'>;
  readonly sending: Pick<Sending, 'store' | 'whenTextsAreSent'>;
}

/** A file that this page can read. */
interface HeldFile {
  readonly file: File;
  readonly conversationId: string;
  /** Is aborted when the agent removes the file. */
  readonly removed: AbortController;
  /** Where the upload goes on. */
  address: string | undefined;
}

/** Uploads the files that an agent chooses, and sends them, for one log-in. A file stays in the conversation in which it was chosen. */
export class Uploading {
  readonly #tools: UploadingTools;
  readonly #held = new Map<string, HeldFile>();
  /** Those that wait for their turn. */
  readonly #waiting = new Set<string>();
  #running = 0;
  /** The conversations in which files are being sent now. Each sends one file after the other, so that they keep their order. */
  readonly #sending = new Set<string>();

  constructor(tools: UploadingTools) {
    this.#tools = tools;
  }

  attach({conversationId, files}: Extract<Request, {type: 'attach-files'}>): void {
    const {createId, dispatch} = this.#tools;
    const room = Math.max(0, UPLOADS_LIMIT - this.#uploads(conversationId).length);
    const chosen = files.slice(0, room).map((file) => {
      const id = createId();
      this.#held.set(id, {file, conversationId, removed: new AbortController(), address: undefined});
      this.#tools.files.hold(id, file);
      this.#waiting.add(id);
      return {id, name: file.name, bytes: file.size, mediaType: file.type};
    });
    if (chosen.length) dispatch({type: 'files-chosen', conversationId, files: chosen});
    if (files.length > room) dispatch({type: 'notice-raised', notice: 'too-many-files'});
    this.#uploadNext();
  }

  /** Tries a file again, from where it failed. */
  retry({conversationId, id}: Extract<Request, {type: 'retry-upload'}>): void {
    if (this.#find(conversationId, id)?.fileId !== undefined) return void this.send(conversationId);
    this.#waiting.add(id);
    this.#uploadNext();
  }

  /** Stops a file that the agent has removed. */
  remove(id: string): void {
    const held = this.#drop(id);
    held?.removed.abort();
    if (held?.address === undefined) return;
    // Else the service removes it when it is too old.
    this.#tools.filesApi.removeUpload(held.address, this.#tools.signal).catch(() => {});
  }

  /** Stores the entries of a conversation's files that are uploaded, in their order. */
  async send(conversationId: string): Promise<void> {
    const {signal, sending} = this.#tools;
    if (this.#sending.has(conversationId)) return;
    this.#sending.add(conversationId);
    try {
      for (;;) {
        const next = nextToSend(this.#uploads(conversationId));
        if (!next || signal.aborted) return;
        // A text that was sent together with files comes before them.
        await sending.whenTextsAreSent(conversationId);
        if (this.#find(conversationId, next.id)) await this.#sendOne(conversationId, next);
      }
    } finally {
      this.#sending.delete(conversationId);
    }
  }

  async #sendOne(conversationId: string, {id, fileId}: Upload & {readonly fileId: string}): Promise<void> {
    const {signal, dispatch, sending, reading, getState} = this.#tools;
    try {
      await retry(() => sending.store(conversationId, {id, content: {kind: 'attachment', fileId}}), signal);
      this.#drop(id);
      dispatch({type: 'upload-ended', conversationId, id});
    } catch (error) {
      if (isConflict(error)) await reading.catchUp(conversationId);
      const head = getState().heads.get(conversationId);
      const problem = isConflict(error) && head && isOver(head) ? 'over' : problemOf(error);
      // The service knows the file no more. The next attempt begins with its first byte.
      const held = this.#held.get(id);
      if (problem === 'gone' && held) held.address = undefined;
      report(this.#tools, error, {type: 'upload-failed', conversationId, id, problem});
    }
  }

  #uploadNext(): void {
    for (const id of this.#waiting) {
      if (this.#running >= UPLOADS_AT_ONCE) return;
      this.#waiting.delete(id);
      const held = this.#held.get(id);
      if (held) void this.#upload(id, held);
    }
  }

  async #upload(id: string, held: HeldFile): Promise<void> {
    const {filesApi, dispatch, signal} = this.#tools;
    const {file, conversationId, removed} = held;
    this.#running += 1;
    try {
      const fileId = await filesApi.upload({
        file,
        conversationId,
        address: held.address,
        onAddress: (address) => (held.address = address),
        onProgress: (uploadedBytes) => dispatch({type: 'upload-advanced', conversationId, id, uploadedBytes}),
        signal: AbortSignal.any([signal, removed.signal]),
      });
      dispatch({type: 'upload-completed', conversationId, id, fileId});
    } catch (error) {
      if (removed.signal.aborted) return;
      const problem = problemOf(error);
      // An upload that was refused is gone. One that was interrupted goes on.
      if (problem !== 'lost') held.address = undefined;
      report(this.#tools, error, {type: 'upload-failed', conversationId, id, problem});
    } finally {
      this.#running -= 1;
      if (!signal.aborted) this.#uploadNext();
    }
  }

  #uploads(conversationId: string): Uploads {
    return this.#tools.getState().uploads.get(conversationId) ?? [];
  }

  #find(conversationId: string, id: string): Upload | undefined {
    return this.#uploads(conversationId).find((upload) => upload.id === id);
  }

  #drop(id: string): HeldFile | undefined {
    const held = this.#held.get(id);
    this.#held.delete(id);
    this.#waiting.delete(id);
    this.#tools.files.drop(id);
    return held;
  }
}

function problemOf(error: unknown): UploadProblem {
  if (isForbidden(error)) return 'no-attachments';
  if (isTooLarge(error)) return 'too-large';
  if (isUnsupported(error)) return 'wrong-kind';
  if (isNotFound(error)) return 'gone';
  if (!isChatError(error) || error.code === 'unreadable') return 'unreadable';
  return error.retryable ? 'lost' : 'refused';
}
