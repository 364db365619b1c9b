import {AttachmentFiles} from './attachment-files.js';
import {Pictures} from './pictures.js';
import {StoredFiles} from './stored-files.js';
import {Uploads, type UploadsParts} from './uploads.js';
import {UploadsAtOnce} from './uploads-at-once.js';

/** What the routes do with files. */
export interface Attachments {
  readonly files: AttachmentFiles;
  readonly uploads: Uploads;
  readonly storedFiles: StoredFiles;
  readonly atOnce: UploadsAtOnce;
}

export function createAttachments(folder: string, parts: Omit<UploadsParts, 'files' | 'pictures'>): Attachments {
  const files = new AttachmentFiles(folder);
  return {
    files,
    uploads: new Uploads({...parts, files, pictures: new Pictures()}),
    storedFiles: new StoredFiles({db: parts.store.db, clock: parts.clock, files}),
    atOnce: new UploadsAtOnce(),
  };
}
