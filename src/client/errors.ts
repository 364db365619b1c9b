import type {ServiceErrorCode} from '../protocol/wire.js';

/** The code of the service's error answer, or the reason why there was no answer. */
export type ChatErrorCode = ServiceErrorCode | 'unreachable' | 'timed_out' | 'invalid_response';

/** A request that did not succeed. `code` is stable, `message` is for the developer. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor(code: ChatErrorCode, message: string, {retryable, cause}: {retryable: boolean; cause?: unknown}) {
    super(message, {cause});
    this.name = 'ChatError';
    this.code = code;
    this.retryable = retryable;
  }
}

/** Whether `error` is a `ChatError`, also one of another copy of this package. */
export function isChatError(error: unknown): error is ChatError {
  return (error as Partial<ChatError> | undefined)?.name === 'ChatError';
}
