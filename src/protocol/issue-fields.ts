import {ISSUE_FIELD_KEY_LIMIT_CHARS, ISSUE_FIELDS_LIMIT, ISSUE_FIELDS_LIMIT_CHARS} from './limits.js';

/** A custom issue field of a conversation. The types are those of the Web Chat API. */
export type IssueField =
  /** At most 255 characters; of `multiline` 100,000. A `number` is a text such as `"10.5"`. */
  | {readonly type: 'singleline' | 'multiline' | 'number' | 'dropdown'; readonly value: string}
  /** Milliseconds since 1970. */
  | {readonly type: 'date'; readonly value: number}
  | {readonly type: 'checkbox'; readonly value: boolean};

/** By key. */
export type IssueFields = Readonly<Record<string, IssueField>>;

/** Why a field is left out. `TOO_MUCH`: there are too many fields before it, or they are too long. */
export type IssueFieldProblem = 'KEY_INVALID' | 'TYPE_INVALID' | 'VALUE_INVALID' | 'TOO_MUCH';

/** What was accepted, and what was left out. */
export interface ReadIssueFields {
  readonly fields: IssueFields;
  /** One for each field that was left out, in their order. `key` is cut at 255 characters. */
  readonly problems: readonly {readonly key: string; readonly problem: IssueFieldProblem}[];
}

const LINE_LIMIT_CHARS = 255;
const TEXT_LIMIT_CHARS = 100_000;
const LAST_DATE_MS = 8.64e15;

const isTextOf = (limit: number) => (value: unknown) => typeof value === 'string' && value.length <= limit;
const isLine = isTextOf(LINE_LIMIT_CHARS);

const IS_VALUE: Readonly<Record<IssueField['type'], (value: unknown) => boolean>> = {
  singleline: isLine,
  multiline: isTextOf(TEXT_LIMIT_CHARS),
  number: (value) => isLine(value) && /^[+-]?\d+(?:\.\d+)?$/.test((value as string).trim()),
  dropdown: isLine,
  date: (value) => Number.isInteger(value) && Math.abs(value as number) <= LAST_DATE_MS,
  checkbox: (value) => typeof value === 'boolean',
};

/**
 * Reads custom issue fields, as a page gives them: `{key: {type, value}}`. Leaves out each one whose key, type or value is not
 * valid, and keeps the others. Never throws: a getter that does makes its field invalid. Rule: `setCustomIssueFields` of the Web Chat API.
 */
export function readIssueFields(given: unknown): ReadIssueFields {
  const fields: [string, IssueField][] = [];
  const problems: {key: string; problem: IssueFieldProblem}[] = [];
  let room = ISSUE_FIELDS_LIMIT_CHARS;
  for (const key of keysOf(given)) {
    const read = readIssueField(key, given as Readonly<Record<string, unknown>>);
    const size = typeof read === 'string' ? 0 : JSON.stringify([key, read]).length;
    const isTooMuch = fields.length >= ISSUE_FIELDS_LIMIT || size > room;
    const problem = typeof read === 'string' ? read : isTooMuch ? 'TOO_MUCH' : undefined;
    if (problem) problems.push({key: key.slice(0, ISSUE_FIELD_KEY_LIMIT_CHARS), problem});
    else {
      room -= size;
      fields.push([key, read as IssueField]);
    }
  }
  return {fields: Object.fromEntries(fields), problems};
}

function keysOf(given: unknown): readonly string[] {
  try {
    return typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.keys(given) : [];
  } catch {
    return [];
  }
}

function readIssueField(key: string, given: Readonly<Record<string, unknown>>): IssueField | IssueFieldProblem {
  // JSON parsers refuse this key, because it can change an object's prototype.
  if (key === '' || key.length > ISSUE_FIELD_KEY_LIMIT_CHARS || /[\p{Cc}\p{Cs}]/u.test(key) || key === '__proto__') {
    return 'KEY_INVALID';
  }
  try {
    const {type, value} = given[key] as Readonly<Record<string, unknown>>;
    if (typeof type !== 'string' || !Object.hasOwn(IS_VALUE, type)) return 'TYPE_INVALID';
    return IS_VALUE[type as IssueField['type']](value) ? ({type, value} as IssueField) : 'VALUE_INVALID';
  } catch {
    return 'TYPE_INVALID';
  }
}
