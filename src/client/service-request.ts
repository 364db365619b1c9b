import {parseError} from '../protocol/parse-error.js';
import {ChatError, type ChatErrorCode} from './errors.js';

/** Where the service is, and which app of which account this is. */
export interface AppAddress {
  /** An origin with an optional path, without a slash at its end. */
  readonly serviceUrl: string;
  readonly domain: string;
  readonly platformId: string;
}

export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly sessionToken?: string;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 15_000;

/**
 * Asks the service and reads the answer with `parse`. Rejects with a `ChatError`; when `signal` is aborted, with its
 * reason.
 */
export async function requestService<T>(
  url: string,
  parse: (body: unknown) => T | undefined,
  {method = 'GET', body, sessionToken, signal}: ServiceRequest,
): Promise<T> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(url, {
      method,
      headers: {
        ...(body !== undefined && {'content-type': 'application/json'}),
        ...(sessionToken && {authorization: `Bearer ${sessionToken}`}),
      },
      ...(body !== undefined && {body: JSON.stringify(body)}),
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    answer = text && parseJson(text);
  } catch (error) {
    signal.throwIfAborted();
    const timedOut = (error as Error).name === 'TimeoutError';
    throw new ChatError(timedOut ? 'timed_out' : 'unreachable', `No answer from ${url}`, error);
  }
  signal.throwIfAborted();
  const result = response.ok ? parse(answer) : undefined;
  if (result !== undefined) return result;
  const refusal = response.ok ? undefined : parseError(answer);
  if (refusal) throw new ChatError(refusal.code as ChatErrorCode, refusal.message);
  throw new ChatError('invalid_response', `${url} answered ${response.status} with something that is not the chat's`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Some other server's page: not ours.
  }
}
