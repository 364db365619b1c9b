import type {IncomingMessage} from 'node:http';
import type {Refusal} from './refusal.js';

/** A request to be connected with another server. */
export const CONNECT_REFUSAL: Refusal = {status: 400, code: 'invalid_request', message: 'This service is no proxy.'};

/** A request for a live connection that is none of the WebSocket protocol. */
export const HANDSHAKE_REFUSAL: Refusal = {
  status: 400,
  code: 'invalid_request',
  message: 'This is no handshake of the WebSocket protocol, version 13.',
  headers: {'sec-websocket-version': '13'},
};

const UNREADABLE_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** Returns the answer to bytes that are no HTTP request. */
export function unreadableRefusal({code = ''}: NodeJS.ErrnoException): Refusal {
  return {
    status: UNREADABLE_STATUS[code] ?? 400,
    code: code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 'payload_too_large' : 'invalid_request',
    message: 'The request cannot be read as HTTP, or did not come in time.',
  };
}

/** Returns the answer to a request whose head Node can read, and nobody should; `undefined` when there is no problem. */
export function headProblem({rawHeaders, headers, httpVersion}: IncomingMessage): Refusal | undefined {
  const hosts = countHosts(rawHeaders);
  // A proxy and this service could each take another one.
  if (hosts > 1) return invalid(400, 'The request has more than one Host header.');
  if (!hosts && httpVersion === '1.1') return invalid(400, 'The request has no Host header.');
  const {expect} = headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return invalid(417, 'The only expectation that this service knows is 100-continue.');
  }
  return undefined;
}

function invalid(status: number, message: string): Refusal {
  return {status, code: 'invalid_request', message};
}

// Node keeps the first of several in `headers`.
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
