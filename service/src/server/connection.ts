import {PIPELINED_REQUESTS_LIMIT} from '../limits.js';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';

/**
 * One open socket. Its requests are handled one after the other, and the time in which its peer reads nothing is measured. There
 * are many connections, so each keeps little.
 */
export class Connection {
  readonly socket: Socket;
  /** Whose socket it is, for the limit of an address. */
  readonly address: string | undefined;
  #answer: ServerResponse | undefined;
  #waiting: (() => void)[] | undefined;
  #isUnreadable = false;
  #taken = 0;
  #stalledSince: number | undefined;

  constructor(socket: Socket, address: string | undefined) {
    this.socket = socket;
    this.address = address;
  }

  /** Whether an answer is not finished. */
  get isBusy(): boolean {
    return this.#answer !== undefined;
  }

  /** The request that is being handled. */
  get request(): IncomingMessage | undefined {
    return this.#answer?.req;
  }

  /**
   * Begins to handle a request when the system has taken all of the answers before it: they cannot pile up for a peer that does not
   * read.
   *
   * @returns Whether there is room. If not, the peer should be dropped.
   */
  handle(answer: ServerResponse, begin: () => void): boolean {
    if (this.#answer) return this.#wait(() => this.#begin(answer, begin));
    this.#begin(answer, begin);
    return true;
  }

  /**
   * Handles bytes that are no request, after the answers to the requests before them. Only once: nothing after them can be read.
   *
   * @param write - Writes an answer and ends the connection.
   */
  handleUnreadable(write: () => void): void {
    if (this.#isUnreadable) return;
    this.#isUnreadable = true;
    const answer = this.#answer;
    if (!answer) write();
    else if (answer.req.complete) this.#waiting = [...(this.#waiting ?? []), write];
    // They belong to the body of the request that is being handled.
    else if (answer.headersSent) this.socket.destroy();
    else write();
  }

  /** How many bytes wait for the peer in the memory of this process. */
  get unsent(): number {
    return this.socket.writableLength;
  }

  /**
   * Looks how much the peer has read since the last look.
   *
   * @returns For how long bytes have been waiting of which it has read none, in milliseconds; `undefined` when it reads, or nothing waits.
   */
  stalledFor(now: number): number | undefined {
    const {socket} = this;
    const taken = socket.bytesWritten - socket.writableLength - unsentBytes(socket);
    const isStalled = socket.writableLength > 0 && this.#stalledSince !== undefined && taken === this.#taken;
    if (!isStalled) this.#stalledSince = socket.writableLength ? now : undefined;
    this.#taken = taken;
    return isStalled ? now - (this.#stalledSince ?? now) : undefined;
  }

  #wait(begin: () => void): boolean {
    const waiting = (this.#waiting ??= []);
    if (waiting.length >= PIPELINED_REQUESTS_LIMIT) return false;
    waiting.push(begin);
    return true;
  }

  #begin(answer: ServerResponse, begin: () => void): void {
    this.#answer = answer;
    // After 'finish', which says that the system has taken all bytes. Also when the connection breaks.
    answer.once('close', () => this.#next());
    begin();
  }

  #next(): void {
    this.#answer = undefined;
    const next = this.#waiting?.shift();
    if (!this.#waiting?.length || !this.socket.writable) this.#waiting = undefined;
    if (this.socket.writable) next?.();
  }
}

/** How much of the write in work the system has not taken. Node asks the same for its own timeouts, and offers it to nobody. */
function unsentBytes(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  const size: unknown = typeof handle === 'object' && handle !== null && Reflect.get(handle, 'writeQueueSize');
  return typeof size === 'number' ? size : 0;
}
