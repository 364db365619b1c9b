/** A program: one sender who does one thing as often as the service lets it, on many connections, from "start" to "stop". */
import {once} from 'node:events';
import {randomBytes, randomUUID} from 'node:crypto';
import {WebSocket} from 'ws';
import {RawConnection} from './raw-connection.js';

export type Flood = 'sends' | 'syncs' | 'frames' | 'new sessions' | 'wrong tokens';

export interface FloodOrder {
  readonly url: string;
  readonly flood: Flood;
  readonly sessionToken: string;
}

/** Told after the stop: the answers by their status, or by the code of the close. */
export type FloodReport = Readonly<Record<string, number>>;

const CONNECTIONS = 50;
const APP = {domain: 'bar', platformId: 'foo'};

let isOver = false;
const report: Record<string, number> = {};
const count = (what: number | string): void => void (report[what] = (report[what] ?? 0) + 1);

const REQUESTS: Readonly<Record<Exclude<Flood, 'frames'>, (token: string) => readonly [string, object, string?]>> = {
  sends: (token) => ['/v1/messages', {messages: [{id: randomUUID(), text: 'buy'}]}, token],
  syncs: (token) => ['/v1/sync', {page: {}}, token],
  'new sessions': () => ['/v1/sessions', {...APP, anonymousCredential: randomBytes(32).toString('base64url')}],
  'wrong tokens': () => ['/v1/sessions', {...APP, userId: randomUUID(), userAuthToken: `v1.${'x'.repeat(43)}=`}],
};

async function floodRequests(url: string, flood: Exclude<Flood, 'frames'>, sessionToken: string): Promise<void> {
  while (!isOver) {
    const connection = new RawConnection(url);
    try {
      while (!isOver) {
        const [path, body, token] = REQUESTS[flood](sessionToken);
        const {status} = await connection.post(path, body, token && `authorization: Bearer ${token}\r\n`);
        count(status);
      }
    } catch {
      count('closed');
    }
    connection.close();
  }
}

async function floodFrames(url: string, sessionToken: string): Promise<void> {
  while (!isOver) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    const isOpen = await Promise.race([once(socket, 'open').then(() => true), closed.then(() => false)]);
    if (isOpen) socket.send(JSON.stringify({type: 'authenticate', sessionToken}));
    socket.on('message', () => socket.send('{"type":"ping"}'));
    count(await closed);
  }
}

process.once('message', (order: FloodOrder) => {
  process.once('message', () => {
    isOver = true;
    process.send?.(report satisfies FloodReport, () => process.exit());
  });
  const {url, flood, sessionToken} = order;
  for (let connection = 0; connection < CONNECTIONS; connection++) {
    void (flood === 'frames' ? floodFrames(url, sessionToken) : floodRequests(url, flood, sessionToken));
  }
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
