import type {Page, Request, WebSocket} from 'playwright-core';

/** What a page sends to the service from now on, and the live connections that it has open. */
export class Traffic {
  /** Each request with its headers and its body, and each frame, in the order in which they were sent. */
  readonly sent: string[] = [];
  /** Each frame that came in. */
  readonly frames: string[] = [];
  /** The session tokens that were used. */
  readonly tokens = new Set<string>();
  /** Live connections that are not closed yet. */
  readonly open = new Set<WebSocket>();

  constructor(page: Page) {
    page.on('request', (request) => this.#handleRequest(request));
    page.on('websocket', (socket) => this.#handleSocket(socket));
  }

  #handleRequest(request: Request): void {
    const headers = request.headers();
    this.sent.push([request.method(), request.url(), JSON.stringify(headers), request.postData()].join(' '));
    const token = headers['authorization']?.replace(/^Bearer /, '');
    if (token) this.tokens.add(token);
  }

  #handleSocket(socket: WebSocket): void {
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
    socket.on('framesent', ({payload}) => void this.sent.push(payload.toString()));
    socket.on('framereceived', ({payload}) => void this.frames.push(payload.toString()));
  }
}
