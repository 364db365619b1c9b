import {closeSocket, type ClosableSocket} from 'helpshift-chat/client';
import {LIVE_CLOSE_UNAUTHORIZED, LIVE_PING_INTERVAL_MS, parseServiceFrame} from 'helpshift-chat/protocol';
import {retryDelay} from './retry-delay.js';

/** What the connection reports. */
export type LiveEvent =
  | {readonly type: 'ready'}
  | {readonly type: 'lost'}
  | {readonly type: 'unauthorized'}
  | {readonly type: 'changed'; readonly conversationId: string; readonly lastSequence: number};

/** The part of a `WebSocket` that is used here. */
export type LiveSocket = ClosableSocket & Pick<WebSocket, 'send'>;

/** Tells by `offline` and `online` whether the computer has a network; `window` in a page. */
export type NetworkEvents = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** How long the service may take to answer; after that the connection counts as lost. */
const ANSWER_LIMIT_MS = 10_000;

/**
 * Keeps one WebSocket to the service open, and opens the next one after each loss. Events only say "look": after
 * `ready` everything that may have been missed has to be asked for.
 */
export class LiveConnection {
  readonly #createSocket: () => LiveSocket;
  readonly #onEvent: (event: LiveEvent) => void;
  #socket: LiveSocket | undefined;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #network: NetworkEvents;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #handleOffline = (): void => void (this.#socket && this.#handleClose(undefined));
  readonly #handleOnline = (): void => this.retryNow();

  constructor(createSocket: () => LiveSocket, onEvent: (event: LiveEvent) => void, network: NetworkEvents) {
    this.#createSocket = createSocket;
    this.#onEvent = onEvent;
    this.#network = network;
  }

  /** Connects, and keeps connected until `close`. Does nothing when already open. */
  open(): void {
    if (this.#socket || this.#retryTimer !== undefined) return;
    this.#network.addEventListener('offline', this.#handleOffline);
    this.#network.addEventListener('online', this.#handleOnline);
    this.#connect();
  }

  close(): void {
    this.#network.removeEventListener('offline', this.#handleOffline);
    this.#network.removeEventListener('online', this.#handleOnline);
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
    this.#expectAnswer();
    socket.addEventListener('message', ({data}: MessageEvent) => {
      if (socket === this.#socket) this.#handleFrame(socket, data);
    });
    socket.addEventListener('close', ({code}: CloseEvent) => {
      if (socket === this.#socket) this.#handleClose(code);
    });
  }

  #handleFrame(socket: LiveSocket, data: unknown): void {
    clearTimeout(this.#silenceTimer);
    const frame = parseServiceFrame(data);
    if (frame?.type === 'ready') {
      this.#failures = 0;
      this.#keepAsking(socket);
      this.#onEvent({type: 'ready'});
    } else if (frame?.type === 'conversation-changed') {
      this.#onEvent({type: 'changed', conversationId: frame.conversationId, lastSequence: frame.lastSequence});
    }
  }

  /** A connection can be lost without an event (a laptop that slept), so the service is asked from time to time. */
  #keepAsking(socket: LiveSocket): void {
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(() => {
      socket.send(JSON.stringify({type: 'ping'}));
      this.#expectAnswer();
    }, LIVE_PING_INTERVAL_MS);
  }

  #expectAnswer(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#handleClose(undefined), ANSWER_LIMIT_MS);
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
    clearInterval(this.#pingTimer);
    clearTimeout(this.#silenceTimer);
    if (socket) closeSocket(socket);
  }
}

/** A WebSocket to the service that served this page. The browser sends the cookie along. */
export function createAgentSocket(): LiveSocket {
  const address = new URL('/v1/agent/live', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address);
}
