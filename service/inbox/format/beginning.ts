/** What a conversation began with, safe to show: the page has given all of it. All functions are pure. */
import {fullTimeLabel} from 'helpshift-chat/client';
import type {ReadBeginning} from '../api/parse-agent.js';
import {visibleName} from './visible-text.js';

export type ReadField = ReadBeginning['fields'][number];

const LONG_CHARS = 240;
const LONG_LINES = 4;

export function isEmptyBeginning({fields, tags, pageUrl}: ReadBeginning): boolean {
  return !fields.length && !tags.length && !pageUrl;
}

/** The value as text. One of a type that only a newer service knows is shown as it is. */
export function fieldText(
  {type, value}: ReadField,
  {yes, no}: {readonly yes: string; readonly no: string},
  locale: string,
): string {
  if (typeof value === 'boolean') return value ? yes : no;
  if (type === 'date' && isTime(value)) return fullTimeLabel(value, locale);
  return String(value).split('\n').map(visibleName).join('\n');
}

/** Dates have limits. */
function isTime(value: ReadField['value']): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

/** Whether a text would push the messages out of sight. */
export function isLongText(text: string): boolean {
  return text.length > LONG_CHARS || text.split('\n').length > LONG_LINES;
}

/** The beginning of a long text. */
export function startOf(text: string): string {
  // The cut must not leave half of a character.
  return `${text.slice(0, LONG_CHARS).replace(/\p{Surrogate}$/u, '')}…`;
}

/** The address that a link may lead to, as browsers write it; `undefined` when the text must stay a text. */
export function pageLink(pageUrl: string): string | undefined {
  const url = URL.canParse(pageUrl) ? new URL(pageUrl) : undefined;
  const isPage = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return isPage ? url.href : undefined;
}
