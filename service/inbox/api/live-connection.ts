import {closeSocket, type ClosableSocket} from 'helpshift-chat/client';
import {LIVE_CLOSE_UNAUTHORIZED, LIVE_PING_INTERVAL_MS, parseServiceFrame} from 'helpshift-chat/protocol';
import {retryDelay} from './retry-delay.js';

/** What happens on the connection. */
export type LiveEvent =
  | {readonly type: 'ready'}
  | {readonly type: 'lost'}
  | {readonly type: 'unauthorized'}
  | {readonly type: 'changed'; readonly conversationId: string; readonly lastSequence: number};

/** The part of a `WebSocket` that is used here. */
export type LiveSocket = ClosableSocket & Pick<WebSocket, 'send'>;

/**
 * Keeps one WebSocket to the service, and comes back after each loss. Events only say "look": after `ready` whatever
 * was missed has to be asked for.
 */
export class LiveConnection {
  readonly #createSocket: () => LiveSocket;
  readonly #onEvent: (event: LiveEvent) => void;
  #socket: LiveSocket | undefined;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  #isAnswerDue = false;

  constructor(createSocket: () => LiveSocket, onEvent: (event: LiveEvent) => void) {
    this.#createSocket = createSocket;
    this.#onEvent = onEvent;
  }

  /** Connects, and keeps connected until `close`. Does nothing when already open. */
  open(): void {
    if (this.#socket || this.#retryTimer !== undefined) return;
    this.#connect();
  }

  close(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#failures = 0;
    this.#dropSocket();
  }

  /** Tries again at once instead of at the end of the wait. Does nothing unless it is waiting. */
  retryNow(): void {
    if (this.#retryTimer === undefined) return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  }

  #connect(): void {
    this.#retryTimer = undefined;
    const socket = this.#createSocket();
    this.#socket = socket;
    this.#expectAnswer(socket);
    socket.addEventListener('message', ({data}: MessageEvent) => {
      if (socket === this.#socket) this.#handleFrame(socket, data);
    });
    socket.addEventListener('close', ({code}: CloseEvent) => {
      if (socket === this.#socket) this.#handleClose(code);
    });
  }

  #handleFrame(socket: LiveSocket, data: unknown): void {
    this.#isAnswerDue = false;
    const frame = parseServiceFrame(data);
    if (frame?.type === 'ready') {
      this.#failures = 0;
      this.#expectAnswer(socket);
      this.#onEvent({type: 'ready'});
    } else if (frame?.type === 'conversation-changed') {
      this.#onEvent({type: 'changed', conversationId: frame.conversationId, lastSequence: frame.lastSequence});
    }
  }

  /** A connection can die without a word (a laptop that slept), so silence over a whole interval counts as lost. */
  #expectAnswer(socket: LiveSocket): void {
    clearTimeout(this.#pingTimer);
    this.#isAnswerDue = true;
    this.#pingTimer = setTimeout(() => {
      if (this.#isAnswerDue) return this.#handleClose(undefined);
      socket.send(JSON.stringify({type: 'ping'}));
      this.#expectAnswer(socket);
    }, LIVE_PING_INTERVAL_MS);
  }

  #handleClose(code: number | undefined): void {
    this.#dropSocket();
    if (code === LIVE_CLOSE_UNAUTHORIZED) {
      this.#onEvent({type: 'unauthorized'});
      return;
    }
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), retryDelay(this.#failures, Math.random()));
    this.#onEvent({type: 'lost'});
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearTimeout(this.#pingTimer);
    if (socket) closeSocket(socket);
  }
}

/** A WebSocket to the service that served this page. The browser sends the cookie along. */
export function createAgentSocket(): LiveSocket {
  const address = new URL('/v1/agent/live', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address);
}
