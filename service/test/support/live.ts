import assert from 'node:assert/strict';
import {once} from 'node:events';
import {WebSocket, type ClientOptions} from 'ws';
import {startTestService, type TestOptions} from './test-service.js';
import type {SyncedAgentConversation} from '../../contract/conversations.js';
import type {AgentFrame} from '../../contract/live.js';
import type {ServiceFrame, SyncedConversation} from 'helpshift-chat/protocol';
import type {TestContext} from 'node:test';

/** A frame of the service, to a user or to an agent. */
export type LiveFrame = ServiceFrame | AgentFrame;

/** A live connection that records its frames. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly frames: LiveFrame[] = [];
  /** The code and reason of the close. */
  readonly closed: Promise<{code: number; reason: string}>;
  #taken = 0;
  #wake = (): void => undefined;
  #isClosed = false;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()) as LiveFrame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({code, reason: reason.toString()});
      });
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

  /** The next frame that was not taken yet. Rejects when the connection is closed and there is none. */
  async next(): Promise<LiveFrame> {
    for (;;) {
      const frame = this.frames[this.#taken];
      if (frame) {
        this.#taken++;
        return frame;
      }
      if (this.#isClosed) throw new Error(`closed: ${JSON.stringify(await this.closed)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Waits for the answer to the authentication. @returns The version in it; `undefined` for an agent. */
  async ready(): Promise<number | undefined> {
    return this.#versionIn('ready');
  }

  /**
   * Frames arrive in order: after the answer to a ping, all earlier frames are here. @returns The version in the answer.
   */
  async assertNothingCame(): Promise<number | undefined> {
    this.say({type: 'ping'});
    return this.#versionIn('pong');
  }

  async #versionIn(type: LiveFrame['type']): Promise<number | undefined> {
    const frame = await this.next();
    assert.equal(frame.type, type, JSON.stringify(frame));
    return 'version' in frame ? frame.version : undefined;
  }
}

/** Pings the service. @returns The code when it has closed the connection, else the type of the next frame. */
export async function closeOrPong(client: LiveClient): Promise<number | LiveFrame['type']> {
  client.say({type: 'ping'});
  return Promise.race([client.closed.then(({code}) => code), client.next().then(({type}) => type)]);
}

/** Opens connections that are closed when the test ends. */
export function liveClients(t: TestContext, base: string) {
  return async (path: string, options?: ClientOptions): Promise<LiveClient> => {
    const client = new LiveClient(base.replace(/^http/, 'ws') + path, options);
    t.after(() => client.socket.terminate());
    return client.open();
  };
}

export const authenticate = (sessionToken: unknown) => ({type: 'authenticate', sessionToken});

/** The frame that tells a change. */
export const changed = (conversation: SyncedConversation | SyncedAgentConversation | undefined) => ({
  type: 'changed',
  conversation,
});

/** Starts a service at a port, and opens live connections to it. */
export async function startLive(t: TestContext, options: TestOptions = {}) {
  const service = await startTestService(t, {liveTickMs: 10, ...options});
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  const connect = liveClients(t, base);
  const listen = async (session: string): Promise<LiveClient> => {
    const client = await connect('/v1/live');
    client.say(authenticate(session));
    await client.ready();
    return client;
  };
  const listenAsAgent = async (headers: {cookie: string}): Promise<LiveClient> => {
    const client = await connect('/v1/agent/live', {headers: {cookie: headers.cookie, origin: base}});
    await client.ready();
    return client;
  };
  return {service, base, connect, listen, listenAsAgent};
}

/** The status of a refused handshake. */
export async function refusedWith(client: LiveClient): Promise<number> {
  const accepted = client.open().then(() => {
    client.socket.terminate();
    return assert.fail('the handshake was accepted');
  });
  const refused = once(client.socket, 'unexpected-response');
  const [, response] = (await Promise.race([refused, accepted])) as [unknown, {statusCode: number}];
  client.socket.terminate();
  return response.statusCode;
}

export async function assertEnds(client: LiveClient, code: number): Promise<void> {
  assert.equal((await client.closed).code, code);
}
