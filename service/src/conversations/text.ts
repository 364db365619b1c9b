import {MESSAGE_TEXT_LIMIT_CHARS} from 'helpshift-chat/protocol';
import {ServiceError} from '../errors.js';
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
  if (text.length > MESSAGE_TEXT_LIMIT_CHARS) {
    throw new ServiceError('invalid_request', `${field}: longer than ${MESSAGE_TEXT_LIMIT_CHARS} characters`, field);
  }
  const storable = storableText(text);
  if (!storable.trim()) throw new ServiceError('invalid_request', `${field}: holds nothing but white space`, field);
  return storable;
}

/** Returns the beginning of a text. An emoji at the cut is left out. */
export function previewText(text: string): string {
  return text.slice(0, PREVIEW_LIMIT_CHARS).replace(EVERY_LONE_SURROGATE, '');
}
