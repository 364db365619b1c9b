import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import type {Owner} from './servers/server-process.js';

/** Opens a socket to a server on this computer. It keeps its half open, like an attacker's. */
export async function openSocket(owner: Owner, address: string, localAddress = '127.0.0.1'): Promise<Socket> {
  const {port} = new URL(address);
  const socket = connect({port: Number(port), host: '127.0.0.1', localAddress, allowHalfOpen: true});
  // A server that drops a peer may reset the connection.
  socket.on('error', () => undefined);
  owner.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes, and returns the answers until the server closes the connection. */
export async function exchange(owner: Owner, address: string, bytes: string | Buffer): Promise<RawAnswer[]> {
  const socket = await openSocket(owner, address);
  socket.write(bytes);
  return readAnswers(await readAll(socket));
}

/** Reads until the server closes or resets the connection. */
export async function readAll(socket: Socket): Promise<string> {
  let sent = '';
  socket.setEncoding('latin1').on('data', (data: string) => (sent += data));
  // The server's end is no close while this side keeps its half open.
  socket.once('end', () => socket.end());
  await new Promise((resolve) => socket.once('close', resolve));
  return sent;
}

/** Splits what a server has sent. */
export function readAnswers(sent: string): RawAnswer[] {
  return sent
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter(Boolean)
    .map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const [line = '', ...fields] = head.split('\r\n');
      const headers = fields.map((field) => field.split(/: (.*)/, 2)).map(([name = '', value = '']) => [name, value]);
      return {
        status: Number(line.split(' ')[1]),
        headers: Object.fromEntries(headers.map(([name = '', value = '']) => [name.toLowerCase(), value])),
        body,
      };
    });
}

/** The request of a browser that opens a WebSocket. */
export function upgradeRequest(path: string, fields: Readonly<Record<string, string>> = {}): string {
  const all = {
    host: 'localhost',
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
