import {type ChatError, isChatError} from './errors.js';

const FIRST_WAIT_MS = 1000;
const WAIT_LIMIT_MS = 30_000;
// No service may silence a page for longer. A timer of several weeks would fire at once.
const RETRY_AFTER_LIMIT_MS = 300_000;

const pauses = new EventTarget();

/** Ends all waits on this page: the user wants another try now. */
export function endPauses(): void {
  pauses.dispatchEvent(new Event('end'));
}

/**
 * Tries until it succeeds. Waits between two tries: 1 s, doubled up to 30 s, and shortened at random, so that a thousand
 * pages do not return in the same instant. The network's return ends a wait; but a service that names a time gets it.
 * Rejects with an error that is not retryable, or with the reason of `signal`. Calls `onFailure` for each failure that is
 * followed by another try.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  onFailure: (error: ChatError) => void = () => {},
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!isChatError(error) || !error.retryable) throw error;
      onFailure(error);
      await pause(failures, signal, error);
      signal.throwIfAborted();
    }
  }
}

export interface PauseOptions {
  /** The longest wait that follows from the number of failures. Default: 30 s */
  readonly limitMs?: number;
  /** The time that the service has named. Nothing but `signal` ends such a wait early. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Waits for the time that follows from the number of failures. The wait ends early when the network is back, when the
 * page returns from the back/forward cache, when the user wants another try, or when `signal` is aborted.
 */
export function pause(
  failures: number,
  signal: AbortSignal,
  {limitMs = WAIT_LIMIT_MS, retryAfterMs = 0}: PauseOptions = {},
): Promise<void> {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, limitMs) * (0.5 + Math.random() / 2);
  const over = new AbortController();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(finish, Math.max(wait, Math.min(retryAfterMs, RETRY_AFTER_LIMIT_MS)));
    if (!retryAfterMs) {
      addEventListener('online', finish, over);
      addEventListener('pageshow', finish, over);
      pauses.addEventListener('end', finish, over);
    }
    signal.addEventListener('abort', finish, over);
    if (signal.aborted) finish();
  });
}
