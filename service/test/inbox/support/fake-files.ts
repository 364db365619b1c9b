import type {ReadFileRequest} from 'helpshift-chat/protocol';
import type {FilesApi, UploadRequest} from '../../../inbox/files/files-api.js';
import {InboxFiles} from '../../../inbox/files/inbox-files.js';

/** An upload that has begun. A test says how it ends. */
export interface BegunUpload {
  readonly request: UploadRequest;
  readonly complete: (fileId?: string) => void;
  readonly fail: (error: Error) => void;
}

/** A picture of 2 × 1 pixels. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAD0lEQVQImWNgaGhgaGgAAAYHAgGLnR/lAAAAAElFTkSuQmCC';

export function pictureBlob(): Blob {
  return new Blob([Uint8Array.from(atob(PICTURE), (byte) => byte.charCodeAt(0))], {type: 'image/png'});
}

/** The files of a service in memory. An upload ends when the test says so. */
export class FakeFiles implements FilesApi {
  /** All calls: the name and what is asked for, as `upload a.png c1` and `read thumbnail f1`. */
  readonly calls: string[] = [];
  /** In the order in which they began. */
  readonly uploads: BegunUpload[] = [];
  /** The next calls that begin so reject with this error. */
  failure: {name: string; error: Error} | undefined;
  /** What is read. */
  picture = pictureBlob();

  async upload(request: UploadRequest): Promise<string> {
    const {file, conversationId, address, signal} = request;
    this.#called('upload', file.name, conversationId, ...(address === undefined ? [] : [address]));
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      this.uploads.push({request, complete: (fileId = `file of ${file.name}`) => resolve(fileId), fail: reject});
    });
  }

  async removeUpload(address: string): Promise<void> {
    this.#called('removeUpload', address);
  }

  async read({form, fileId}: ReadFileRequest, signal: AbortSignal): Promise<Blob> {
    this.#called('read', form, fileId);
    signal.throwIfAborted();
    return this.picture;
  }

  async offerDownload(fileId: string): Promise<string> {
    this.#called('offerDownload', fileId);
    return `/v1/downloads/${fileId}`;
  }

  #called(...parts: readonly string[]): void {
    const call = parts.join(' ');
    this.calls.push(call);
    if (this.failure && call.startsWith(this.failure.name)) throw this.failure.error;
  }
}

/** What the effects need for files. What would be saved is in `saved`. */
export function fileTools(filesApi = new FakeFiles(), saved: string[] = []) {
  const save = (path: string): unknown => saved.push(path);
  return {filesApi, files: new InboxFiles({api: filesApi, onFailure: () => {}, save})};
}
