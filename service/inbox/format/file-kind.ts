/** What a file is, in words that an agent knows. */
export type FileKind =
  'picture' | 'pdf' | 'text' | 'document' | 'spreadsheet' | 'presentation' | 'audio' | 'video' | 'archive' | 'other';

const EXACT: Readonly<Record<string, FileKind>> = {
  'application/pdf': 'pdf',
  'application/rtf': 'document',
  'application/msword': 'document',
  'application/zip': 'archive',
  'application/gzip': 'archive',
  'application/x-tar': 'archive',
  'application/x-7z-compressed': 'archive',
  'application/x-rar-compressed': 'archive',
  'application/vnd.oasis.opendocument.text': 'document',
};

/** By what a media type begins with, or contains. */
const PARTS: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, 'picture'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/wordprocessingml/, 'document'],
  [/spreadsheet|ms-excel/, 'spreadsheet'],
  [/presentation|ms-powerpoint/, 'presentation'],
  [/^text\//, 'text'],
];

/** Says what a file is by its media type. Pure. */
export function fileKind(mediaType: string): FileKind {
  return EXACT[mediaType] ?? PARTS.find(([part]) => part.test(mediaType))?.[1] ?? 'other';
}
