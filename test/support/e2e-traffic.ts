import type {Page, Request, WebSocket} from 'playwright-core';

/** Records what a page sends to the service from now on, and its open live connections. */
export class Traffic {
  /** Each request with its headers and body, and each frame, in the order of sending. */
  readonly sent: string[] = [];
  /** The requests that end sessions. They are not in `sent`: they name the session that ends, and carry what waits. */
  readonly endings: string[] = [];
  /** Each received frame. */
  readonly frames: string[] = [];
  /** The session tokens in requests and frames. */
  readonly tokens = new Set<string>();
  /** Live connections that are still open. */
  readonly open = new Set<WebSocket>();

  constructor(page: Page) {
    page.on('request', (request) => this.#handleRequest(request));
    page.on('websocket', (socket) => this.#handleSocket(socket));
  }

  #handleRequest(request: Request): void {
    const headers = request.headers();
    const list = request.url().endsWith('/v1/sessions/end') ? this.endings : this.sent;
    list.push([request.method(), request.url(), JSON.stringify(headers), request.postData()].join(' '));
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
