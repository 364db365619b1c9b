import type {ServiceErrorCode} from '../protocol/wire.js';

/** The code of the service's error answer, or the reason why there was no answer. */
export type ChatErrorCode = ServiceErrorCode | 'unreachable' | 'timed_out' | 'invalid_response';

export interface ChatErrorOptions {
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  /** The field of the request that was refused, if the service names one. */
  readonly field?: string | undefined;
  /** How long the service wants the client to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A request that did not succeed. `code` is stable, `message` is for the developer. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatErrorCode, message: string, options: ChatErrorOptions) {
    super(message, {cause: options.cause});
    this.name = 'ChatError';
    this.code = code;
    this.retryable = options.retryable;
    this.status = options.status;
    this.field = options.field;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether `error` is a `ChatError`, also one of another copy of this package. */
export function isChatError(error: unknown): error is ChatError {
  return (error as Partial<ChatError> | undefined)?.name === 'ChatError';
}
