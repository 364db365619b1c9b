import {LIVE_PING_INTERVAL_MS} from '../protocol/limits.js';
import {type ClientFrame, LIVE_CLOSE_UNAUTHORIZED} from '../protocol/wire.js';
import {closeSocket} from './close-socket.js';
import {pause} from './retry.js';

export interface LiveOptions<F extends {readonly type: string}> {
  /** The address: `ws:` or `wss:`. */
  readonly url: string;
  /** Ends the connection. */
  readonly signal: AbortSignal;
  /** Reads a frame; noise too has to give one. A frame of the type `ready` says that the service listens and tells. */
  readonly parse: (data: unknown) => F;
  /** The right to connect, when it is a session token. Absent: the browser's cookie is. */
  readonly session?: LiveSession;
  /** The service does not accept the right to connect, or no longer. Another connection follows, unless `signal` ends it. */
  readonly unauthorized: (token: string | undefined) => void;
  /** The service listens. What was missed before has to be read now. `say` sends a frame, unless the connection has ended. */
  readonly up: (say: (frame: object) => void) => void;
  /**
   * The service does not listen: an attempt has failed or takes long, or the network is lost. A connection that the service closes
   * is followed by an attempt first.
   */
  readonly down: () => void;
  /** Each frame, `ready` included. */
  readonly frame: (frame: F) => void;
}

export interface LiveSession {
  /** The token that a connection begins with. A rejection ends everything. */
  token(): Promise<string>;
  /** The newest token, if there is one. A connection ends with its session, so it is told of the renewal. */
  readonly currentToken: string | undefined;
}

// How long the service may take to answer; then the connection is taken for dead.
const ANSWER_LIMIT_MS = 4500;
// An attempt that takes longer may be one that nothing answers. Until that is known, there is another way to read.
const PROMPT_LIMIT_MS = 2000;

/** Keeps a WebSocket to the service open, reconnecting until the end. Never rejects. */
export async function keepLiveConnection<F extends {readonly type: string}>(options: LiveOptions<F>): Promise<void> {
  const {signal, session} = options;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const {wasUp, isClosed} = await connectOnce(options, await session?.token());
      signal.throwIfAborted();
      // The service's process has ended. A request of each of its clients would be twice the work for the process that follows it.
      if (!wasUp || !isClosed) options.down();
      if (wasUp) failures = 0;
      await pause(failures, signal);
    } catch {
      return; // The session has ended or was refused; its owner knows.
    }
  }
}

interface EndedConnection {
  /** Whether the service has ever accepted it. */
  readonly wasUp: boolean;
  /** Whether the service has closed it. */
  readonly isClosed: boolean;
}

/** One connection, until it ends. */
function connectOnce<F extends {readonly type: string}>(
  {url, signal, parse, session, unauthorized, up, down, frame}: LiveOptions<F>,
  firstToken: string | undefined,
): Promise<EndedConnection> {
  return new Promise((resolve) => {
    let token = firstToken;
    const over = new AbortController();
    const socket = new WebSocket(url);
    // A browser complains about a frame that comes too late.
    const isOpen = () => socket.readyState === WebSocket.OPEN;
    const say = (sent: object) => isOpen() && socket.send(JSON.stringify(sent));
    const send: (sent: ClientFrame) => void = say;
    const authenticate = () =>
      token !== undefined && send({type: 'authenticate', sessionToken: token, wants: ['typing', 'presence']});
    let isUp = false;
    let silence: ReturnType<typeof setTimeout> | undefined;

    const expectAnswer = () => {
      clearTimeout(silence);
      silence = setTimeout(finish, ANSWER_LIMIT_MS);
    };
    const slowness = setTimeout(() => isUp || down(), PROMPT_LIMIT_MS);
    const pings = setInterval(() => {
      if (!isOpen()) return;
      const newest = session?.currentToken ?? token;
      if (newest === token) send({type: 'ping'});
      else {
        token = newest;
        authenticate();
      }
      expectAnswer();
    }, LIVE_PING_INTERVAL_MS);

    const finish = () => end(false);
    const end = (isClosed: boolean) => {
      clearInterval(pings);
      clearTimeout(silence);
      clearTimeout(slowness);
      over.abort();
      socket.onopen = socket.onmessage = socket.onclose = null;
      closeSocket(socket);
      resolve({wasUp: isUp, isClosed});
    };

    socket.onopen = authenticate;
    socket.onmessage = ({data}) => {
      clearTimeout(silence);
      const received = parse(data);
      if (received.type === 'ready' && !isUp) {
        isUp = true;
        up(say);
      }
      frame(received);
    };
    socket.onclose = ({code}) => {
      if (code === LIVE_CLOSE_UNAUTHORIZED) unauthorized(token);
      end(true);
    };
    signal.addEventListener('abort', finish, over);
    addEventListener('offline', finish, over);
    // With an open connection a browser would not keep the page in its back/forward cache.
    addEventListener('pagehide', finish, over);
    expectAnswer();
    if (signal.aborted) finish();
  });
}
