import {isShape, isString, parser} from '../protocol/parse-fields.js';
import type {DownloadRequest, ReadFileRequest} from '../protocol/wire.js';
import {requestAsUser} from './request-as-user.js';
import {retry} from './retry.js';
import type {UserSession} from './user-session.js';

const parseDownload = parser(isShape<{path: string}>({path: isString}));

/** Reads a file of the user's conversations, until the service answers. Rejects as `requestAsUser`, or with the reason of `signal`. */
export function readFile(session: UserSession, request: ReadFileRequest, signal: AbortSignal): Promise<Blob> {
  return retry(async () => {
    let blob: Blob | undefined;
    const read = async (response: Response, onProgress: () => void): Promise<string> => {
      if (response.ok) blob = await readBlob(response, onProgress);
      return response.ok ? '' : response.text();
    };
    return requestAsUser(session, '/v1/files/read', () => blob, {body: request, read, signal});
  }, signal);
}

/** Makes an address that downloads a file, once. Rejects as `requestAsUser`. */
export async function downloadAddress(session: UserSession, fileId: string): Promise<string> {
  const body: DownloadRequest = {fileId};
  const {path} = await requestAsUser(session, '/v1/files/download', parseDownload, {body});
  return session.app.serviceUrl + path;
}

async function readBlob({body, headers}: Response, onProgress: () => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = body?.getReader();
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
    pieces.push(piece.value);
    onProgress();
  }
  return new Blob(pieces, {type: headers.get('content-type') ?? ''});
}
