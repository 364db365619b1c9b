import {MESSAGE_TEXT_LIMIT_CHARS} from 'helpshift-chat/protocol';
import {fieldError} from '../errors.js';
import {PREVIEW_LIMIT_CHARS} from '../limits.js';

const EVERY_LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Makes a text storable: a lone surrogate (half an emoji, cut by a limit) becomes U+FFFD, and NUL is removed, because
 * PostgreSQL cannot store it.
 */
export function storableText(text: string): string {
  return text.replace(EVERY_LONE_SURROGATE, '\ufffd').replaceAll('\0', '');
}

/** Checks the text in a field and makes it storable. Throws `invalid_request` when it is blank or too long. */
export function messageText(text: string, field: string): string {
  requireLength(text, MESSAGE_TEXT_LIMIT_CHARS, field);
  const storable = storableText(text);
  requireText(storable, field);
  return storable;
}

/** Throws `invalid_request` for a text that is too long, in UTF-16 code units: a schema counts code points. */
export function requireLength(text: string, limit: number, field: string): void {
  if (text.length > limit) throw fieldError('invalid_request', field, `longer than ${limit} characters`);
}

/** Throws `invalid_request` for a text that is blank. */
export function requireText(text: string, field: string): void {
  if (!text.trim()) throw fieldError('invalid_request', field, 'holds nothing but white space');
}

/** Returns the beginning of a text. An emoji at the cut is left out. */
export function previewText(text: string): string {
  return text.slice(0, PREVIEW_LIMIT_CHARS).replace(EVERY_LONE_SURROGATE, '');
}
