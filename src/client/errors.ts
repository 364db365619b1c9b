import type {ServiceErrorCode} from '../protocol/wire.js';

/** What the service answered, or what kept it from answering. */
export type ChatErrorCode = ServiceErrorCode | 'unreachable' | 'timed_out' | 'invalid_response';

// A wish that the service cannot fulfil now may be fulfilled later; a wish that is wrong stays wrong.
const RETRYABLE = new Set<string>([
  'unreachable',
  'timed_out',
  'invalid_response',
  'too_many_requests',
  'internal_error',
  'unavailable',
]);

/** A request that did not succeed. `code` is stable, `message` is for the developer. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor(code: ChatErrorCode, message: string, cause?: unknown) {
    super(message, {cause});
    this.name = 'ChatError';
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/** Whether `error` is a `ChatError`, also one of another copy of this package. */
export function isChatError(error: unknown): error is ChatError {
  return (error as Partial<ChatError> | undefined)?.name === 'ChatError';
}
