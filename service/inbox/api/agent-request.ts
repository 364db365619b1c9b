import {readInPieces, requestService, type ServiceRequest} from 'helpshift-chat/client';

/** Where the service is: the page's own origin. */
export const AGENT_PATH = '/v1/agent';

const NEVER = new AbortController().signal;

/** Asks the service below `/v1/agent`, with the cookie. Rejects with a `ChatError`, or with the reason of `signal`. */
export function agentRequest<T>(
  path: string,
  parse: (body: unknown) => T | undefined,
  {method, body, waitMs, signal = NEVER}: Pick<ServiceRequest, 'method' | 'body' | 'waitMs'> & {signal?: AbortSignal},
): Promise<T> {
  return requestService(`${AGENT_PATH}/${path}`, parse, {
    method: method ?? 'POST',
    body: body ?? {},
    credentials: 'same-origin',
    read: readInPieces,
    waitMs,
    signal,
  });
}

/** Asks the service to delete something. */
export async function agentDelete(path: string, signal = NEVER): Promise<void> {
  await requestService(`${AGENT_PATH}/${path}`, () => true, {method: 'DELETE', credentials: 'same-origin', signal});
}
