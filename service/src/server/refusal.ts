import {STATUS_CODES} from 'node:http';
import {dataHeaders} from '../routes/security-headers.js';
import type {ServerResponse} from 'node:http';
import type {Duplex} from 'node:stream';
import type {ErrorResponse, ServiceErrorCode} from 'helpshift-chat/protocol';

/** An answer that Fastify has no part in. */
export interface Refusal {
  readonly status: number;
  readonly code: ServiceErrorCode;
  readonly message: string;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes a refusal as the answer to a request, and ends the connection. */
export function answerRefusal(response: ServerResponse, refusal: Refusal, publicOrigin: string | undefined): void {
  const {headers, body} = describe(refusal, publicOrigin);
  response.writeHead(refusal.status, headers).end(body);
}

/** Writes a refusal into a socket that has no response, and ends the connection. */
export function writeRefusal(socket: Duplex, refusal: Refusal, publicOrigin: string | undefined): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const {status} = refusal;
  const {headers, body} = describe(refusal, publicOrigin);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `date: ${new Date().toUTCString()}`, ...lines];
  socket.on('error', () => socket.destroy());
  // Also when the other side does not close its half of the connection.
  socket.end([...head, '', body].join('\r\n'), () => socket.destroy());
}

function describe(
  {code, message, headers: further}: Refusal,
  publicOrigin: string | undefined,
): {readonly headers: Record<string, string>; readonly body: string} {
  const body = JSON.stringify({error: {code, message}} satisfies ErrorResponse);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...dataHeaders(publicOrigin),
    ...further,
    connection: 'close',
  };
  return {headers, body};
}
