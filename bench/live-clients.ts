/**
 * A program: many clients with a live connection each, by the rules of the real client. It tells its parent when all
 * connections are open, and how long each client was without one since the last time.
 */
import {connect, type NetConnectOpts, type Socket} from 'node:net';
import {WebSocket} from 'ws';
import {keepLiveConnection} from '../src/client/live-connection.js';
import {parseServiceFrame} from '../src/protocol/index.js';

export interface LiveClientsOrder {
  /** The ports of the service processes. */
  readonly ports: readonly number[];
  /** One for each client. */
  readonly sessionTokens: readonly string[];
}

/** Told each time when the last missing connection is open. */
export interface AllConnected {
  /** How long each client had no connection that the service listens to, in milliseconds. */
  readonly gapsMs: readonly number[];
  /** When the last one was back, in milliseconds since 1970. */
  readonly at: number;
}

// So many come at the beginning. At a loss all come when they want.
const AT_ONCE = 50;

let ports: readonly number[] = [];
let next = Math.floor(Math.random() * 1000);

/** Connects as through a proxy: to the processes in turn, and to the next one when one does not listen. */
function connectAnywhere(_options: NetConnectOpts, done: (error: Error | null, socket?: Socket) => void): void {
  const attempt = (left: number): void => {
    const socket = connect({host: '127.0.0.1', port: ports[next++ % ports.length] ?? 0});
    const fail = (error: Error): void => (left > 1 ? attempt(left - 1) : done(error));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.setNoDelay();
      done(null, socket);
    });
  };
  attempt(ports.length);
}

/** What a client does when its connection has ended, by the client's address. */
const losses = new Map<string, () => void>();
/** The newest connection of each client. An earlier one, which the client has given up, may end later. */
const newest = new Map<string, PageWebSocket>();

class PageWebSocket extends WebSocket {
  constructor(url: string) {
    super(url, {createConnection: connectAnywhere as unknown as typeof connect, perMessageDeflate: false});
    // `close` follows.
    this.on('error', () => {});
    this.on('close', () => newest.get(url) === this && losses.get(url)?.());
    newest.set(url, this);
  }
}

// The client listens to its page, which tells nothing here.
Object.assign(globalThis, {WebSocket: PageWebSocket, addEventListener: () => {}});

process.once('message', (order: LiveClientsOrder) => void run(order));
process.once('disconnect', () => process.exit());

async function run({ports: given, sessionTokens}: LiveClientsOrder): Promise<void> {
  ports = given;
  let missing = sessionTokens.length;
  let gapsMs: number[] = [];
  const {signal} = new AbortController();

  const join = (sessionToken: string): Promise<void> =>
    new Promise((joined) => {
      let lostAt: number | undefined = performance.now();
      const url = `ws://127.0.0.1/v1/live?client=${losses.size}`;
      const lose = (): void => {
        if (lostAt !== undefined) return;
        lostAt = performance.now();
        missing++;
      };
      losses.set(url, lose);
      void keepLiveConnection({
        url,
        signal,
        parse: parseServiceFrame,
        session: {currentToken: sessionToken, token: async () => sessionToken},
        unauthorized: () => console.error('a session was refused'),
        up: () => {
          gapsMs.push(performance.now() - (lostAt ?? NaN));
          lostAt = undefined;
          joined();
          if (--missing) return;
          process.send?.({gapsMs, at: performance.timeOrigin + performance.now()} satisfies AllConnected);
          gapsMs = [];
        },
        down: lose,
        frame: () => {},
      });
    });
  for (let first = 0; first < sessionTokens.length; first += AT_ONCE) {
    await Promise.all(sessionTokens.slice(first, first + AT_ONCE).map(join));
  }
}
