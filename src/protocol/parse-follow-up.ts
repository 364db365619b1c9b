// A file of its own: few pages are opened from a follow-up link.
import {type Check, isOneOf, isShape, isString} from './parse-fields.js';
import type {FollowUpResponse} from './wire.js';

type Foreign = Extract<FollowUpResponse, {isOwn: false}>;

const isOwn = isShape<{isOwn: true}>({isOwn: (value): value is true => value === true});
const isPageUrl: Check<string | null> = (value) => value === null || isString(value);
const isForeign = isShape<Foreign>({
  isOwn: (value): value is false => value === false,
  originalState: isOneOf('anonymous', 'logged-in'),
  pageUrl: isPageUrl,
});

export function parseFollowUp(value: unknown): FollowUpResponse | undefined {
  return isOwn(value) || isForeign(value) ? value : undefined;
}
