import {open} from 'node:fs/promises';
import type {AllAppSettings} from 'helpshift-chat/protocol';

/** A kind of file, as its content tells. */
export interface FileKind {
  readonly mediaType: string;
  /** The endings that names of such files have. `[]`: any. */
  readonly endings: readonly string[];
}

/** What nothing is known of. */
export const UNKNOWN_KIND: FileKind = {mediaType: 'application/octet-stream', endings: []};

/** The pictures that the service reads, and makes again without metadata. */
export const PICTURE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png', 'apng'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'image/avif': ['avif'],
};

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';

/** The documents, with the endings of their names: on an agent's computer the ending decides which program opens a file. */
const DOCUMENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'csv', 'tsv', 'log', 'md', 'json', 'yaml', 'yml', 'ini', 'eml', 'ics', 'vcf', 'srt'],
  'application/rtf': ['rtf'],
  [`${OFFICE}.wordprocessingml.document`]: ['docx'],
  [`${OFFICE}.spreadsheetml.sheet`]: ['xlsx'],
  [`${OFFICE}.presentationml.presentation`]: ['pptx'],
  [`${OPEN_DOCUMENT}.text`]: ['odt'],
  [`${OPEN_DOCUMENT}.spreadsheet`]: ['ods'],
  [`${OPEN_DOCUMENT}.presentation`]: ['odp'],
  // The older files of Office share one form.
  'application/x-cfb': ['doc', 'xls', 'ppt'],
};

/** How much of a file is read to recognise it. The parts of an office document that tell its kind come first. */
const HEAD_BYTES = 64 * 1024;

const READ_BYTES = 256 * 1024;

/** Recognises a file by its content: neither the ending of its name nor its sender is asked. */
export async function recognise(path: string): Promise<FileKind> {
  const head = await readHead(path);
  // Loaded with the first file: the service starts faster without it.
  const {fileTypeFromBuffer} = await import('file-type');
  const found = head.length ? await fileTypeFromBuffer(head) : undefined;
  const mediaType = found && (found.mime === 'image/apng' ? 'image/png' : found.mime);
  if (mediaType !== undefined) {
    const endings = PICTURE_TYPES[mediaType] ?? DOCUMENT_TYPES[mediaType] ?? [];
    return {mediaType, endings};
  }
  if (!(await isText(path))) return UNKNOWN_KIND;
  return {mediaType: 'text/plain', endings: DOCUMENT_TYPES['text/plain'] ?? []};
}

/** Whether an app takes files of this kind. `isPicture`: the service could read it. */
export function isTaken(
  types: AllAppSettings['attachmentTypes'],
  {mediaType}: FileKind,
  {isPicture}: {readonly isPicture: boolean},
): boolean {
  switch (types) {
    case 'any':
      return true;
    case 'documents':
      return isPicture || mediaType in DOCUMENT_TYPES;
    case 'pictures':
      return isPicture;
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether a file is a text: valid UTF-8 without NUL. */
async function isText(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const decoder = new TextDecoder('utf-8', {fatal: true});
    const buffer = Buffer.alloc(READ_BYTES);
    for (let position = 0; ;) {
      const {bytesRead} = await file.read(buffer, 0, READ_BYTES, position);
      const part = buffer.subarray(0, bytesRead);
      if (part.includes(0)) return false;
      // Throws for bytes that are no UTF-8.
      decoder.decode(part, {stream: bytesRead > 0});
      if (!bytesRead) return true;
      position += bytesRead;
    }
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  } finally {
    await file.close();
  }
}
