import {LIVE_PING_INTERVAL_MS} from '../protocol/limits.js';
import {parseServiceFrame} from '../protocol/parse.js';
import {type ClientFrame, LIVE_CLOSE_UNAUTHORIZED, type ServiceFrame} from '../protocol/wire.js';
import {closeSocket} from './close-socket.js';
import {pause} from './retry.js';
import type {UserSession} from './user-session.js';

export interface LiveListener {
  /** The service listens and tells. Whatever was missed before has to be fetched now. */
  online(): void;
  offline(): void;
  frame(frame: ServiceFrame): void;
}

// How long the service may take to answer; then the connection is taken for dead.
const ANSWER_LIMIT_MS = 10_000;

/** Keeps a WebSocket to the service open, reconnecting until the session ends. Never rejects. */
export async function keepLiveConnection(session: UserSession, listener: LiveListener): Promise<void> {
  const {signal} = session;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const wasOnline = await connectOnce(session, await session.token(), listener);
      signal.throwIfAborted();
      listener.offline();
      if (wasOnline) failures = 0;
      await pause(failures, signal);
    } catch {
      return; // The session has ended or was refused; its owner knows.
    }
  }
}

/** One connection, until it closes. Resolves with whether the service ever accepted it. */
function connectOnce(session: UserSession, firstToken: string, listener: LiveListener): Promise<boolean> {
  const {signal, app} = session;
  return new Promise((resolve) => {
    let token = firstToken;
    const over = new AbortController();
    const socket = new WebSocket(`${app.serviceUrl.replace(/^http/, 'ws')}/v1/live`);
    const send = (frame: ClientFrame) => socket.send(JSON.stringify(frame));
    const authenticate = () => send({type: 'authenticate', sessionToken: token});
    let isOnline = false;
    let silence: ReturnType<typeof setTimeout> | undefined;

    const expectAnswer = () => {
      clearTimeout(silence);
      silence = setTimeout(finish, ANSWER_LIMIT_MS);
    };
    const pings = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      // A connection ends with its session: it has to hear of the renewal.
      const {currentToken = token} = session;
      if (currentToken === token) send({type: 'ping'});
      else {
        token = currentToken;
        authenticate();
      }
      expectAnswer();
    }, LIVE_PING_INTERVAL_MS);

    const finish = () => {
      clearInterval(pings);
      clearTimeout(silence);
      over.abort();
      socket.onopen = socket.onmessage = socket.onclose = null;
      closeSocket(socket);
      resolve(isOnline);
    };

    socket.onopen = authenticate;
    socket.onmessage = ({data}) => {
      clearTimeout(silence);
      const frame = parseServiceFrame(data);
      if (frame?.type === 'ready') {
        isOnline = true;
        listener.online();
      } else if (frame) {
        listener.frame(frame);
      }
    };
    socket.onclose = ({code}) => {
      if (code === LIVE_CLOSE_UNAUTHORIZED) session.dropToken(token);
      finish();
    };
    signal.addEventListener('abort', finish, over);
    addEventListener('offline', finish, over);
    // With an open connection a browser would not keep the page in its back/forward cache.
    addEventListener('pagehide', finish, over);
    expectAnswer();
    if (signal.aborted) finish();
  });
}
