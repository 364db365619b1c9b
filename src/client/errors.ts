import type {ServiceErrorCode} from '../protocol/wire.js';

/** The code of the service's error answer, or the reason why there was no answer. `unreadable`: the browser cannot read a file. */
export type ChatErrorCode = ServiceErrorCode | 'unreachable' | 'timed_out' | 'invalid_response' | 'unreadable';

export interface ChatErrorOptions {
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  /** The field of the request that was refused, if the service names one. */
  readonly field?: string | undefined;
  /** How long the service wants the client to wait before the next attempt; 0 when it says nothing. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A request that did not succeed. `code` is stable, `message` is for the developer. */
export class ChatError extends Error implements ChatErrorOptions {
  declare readonly code: ChatErrorCode;
  declare readonly retryable: boolean;
  declare readonly status: number | undefined;
  declare readonly field: string | undefined;
  declare readonly retryAfterMs: number | undefined;

  constructor(code: ChatErrorCode, message: string, options: ChatErrorOptions) {
    super(message);
    Object.assign(this, options, {name: 'ChatError', code});
  }
}

/** Whether `error` is a `ChatError`, also one of another copy of this package. */
export function isChatError(error: unknown): error is ChatError {
  return (error as Partial<ChatError> | undefined)?.name === 'ChatError';
}
