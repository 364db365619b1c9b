import {createServer, Server} from 'node:http';
import {CONNECTIONS_CHECK_MS, HEADERS_LIMIT_MS, KEEP_ALIVE_MS, REQUEST_LIMIT_MS} from '../limits.js';
import {Connections} from './connections.js';
import {isLongRequest} from './long-requests.js';
import {answerRefusal, writeRefusal} from './refusal.js';
import {CONNECT_REFUSAL, HANDSHAKE_REFUSAL, headProblem, unreadableRefusal} from './request-problems.js';
import type {ConnectionsParts} from './connections.js';
import type {Refusal} from './refusal.js';
import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';

export interface DoorParts extends ConnectionsParts {
  readonly publicOrigin: string | undefined;
  /** How often it is checked whether a request comes too late. Default: `CONNECTIONS_CHECK_MS` */
  readonly checkMs?: number;
}

/**
 * The HTTP server below Fastify. It hands on one request of a connection at a time, and answers what Fastify never sees: what
 * cannot be read, or what Node would answer in a form of its own.
 */
export class Door {
  readonly #parts: DoorParts;
  readonly #connections: Connections;
  /** Hears of the upgrades that may go on. It listens nowhere: Node would give a connection away before its other answers are written. */
  readonly upgrades = new Server();
  #isEnding = false;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#connections = new Connections(parts);
  }

  /** Makes the server. `handle` is called with each request. */
  createServer(handle: RequestListener): Server {
    const server = createServer({
      headersTimeout: HEADERS_LIMIT_MS,
      requestTimeout: REQUEST_LIMIT_MS,
      connectionsCheckingInterval: this.#parts.checkMs ?? CONNECTIONS_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // `headProblem` does it, with an answer of our form.
      requireHostHeader: false,
    });
    const receive = (request: IncomingMessage, response: ServerResponse): void =>
      this.#receive(request, response, handle);
    server.on('connection', (socket) => this.#connections.add(socket));
    server.on('request', receive);
    server.on('checkExpectation', receive);
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    server.on('connect', (_request, socket) => this.#refuse(socket, CONNECT_REFUSAL));
    return server;
  }

  /** Answers bytes that are no HTTP request, or do not become one in time. */
  answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    const refuse = (): void => this.#refuse(socket, unreadableRefusal(error));
    const connection = this.#connections.of(socket);
    // Node says it once for each request.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isLongRequest(connection?.request)) return;
    if (connection) connection.handleUnreadable(refuse);
    else socket.destroy();
  }

  /** Answers an upgrade that is no handshake of the WebSocket protocol. */
  answerHandshake(socket: Duplex): void {
    this.#refuse(socket, HANDSHAKE_REFUSAL);
  }

  /** Drops peers that do not read. To be called from time to time. */
  dropSlowReaders(): void {
    this.#connections.dropSlowReaders();
  }

  /** From now on no request is upgraded. */
  endUpgrades(): void {
    this.#isEnding = true;
  }

  #receive(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
    const begin = (): void => {
      const problem = headProblem(request);
      if (problem) answerRefusal(response, problem, this.#parts.publicOrigin);
      else handle(request, response);
    };
    const connection = this.#connections.of(request.socket);
    if (connection?.handle(response, begin)) return;
    if (connection && !request.socket.destroyed) this.#parts.meters.refused('pipelined-requests');
    request.socket.destroy();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const problem = headProblem(request);
    // A proxy asks another process when it gets no answer. Of a busy connection, the answers to the requests before would come
    // into the middle of the new protocol.
    if (this.#isEnding || this.#connections.of(socket)?.isBusy !== false) socket.destroy();
    else if (problem) this.#refuse(socket, problem);
    else this.upgrades.emit('upgrade', request, socket, head);
  }

  #refuse(socket: Duplex, refusal: Refusal): void {
    writeRefusal(socket, refusal, this.#parts.publicOrigin);
  }
}
