import {parseError} from '../protocol/parse-error.js';
import {parseJson} from '../protocol/parse-fields.js';
import {ChatError} from './errors.js';

interface RequestOptions {
  /** Whether the browser's cookies go along: `same-origin` for the agents' inbox. Default: `omit` */
  readonly credentials?: 'omit' | 'same-origin';
  /**
   * Whether the request is sent to its end although the page is left. Without a session token it needs no preflight. Default: false
   */
  readonly keepalive?: boolean;
  /** How long the service may hold the answer back. Default: 0 */
  readonly waitMs?: number | undefined;
  /** Reads the body, and says when it moves. Default: at once, which is enough for a short one; else `readInPieces` */
  readonly read?: (response: Response, onProgress: () => void) => Promise<string>;
  readonly signal: AbortSignal;
}

/**
 * A request. One with a session token is a POST: a service worker of the page, or a cache between, may keep the answer to a
 * GET, and give one user's to the next.
 */
export type ServiceRequest = RequestOptions &
  (
    | {
        /** Default: GET */
        readonly method?: 'POST' | 'PATCH' | 'DELETE';
        readonly body?: object;
        readonly sessionToken?: never;
      }
    | {
        readonly method: 'POST';
        readonly body: object;
        readonly sessionToken: string;
      }
  );

// The service has begun to answer by then, or there is no answer.
const ANSWER_LIMIT_MS = 15_000;
// A slow line that moves is not broken, however long it takes.
const STANDSTILL_LIMIT_MS = 10_000;

/**
 * Asks the service and reads the answer with `parse`. Rejects with a `ChatError`; when `signal` is aborted, with its
 * reason.
 */
export async function requestService<T>(
  url: string,
  parse: (body: unknown) => T | undefined,
  {
    method,
    body,
    sessionToken,
    credentials = 'omit',
    keepalive = false,
    waitMs = 0,
    read = (response) => response.text(),
    signal,
  }: ServiceRequest,
): Promise<T> {
  const json = body ? JSON.stringify(body) : null;
  const isPrivate = method !== undefined || credentials !== 'omit';
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectWithin = (limitMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), limitMs);
  };
  let response: Response;
  let answer: unknown;
  try {
    // A body may take a millisecond for each character.
    expectWithin(ANSWER_LIMIT_MS + waitMs + (json?.length ?? 0));
    response = await fetch(url, {
      method: method ?? 'GET',
      headers: {
        ...(json && {'content-type': keepalive && !sessionToken ? 'text/plain' : 'application/json'}),
        ...(sessionToken && {authorization: `Bearer ${sessionToken}`}),
      },
      body: json,
      credentials,
      keepalive,
      // No data of a user follows a redirect to another address.
      ...(isPrivate && {cache: 'no-store', redirect: 'error'}),
      signal: AbortSignal.any([silence.signal, signal]),
    });
    const expectMore = () => expectWithin(STANDSTILL_LIMIT_MS);
    expectMore();
    answer = parseJson(await read(response, expectMore));
  } catch (cause) {
    signal.throwIfAborted();
    const code = silence.signal.aborted ? 'timed_out' : 'unreachable';
    throw new ChatError(code, `No answer from ${url}: check service-url, the network and the page's policy.`, {
      retryable: true,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
  signal.throwIfAborted();
  const {ok, status, redirected} = response;
  const result = ok && !redirected ? parse(answer) : undefined;
  if (result !== undefined) return result;
  const refusal = ok || redirected ? undefined : parseError(answer)?.error;
  const problem = redirected ? `${url} redirects to ${response.url}` : `No chat service answered at ${url}`;
  throw new ChatError(refusal?.code ?? 'invalid_response', refusal?.message ?? `${problem}: correct service-url.`, {
    // What the service cannot do now it may do later; what is wrong stays wrong.
    retryable: !refusal || status === 429 || status >= 500,
    status,
    field: refusal?.field,
    retryAfterMs: Number(response.headers.get('retry-after')) * 1000 || 0,
  });
}
