import {LIVE_BACKLOG_LIMIT_BYTES} from '../limits.js';
import type {ServiceFrame} from 'helpshift-chat/protocol';
import type {WebSocket} from 'ws';

/** RFC 6455: the service is going away; the client may come back. */
export const CLOSE_GOING_AWAY = 1001;
/** RFC 6455: a rule was broken; coming back will not help. */
export const CLOSE_POLICY_VIOLATION = 1008;
/** RFC 6455: something went wrong in the service; the client may come back. */
export const CLOSE_INTERNAL_ERROR = 1011;

/** One open connection, and whether somebody is still there. */
export class Peer {
  readonly #socket: WebSocket;
  #isAlive = true;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('pong', () => (this.#isAlive = true));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Drops a peer that does not read: what it missed, it will fetch. */
  send(frame: ServiceFrame): void {
    if (this.#socket.bufferedAmount > LIVE_BACKLOG_LIMIT_BYTES) this.#socket.terminate();
    else if (this.isOpen) this.#socket.send(JSON.stringify(frame));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Asks whether somebody is there, and ends the connection when the last question was not answered. */
  check(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    if (this.isOpen) this.#socket.ping();
  }
}

/** Reads one small JSON object; `undefined` for noise. */
export function parseFrame(data: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Not JSON, so not ours.
  }
}
