/** The files that an agent sends, from their choice until the service has stored their entries. All functions are pure. */

/** The most files that a conversation has here at a time. */
export const UPLOADS_LIMIT = 20;

/** Why a file was not sent. `no-attachments`: its app takes none, or its user has full privacy. */
export type UploadProblem =
  'refused' | 'no-attachments' | 'too-large' | 'wrong-kind' | 'over' | 'gone' | 'unreadable' | 'lost';

/** One file. Its bytes are with the effects. */
export interface Upload {
  /** Also of the entry that it becomes. It stays the same in every attempt, so that the file is sent once. */
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** As the browser says, by the ending of the name; `''` when it does not know. */
  readonly mediaType: string;
  /** How much of it the service has stored. */
  readonly uploadedBytes: number;
  /** The service's name for the file; `undefined` until all bytes are there. */
  readonly fileId: string | undefined;
  /** The agent has sent it: its entry follows as soon as the file is uploaded. Else it waits in the answer. */
  readonly isSent: boolean;
  readonly problem: UploadProblem | undefined;
}

export type Uploads = readonly Upload[];

/** One list for all conversations without files, so that their parts are not drawn again. */
export const NO_UPLOADS: Uploads = Object.freeze([]);

/** The files of all conversations, by the conversation's id. */
export type UploadMap = ReadonlyMap<string, Uploads>;

/** A file that was chosen just now. */
export type ChosenFile = Pick<Upload, 'id' | 'name' | 'bytes' | 'mediaType'>;

export function withChosen(uploads: Uploads, files: readonly ChosenFile[]): Uploads {
  return [
    ...uploads,
    ...files.map((file) => ({...file, uploadedBytes: 0, fileId: undefined, isSent: false, problem: undefined})),
  ];
}

/** Marks all files of a conversation as sent. */
export function withAllSent(uploads: Uploads): Uploads {
  return uploads.map((upload) => (upload.isSent ? upload : {...upload, isSent: true}));
}

export function withUpload(uploads: Uploads, id: string, change: Partial<Upload>): Uploads {
  return uploads.map((upload) => (upload.id === id ? {...upload, ...change} : upload));
}

/** A file that failed. One that the service does not have any more is uploaded again in the next attempt. */
export function withProblem(uploads: Uploads, id: string, problem: UploadProblem): Uploads {
  return withUpload(uploads, id, {problem, ...(problem === 'gone' && {fileId: undefined, uploadedBytes: 0})});
}

export function withoutUpload(uploads: Uploads, id: string): Uploads {
  return uploads.filter((upload) => upload.id !== id);
}

/** Finds the file that is sent next. A file waits until all files before it are sent or have failed. */
export function nextToSend(uploads: Uploads): (Upload & {readonly fileId: string}) | undefined {
  const next = uploads.find(({isSent, problem}) => isSent && !problem);
  return next?.fileId === undefined ? undefined : {...next, fileId: next.fileId};
}

/** Whether the answer has files that can be sent with it. */
export function hasChosen(uploads: Uploads): boolean {
  return uploads.some(({isSent, problem}) => !isSent && !problem);
}

/** Whether leaving the page would lose files. */
export function hasUploads(uploads: UploadMap): boolean {
  return uploads.size > 0;
}

/** What happened to files since `previous`. */
export interface FileNews {
  /** How many were added. */
  readonly added: number;
  /** The names of those that failed. */
  readonly failed: readonly string[];
}

export function fileNews(previous: UploadMap, next: UploadMap): FileNews {
  if (previous === next) return {added: 0, failed: []};
  const before = new Map([...previous.values()].flat().map((upload) => [upload.id, upload]));
  const now = [...next.values()].flat();
  return {
    added: now.filter(({id}) => !before.has(id)).length,
    failed: now.filter(({id, problem}) => problem && !before.get(id)?.problem).map(({name}) => name),
  };
}
