import {parseError} from '../protocol/parse-error.js';
import {ChatError} from './errors.js';
import {withUniqueQuery} from './unique-query.js';

export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: object;
  readonly sessionToken?: string;
  /** Whether the request is sent to its end although the page is left. Such a request needs no preflight. Default: false */
  readonly keepalive?: boolean;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 10_000;

/**
 * Asks the service and reads the answer with `parse`. Rejects with a `ChatError`; when `signal` is aborted, with its
 * reason.
 */
export async function requestService<T>(
  url: string,
  parse: (body: unknown) => T | undefined,
  {method = 'GET', body, sessionToken, keepalive = false, signal}: ServiceRequest,
): Promise<T> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(sessionToken && method === 'GET' ? withUniqueQuery(url) : url, {
      method,
      headers: {
        ...(body && {'content-type': keepalive ? 'text/plain' : 'application/json'}),
        ...(sessionToken && {authorization: `Bearer ${sessionToken}`}),
      },
      body: body ? JSON.stringify(body) : null,
      credentials: 'omit',
      keepalive,
      ...(sessionToken && {cache: 'no-store'}),
      // No data of a user follows a redirect to another address.
      redirect: body || sessionToken ? 'error' : 'follow',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), signal]),
    });
    answer = parseJson(await response.text());
  } catch (cause) {
    signal.throwIfAborted();
    const code = (cause as Error).name === 'TimeoutError' ? 'timed_out' : 'unreachable';
    throw new ChatError(code, `No answer from ${url}: check service-url, the network and the page's policy.`, {
      retryable: true,
      cause,
    });
  }
  signal.throwIfAborted();
  const {ok, status, redirected} = response;
  const result = ok && !redirected ? parse(answer) : undefined;
  if (result !== undefined) return result;
  const refusal = ok || redirected ? undefined : parseError(answer)?.error;
  // What the service cannot do now it may do later; what is wrong stays wrong.
  if (refusal) throw new ChatError(refusal.code, refusal.message, {retryable: status === 429 || status >= 500});
  const problem = redirected ? `${url} redirects to ${response.url}` : `No chat service answered at ${url}`;
  throw new ChatError('invalid_response', `${problem}: correct service-url.`, {retryable: true});
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Empty, or some other server's page.
  }
}
