/** A program: one sender who does one thing as often as the service lets it, on many connections, from "start" to "stop". */
import {once} from 'node:events';
import {randomBytes, randomUUID} from 'node:crypto';
import {WebSocket} from 'ws';
import {RawConnection} from './raw-connection.js';

export type Flood = 'sends' | 'syncs' | 'frames' | 'new sessions' | 'wrong tokens' | 'wrong passwords' | 'long bodies';

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

type RequestFlood = Exclude<Flood, 'frames'>;

/** 900 kB of what looks like the sessions of a log-out, which needs no session to be read. */
const LONG_BODY = {sessionTokens: Array.from({length: 20_000}, () => 'x'.repeat(43))};

/** A path, a body, and more headers. */
type Asked = readonly [path: string, body: object, headers?: string];

const REQUESTS: Readonly<Record<RequestFlood, (order: FloodOrder) => Asked>> = {
  sends: (order) => ['/v1/messages', {messages: [{id: randomUUID(), text: 'buy'}]}, authorization(order)],
  syncs: (order) => ['/v1/sync', {page: {}}, authorization(order)],
  'new sessions': () => ['/v1/sessions', {...APP, anonymousCredential: randomBytes(32).toString('base64url')}],
  'wrong tokens': () => ['/v1/sessions', {...APP, userId: randomUUID(), userAuthToken: `v1.${'x'.repeat(43)}=`}],
  'wrong passwords': ({url}) => [
    '/v1/agent/session',
    {email: `${randomUUID()}@shop.example`, password: 'a guess of a password'},
    `origin: ${url}\r\n`,
  ],
  'long bodies': () => ['/v1/sessions/end', LONG_BODY],
};

const authorization = ({sessionToken}: FloodOrder): string => `authorization: Bearer ${sessionToken}\r\n`;

async function floodRequests(order: FloodOrder, flood: RequestFlood): Promise<void> {
  while (!isOver) {
    const connection = new RawConnection(order.url);
    try {
      while (!isOver) {
        const {status} = await connection.post(...REQUESTS[flood](order));
        count(status);
      }
    } catch {
      count('closed');
    }
    connection.close();
  }
}

async function floodFrames({url, sessionToken}: FloodOrder): Promise<void> {
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
  const {flood} = order;
  for (let connection = 0; connection < CONNECTIONS; connection++) {
    void (flood === 'frames' ? floodFrames(order) : floodRequests(order, flood));
  }
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
