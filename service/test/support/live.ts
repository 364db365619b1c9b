import assert from 'node:assert/strict';
import {once} from 'node:events';
import {WebSocket, type ClientOptions} from 'ws';
import type {TestContext} from 'node:test';

/** A live connection that records its frames. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly frames: unknown[] = [];
  /** The code and reason of the close. */
  readonly closed: Promise<{code: number; reason: string}>;
  #taken = 0;
  #wake = (): void => undefined;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({code, reason: reason.toString()}));
    });
    // A refused or broken connection resolves `closed`.
    this.socket.on('error', () => undefined);
  }

  async open(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  say(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame that was not taken yet. */
  async next(): Promise<unknown> {
    while (this.frames.length <= this.#taken) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.frames[this.#taken++];
  }

  /** Frames arrive in order: after the answer to a ping, all earlier frames are here. */
  async assertNothingCame(): Promise<void> {
    this.say({type: 'ping'});
    assert.deepEqual(await this.next(), {type: 'pong'});
  }
}

/** Opens connections that are closed when the test ends. */
export function liveClients(t: TestContext, base: string) {
  return async (path: string, options?: ClientOptions): Promise<LiveClient> => {
    const client = new LiveClient(base.replace(/^http/, 'ws') + path, options);
    t.after(() => client.socket.terminate());
    return client.open();
  };
}
