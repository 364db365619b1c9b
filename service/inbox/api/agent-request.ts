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

/** Reads a file from the service. Its type is that of a picture; every other file is bytes. */
export function agentFile(path: string, body: object, signal: AbortSignal): Promise<Blob> {
  let file: Blob | undefined;
  return requestService(`${AGENT_PATH}/${path}`, () => file, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    signal,
    async read(response, onProgress) {
      if (!response.ok) return response.text();
      file = await readFileInPieces(response, onProgress);
      return '';
    },
  });
}

/** Reads a body, and says when it moves: a large file on a slow line is not broken. */
function readFileInPieces(response: Response, onProgress: () => void): Promise<Blob> {
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      onProgress();
      controller.enqueue(piece);
    },
  });
  const {headers} = response;
  const type = headers.get('content-type') ?? '';
  return new Response(response.body?.pipeThrough(watched), {headers: {'content-type': type}}).blob();
}
