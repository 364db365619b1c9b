/** A service on a real port. The test decides its answers. */
import {createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type WebSocket, WebSocketServer} from 'ws';
import type {AppAddress} from '../../src/client/app-address.js';
import type {ServiceFrame} from '../../src/protocol/wire.js';
import {until} from './until.js';

const ROUND_TRIP = '/round-trip';

/** One request. It waits for an answer. */
export class ServiceCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; `undefined` without a body. */
  readonly body: unknown;
  /** The client no longer waits for the answer. */
  isGivenUp = false;
  /** The request was answered, or its connection has ended. */
  isOver = false;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse, body: string) {
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.headers = request.headers;
    this.body = body === '' ? undefined : (JSON.parse(body) as unknown);
    this.#response = response;
    response.on('close', () => {
      this.isGivenUp = !response.writableFinished;
      this.isOver = true;
    });
  }

  /** The session token of the request. */
  get sessionToken(): string | undefined {
    return this.headers.authorization?.replace('Bearer ', '');
  }

  /** Sends an object as JSON, and a text as it is. */
  answer(status: number, body?: object | string): void {
    const isText = typeof body === 'string';
    this.#response.writeHead(status, {'content-type': isText ? 'text/html' : 'application/json'});
    this.#response.end(isText ? body : body && JSON.stringify(body));
  }

  refuse(status: number, code: string): void {
    this.answer(status, {error: {code, message: `It says ${code}.`}});
  }

  /** Redirects the client to another address, with the same method and body. */
  redirect(location: string): void {
    this.#response.writeHead(307, {location}).end();
  }

  /** Breaks the connection before the answer. */
  drop(): void {
    this.#response.destroy();
  }

  /** Breaks the connection in the middle of the answer. */
  dropHalfway(body: object): void {
    const json = JSON.stringify(body);
    this.#response.writeHead(200, {'content-type': 'application/json', 'content-length': json.length});
    this.#response.write(json.slice(0, json.length / 2), () => this.#response.destroy());
  }
}

/** One live connection. */
export class LiveCall {
  /** The frames from the client. */
  readonly frames: unknown[] = [];
  isClosed = false;
  /** The code of the client's close. */
  closeCode: number | undefined;
  readonly path: string;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, path: string, handleFrame: (live: LiveCall) => void) {
    this.path = path;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()));
      handleFrame(this);
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.isClosed = true;
    });
  }

  say(frame: ServiceFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sayNoise(data: string): void {
    this.#socket.send(data);
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** Breaks the connection without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }
}

export class ScriptedService {
  /** All requests, in the order of arrival. */
  readonly calls: ServiceCall[] = [];
  /** All live connections, in the order of arrival. */
  readonly lives: LiveCall[] = [];
  /** Answers each new request. By default requests wait for the test. */
  handleCall: (call: ServiceCall) => void = () => {};
  /** Reacts to each frame from the client. */
  handleFrame: (live: LiveCall) => void = () => {};
  /** Opens each new live connection. A test can delay the opening, or refuse it. */
  handleHandshake: (open: () => void, refuse: () => void) => void = (open) => open();
  readonly #server = createServer((request, response) => this.#receive(request, response));
  readonly #sockets = new WebSocketServer({
    server: this.#server,
    path: '/v1/live',
    verifyClient: (_request, allow: (isAllowed: boolean) => void) =>
      this.handleHandshake(
        () => allow(true),
        () => allow(false),
      ),
  });
  #port = 0;
  #taken = 0;
  #takenLives = 0;

  /** The app of this service. */
  get app(): AppAddress {
    return {serviceUrl: `http://127.0.0.1:${this.#port}`, domain: 'bar', platformId: 'foo'};
  }

  async start(): Promise<void> {
    this.#sockets.on('connection', (socket, request) => {
      this.lives.push(new LiveCall(socket, request.url ?? '', (live) => this.handleFrame(live)));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Waits for the next request. */
  async nextCall(): Promise<ServiceCall> {
    const index = this.#taken++;
    await until(() => this.calls.length > index, `request number ${index + 1}`);
    return this.calls[index] as ServiceCall;
  }

  /** Waits for the next live connection. */
  async nextLive(): Promise<LiveCall> {
    const index = this.#takenLives++;
    await until(() => this.lives.length > index, `live connection number ${index + 1}`);
    return this.lives[index] as LiveCall;
  }

  /** Resolves when new requests have been answered. All earlier requests have arrived by then. */
  async roundTrip(): Promise<void> {
    // Requests use separate connections, so one can overtake another. The second round begins after the first.
    for (let round = 1; round <= 2; round++) {
      await (await fetch(this.app.serviceUrl + ROUND_TRIP, {method: 'POST', body: '{}'})).text();
    }
  }

  /** A request that breaks off before its end is no call: the client was aborted, or the test is over. */
  #receive(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === ROUND_TRIP) {
        response.end();
        return;
      }
      const call = new ServiceCall(request, response, body);
      this.calls.push(call);
      this.handleCall(call);
    });
  }
}

/** Starts a service for one test; stops it after the test. */
export async function startScriptedService(test: {after(stop: () => void): void}): Promise<ScriptedService> {
  const service = new ScriptedService();
  await service.start();
  test.after(() => service.stop());
  return service;
}
