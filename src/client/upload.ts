import {parseError} from '../protocol/parse-error.js';
import {parseJson} from '../protocol/parse-fields.js';
import {ChatError, type ChatErrorCode, isChatError} from './errors.js';
import {retry} from './retry.js';

/** Where an upload is, and the right to it. */
export interface UploadAccess {
  /** Where uploads begin: the service's address and `/v1/files` or `/v1/agent/files`. */
  readonly url: string;
  /**
   * Gives the session token for a request. Called again with a token that the service has refused, for another one. Absent: the
   * browser's cookie is the right, which goes to the page's own origin alone.
   */
  readonly authorize?: (refused?: string) => Promise<string>;
  readonly signal: AbortSignal;
}

export interface FileUpload extends UploadAccess {
  readonly file: File;
  /** What the service has to know beside the file's name, as the conversation of an agent's file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Goes on with this upload. Default: begins one. */
  readonly address?: string | undefined;
  /** How many bytes have left. It falls when the service has fewer. */
  readonly onProgress?: (bytes: number) => void;
  /** The upload has begun, and has this address from now on. */
  readonly onAddress?: (address: string) => void;
  /** A request has failed. Another one follows. */
  readonly onFailure?: (error: ChatError) => void;
}

const TUS = {'tus-resumable': '1.0.0'};

// A lost connection loses at most one piece. A proxy may take less than this in one request: then pieces become smaller.
const PIECE_BYTES = 4_000_000;
const PIECE_MIN_BYTES = 250_000;

// A request that moves nothing for so long is lost. Browsers hand some megabytes to the system at once, and the service checks a
// file before its last answer, so the answer may take longer.
const STANDSTILL_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 120_000;

// The service may have stopped a request that stood still, or may have another offset. This often in a row is no accident.
const ODD_ANSWERS_LIMIT = 5;

// Its end counts: it says what the file is.
const NAME_LIMIT_CHARS = 500;

const CODES: Partial<Record<number, ChatErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'precondition_failed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/**
 * Uploads a file by the tus protocol 1.0.0, in pieces, and tries until the service has it. `UploadMetadata` names the errors; those that
 * stay wrong reject, with a `ChatError`. An upload that the service does not know any more begins again, once. `unreadable`: the browser
 * cannot read the file any more.
 *
 * @returns The id of the file.
 */
export async function uploadFile(upload: FileUpload): Promise<string> {
  const steps = new UploadSteps(upload);
  let fileId: string | undefined;
  while (fileId === undefined) fileId = await retry(() => steps.next(), upload.signal, upload.onFailure);
  return fileId;
}

/** Removes an upload, or a file that is not sent. Tries once. */
export async function removeUpload(access: UploadAccess & {readonly address: string}): Promise<void> {
  await ask(access, {method: 'DELETE', url: access.address});
}

class UploadSteps {
  readonly #upload: FileUpload;
  #address: string | undefined;
  /** How many bytes the service has; `undefined` when it has to be asked. */
  #offset: number | undefined;
  #pieceBytes = PIECE_BYTES;
  #mayBeginAgain = true;
  #oddAnswers = 0;

  constructor(upload: FileUpload) {
    this.#upload = upload;
    this.#address = upload.address;
  }

