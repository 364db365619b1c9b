/** What the service's refusals mean to the inbox. */
import {isChatError} from 'helpshift-chat/client';

/** Whether the service has refused with one of these. A page of something between, as of a proxy, is no refusal. */
function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  if (!isChatError(error) || error.code === 'invalid_response') return false;
  return error.status !== undefined && statuses.includes(error.status);
}

/** No agent is logged in, or the e-mail address and the password are wrong. */
export const isUnauthorized = (error: unknown): boolean => hasStatus(error, 401);

export const isNotFound = (error: unknown): boolean => hasStatus(error, 404);

/** There is no such conversation. The service refuses a text that cannot be an id, as after an edit of the page's address. */
export const isMissing = (error: unknown): boolean => hasStatus(error, 400, 404);

export const isConflict = (error: unknown): boolean => hasStatus(error, 409);

export const isTooManyRequests = (error: unknown): boolean => hasStatus(error, 429);

export const isForbidden = (error: unknown): boolean => hasStatus(error, 403);

/** A file has too many bytes. */
export const isTooLarge = (error: unknown): boolean => hasStatus(error, 413);

/** A file is of a kind that the app does not take. */
export const isUnsupported = (error: unknown): boolean => hasStatus(error, 415);
