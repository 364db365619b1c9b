import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {LIVE_BACKLOG_LIMIT_BYTES} from '../limits.js';
import {ControlFrames} from './control-frames.js';
import type {LimitName} from '../limits.js';
import type {Meters} from '../metrics/meters.js';
import type {WebSocket} from 'ws';

/** RFC 6455: the service is going away; the client may connect again. */
export const CLOSE_GOING_AWAY = 1001;
/** RFC 6455: a rule was broken; connecting again does not help. */
export const CLOSE_POLICY_VIOLATION = 1008;
/** The registry of RFC 6455: there is too much to do; the client may connect again later. */
export const CLOSE_TRY_AGAIN_LATER = 1013;
/** RFC 6455: the service failed; the client may connect again. */
export const CLOSE_INTERNAL_ERROR = 1011;

/** One open connection, with a check that the other side still answers. */
export class Peer {
  readonly #socket: WebSocket;
  readonly #meters: Meters;
  /** Most peers send a pong from time to time, so most connections keep nothing here. */
  #frames: ControlFrames | undefined;
  #isAlive = true;
  #isRefused = false;
  #isDropped = false;

  constructor(socket: WebSocket, meters: Meters) {
    this.#socket = socket;
    this.#meters = meters;
    socket.on('pong', () => {
      // The answer to the ping of `check`. Any other is no use to anybody.
      if (this.#isAlive) this.takeFrame();
      this.#isAlive = true;
    });
    socket.on('ping', (data: Buffer) => {
      if (this.takeFrame()) socket.pong(data);
    });
  }

  get isOpen(): boolean {
    return !this.#isRefused && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a frame. Drops a peer that does not read: it syncs when it connects again. */
  send(frame: object): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > LIVE_BACKLOG_LIMIT_BYTES) this.#drop('live-backlog');
    else this.#socket.send(JSON.stringify(frame));
  }

  close(code: number, reason: string): void {
    // Until the other side closes, `ws` goes on reading, for seconds: a flood must not go on meanwhile.
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.on('message', () => this.takeFrame());
    this.#socket.close(code, reason);
  }

  /** Counts a frame that no other limit counts. Drops the peer that sends too many. @returns Whether it may be answered. */
  takeFrame(): boolean {
    if (this.#isDropped) return false;
    this.#frames ??= new ControlFrames();
    if (this.#frames.take()) return this.isOpen;
    this.#drop('live-frames');
    return false;
  }

  /** Reads and sends nothing more, and closes after a pause: a client that connects again at once must not take the time of others. */
  refuse(code: number, reason: string, pauseMs: number): void {
    this.#isRefused = true;
    this.#socket.pause();
    setTimeout(() => {
      this.#socket.resume();
      this.close(code, reason);
    }, pauseMs).unref();
  }

  closeUnauthorized(): void {
    this.close(LIVE_CLOSE_UNAUTHORIZED, 'no session, or it has ended');
  }

  /** Pings the peer. Drops it when the last ping was not answered. */
  check(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    if (this.isOpen) this.#socket.ping();
  }

  #drop(limit: LimitName): void {
    this.#isDropped = true;
    this.#meters.refused(limit);
    this.#socket.terminate();
  }
}

/** Parses a frame; `undefined` when it is no JSON object. */
export function parseFrame(data: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Not JSON, so no frame of a client.
  }
}
