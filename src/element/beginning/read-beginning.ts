import {type ReadIssueFields, readIssueFields} from '../../protocol/issue-fields.js';
import {TAG_LIMIT_CHARS, TAGS_LIMIT} from '../../protocol/limits.js';
import {parseJson} from '../../protocol/parse-fields.js';
import type {PageProperties} from '../chat-model.js';

/** What a page puts on its conversations, as far as it can be used. */
export interface ReadBeginning extends ReadIssueFields {
  /** `customIssueFields` is no object of fields. */
  readonly areFieldsInvalid: boolean;
  readonly tags: readonly string[];
  /** `tags` is no list, or something in it is no tag. */
  readonly hasInvalidTags: boolean;
}

/** Reads the custom issue fields and the tags of a page. They can hold any value; a text counts as JSON. Never throws. */
export function readBeginning({customIssueFields, tags}: PageProperties): ReadBeginning {
  const fields = fromJson(customIssueFields);
  const given = listOf(fromJson(tags));
  const isTag = (tag: unknown): tag is string => typeof tag === 'string' && tag !== '' && tag.length <= TAG_LIMIT_CHARS;
  const found = given?.filter(isTag) ?? [];
  return {
    ...readIssueFields(fields),
    areFieldsInvalid: !isNone(fields) && (typeof fields !== 'object' || listOf(fields) !== undefined),
    tags: [...new Set(found)].slice(0, TAGS_LIMIT),
    hasInvalidTags: given?.length !== found.length,
  };
}

/** The text that a page sends as the first message of a conversation; `''` for none. */
export function firstMessage(page: PageProperties, isFirstConversation: boolean): string {
  const later = isFirstConversation ? undefined : laterMessage(page.subsequentIssuesInSameSessionConfig);
  return (later ?? page.initialUserMessage ?? '').trim();
}

function laterMessage(config: unknown): string | undefined {
  try {
    const {initialUserMessage} = (fromJson(config) ?? {}) as {initialUserMessage?: unknown};
    return typeof initialUserMessage === 'string' ? initialUserMessage : undefined;
  } catch {
    return undefined; // A getter throws.
  }
}

/** The items of a list; none without a list, and `undefined` for anything else. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (isNone(value)) return [];
  try {
    return Array.isArray(value) ? [...(value as readonly unknown[])] : undefined;
  } catch {
    return undefined; // A getter of the list throws.
  }
}

const isNone = (value: unknown): boolean => (value ?? '') === '';

/** What a text says as JSON. A text that is no JSON stays as it is: it is no valid value of anything. */
function fromJson(value: unknown): unknown {
  const read = typeof value === 'string' ? parseJson(value) : value;
  return read === undefined ? value : read;
}
