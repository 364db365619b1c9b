/** Controls the page's network: counts requests, delays them, breaks connections, or answers for the service. */
import type {ServiceFrame} from '../../src/protocol/wire.js';

export interface SeenRequest {
  readonly method: string;
  /** Without origin, with the query. */
  readonly path: string;
  /** The parsed JSON of the body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  /** Whether it outlives the page. */
  readonly keepalive: boolean;
}

/** Answers for the service. `undefined`: the service answers. `pass` asks the service, also after an abort. */
export type Answer = (request: SeenRequest, pass: () => Promise<Response>) => Response | Promise<Response> | undefined;

// Browsers allow this port, and no program listens on it.
const CLOSED_ADDRESS = 'ws://127.0.0.1:9';

const realFetch = window.fetch.bind(window);
const RealWebSocket = window.WebSocket;

class Network {
  /** All requests since the test began. */
  requests: SeenRequest[] = [];
  #answers: Answer[] = [];
  #sockets: WebSocket[] = [];
  #isCut = false;

  begin(): void {
    this.requests = [];
    this.sentFrames.length = 0;
    this.#answers = [];
    this.#sockets = [];
    this.#isCut = false;
    window.fetch = this.#fetch;
    window.WebSocket = new Proxy(RealWebSocket, {
      construct: (_target, [url]: [string | URL]) => this.#openSocket(url),
    });
  }

  end(): void {
    window.fetch = realFetch;
    window.WebSocket = RealWebSocket;
  }

  /** The requests with this method and a path that begins with `path`. */
  seen(method: string, path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.method === method && request.path.startsWith(path));
  }

  /** Uses this answer until the test ends or the returned function is called. The newest answer comes first. */
  answer(answer: Answer): () => void {
    this.#answers.unshift(answer);
    return () => void (this.#answers = this.#answers.filter((one) => one !== answer));
  }

  /**
   * The service gets these requests at once. The page gets the answers when the returned function is called, even after
   * an abort: a page cannot rely on an abort to stop an answer.
   */
  hold(isHeld: (request: SeenRequest) => boolean): () => void {
    let letGo = (): void => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const stop = this.answer((request, pass) => {
      if (!isHeld(request)) return undefined;
      const response = pass();
      return gate.then(() => response);
    });
    return () => {
      stop();
      letGo();
    };
  }

  /** Live connections of this test that are open, or about to be. */
  get openSockets(): number {
    return this.#sockets.filter(({readyState}) => readyState <= WebSocket.OPEN).length;
  }

  /** The frames that the page has sent, on all live connections. */
  readonly sentFrames: unknown[] = [];

  /** A frame of the service arrives on the newest live connection. */
  hear(frame: ServiceFrame): void {
    this.#sockets.at(-1)?.dispatchEvent(new MessageEvent('message', {data: JSON.stringify(frame)}));
  }

  /** Breaks all connections, and lets no request through. The browser reports no loss. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  /** Restores the network and fires `online`. That ends the wait before the next attempt. */
  mend(): void {
    this.#isCut = false;
    window.dispatchEvent(new Event('online'));
  }

  readonly #fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    // Like the browser: a request that is aborted before it begins is never sent.
    init?.signal?.throwIfAborted();
    const {origin, pathname, search} = new URL(input instanceof Request ? input.url : input, location.href);
    // Requests of the tests themselves do not count.
    if (origin === location.origin && pathname.startsWith('/test-service')) return realFetch(input, init);
    const request: SeenRequest = {
      method: init?.method ?? 'GET',
      path: pathname + search,
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as SeenRequest['body']) : {},
      signal: init?.signal ?? undefined,
      keepalive: init?.keepalive ?? false,
    };
    this.requests.push(request);
    if (this.#isCut) throw new TypeError('Failed to fetch');
    for (const answer of this.#answers) {
      const response = answer(request, () => realFetch(input, {...init, signal: null}));
      if (response) return response;
    }
    return realFetch(input, init);
  };

  #openSocket(url: string | URL): WebSocket {
    const socket = new RealWebSocket(this.#isCut ? CLOSED_ADDRESS : url);
    this.#sockets.push(socket);
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      this.sentFrames.push(JSON.parse(data as string));
      send(data);
    };
    return socket;
  }
}

/** Replaces the network during each test of a `describe`. */
export function useNetwork(): Network {
  const network = new Network();
  beforeEach(() => network.begin());
  afterEach(() => network.end());
  return network;
}

/** A JSON answer. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {status, headers: {'content-type': 'application/json'}});
}

/** An answer that never comes. Rejects like `fetch` when the page aborts the request. */
export function noAnswer({signal}: SeenRequest): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

export const isClaim = ({method, path}: SeenRequest): boolean => method === 'POST' && path === '/v1/sessions';