  /** Sends the next piece. Resolves with the file's id after the last one, else with `undefined`. */
  async next(): Promise<string | undefined> {
    try {
      const address = (this.#address ??= await this.#begin());
      const from = (this.#offset ??= readOffset(await ask(this.#upload, {method: 'HEAD', url: address})));
      this.#upload.onProgress?.(from);
      const to = (this.#offset = await this.#sendPiece(address, from));
      if (to === this.#upload.file.size) return lastStep(address);
      if (to <= from) throw oddAnswer(address);
      this.#oddAnswers = 0;
      return undefined;
    } catch (error) {
      this.#offset = undefined;
      if (this.#address && isChatError(error) && !this.#upload.signal.aborted) return this.#recover(error);
      throw error;
    }
  }

  async #begin(): Promise<string> {
    const {url, file, metadata, onAddress} = this.#upload;
    const values = Object.entries({filename: file.name.slice(-NAME_LIMIT_CHARS), ...metadata});
    const headers = {
      'upload-length': String(file.size),
      'upload-metadata': values.map(([key, value]) => `${key} ${base64(value)}`).join(','),
    };
    const id = lastStep((await ask(this.#upload, {method: 'POST', url, headers})).getResponseHeader('location') ?? '');
    if (!id) throw oddAnswer(url);
    // Never another address: the session token goes there.
    const address = `${url}/${id}`;
    this.#offset = 0;
    onAddress?.(address);
    return address;
  }

  /** @returns The offset after it. */
  async #sendPiece(address: string, from: number): Promise<number> {
    const {file, onProgress} = this.#upload;
    const body = await read(file.slice(from, from + this.#pieceBytes));
    const headers = {'upload-offset': String(from), 'content-type': 'application/offset+octet-stream'};
    const onSent = (bytes: number): void => onProgress?.(from + bytes);
    return readOffset(await ask(this.#upload, {method: 'PATCH', url: address, headers, body, onSent}));
  }

  /** Finds a way after a failure. Throws what ends the upload, or what asks for a pause. */
  #recover(error: ChatError): undefined {
    const {code, message, status} = error;
    if (code === 'not_found' && this.#mayBeginAgain) {
      this.#mayBeginAgain = false;
      this.#address = undefined;
      return undefined;
    }
    const isTooLong = code === 'payload_too_large' && this.#pieceBytes > PIECE_MIN_BYTES;
    // A proxy that takes less may break the connection without an answer.
    if (isTooLong || status === undefined) this.#pieceBytes = Math.max(this.#pieceBytes / 2, PIECE_MIN_BYTES);
    if (isTooLong) return undefined;
    const isOdd = code === 'conflict' || code === 'invalid_request' || code === 'invalid_response';
    if (!isOdd) throw error;
    const retryable = ++this.#oddAnswers <= ODD_ANSWERS_LIMIT;
    throw new ChatError(code, message, {retryable, status});
  }
}

async function read(piece: Blob): Promise<ArrayBuffer> {
  try {
    return await piece.arrayBuffer();
  } catch (cause) {
    throw new ChatError('unreadable', 'The browser cannot read the file any more.', {retryable: false, cause});
  }
}

interface TusRequest {
  readonly method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ArrayBuffer;
  /** Told how many bytes of the body have left. */
  readonly onSent?: (bytes: number) => void;
}

/** Sends a request of the protocol; once more when the service refuses the session token. Rejects with a `ChatError`. */
async function ask({authorize, signal}: UploadAccess, request: TusRequest): Promise<XMLHttpRequest> {
  const token = await authorize?.();
  signal.throwIfAborted();
  const first = await send(request, token, signal);
  const isOver = first.status === 401 && authorize;
  const answer = isOver ? await send(request, await authorize(token), signal) : first;
  if (answer.status >= 200 && answer.status < 300) return answer;
  const {status} = answer;
  const refusal = parseError(parseJson(answer.responseText))?.error;
  const code = refusal?.code ?? CODES[status] ?? (status < 500 ? 'invalid_response' : 'unavailable');
  throw new ChatError(code, refusal?.message ?? `${request.url} answered ${status}.`, {
    retryable: status === 429 || status >= 500 || code === 'invalid_response',
    status,
    field: refusal?.field,
    retryAfterMs: Number(answer.getResponseHeader('retry-after')) * 1000 || 0,
  });
}

/** One request. `fetch` does not tell how much of a body has left. */
function send(
  {method, url, headers, body, onSent}: TusRequest,
  token: string | undefined,
  signal: AbortSignal,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', handleAbort);
    };
    const fail = (code: ChatErrorCode): void => {
      finish();
      reject(new ChatError(code, `No answer from ${url}: check the network and the page's policy.`, {retryable: true}));
    };
    const handleAbort = (): void => {
      finish();
      request.abort();
      reject(signal.reason as Error);
    };
    const expectWithin = (limitMs: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail('timed_out');
        request.abort();
      }, limitMs);
    };
    signal.addEventListener('abort', handleAbort);
    request.open(method, url);
    for (const [name, value] of Object.entries({...TUS, ...headers})) request.setRequestHeader(name, value);
    if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.onload = () => {
      finish();
      resolve(request);
    };
    request.onerror = () => fail('unreachable');
    if (body) {
      request.upload.onprogress = ({loaded}) => {
        expectWithin(loaded < body.byteLength ? STANDSTILL_LIMIT_MS : ANSWER_LIMIT_MS);
        onSent?.(loaded);
      };
    }
    expectWithin(STANDSTILL_LIMIT_MS);
    request.send(body ?? null);
  });
}

/** Throws when the answer names no offset. */
function readOffset(answer: XMLHttpRequest): number {
  const text = answer.getResponseHeader('upload-offset') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw oddAnswer(answer.responseURL);
  return Number(text);
}

function oddAnswer(url: string): ChatError {
  return new ChatError('invalid_response', `${url} does not answer by the tus protocol.`, {retryable: false});
}

const lastStep = (address: string): string => address.slice(address.lastIndexOf('/') + 1);

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
