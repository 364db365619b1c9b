/** The page's network in a test's hands: it counts what is asked, and can delay it, cut it, or answer in its place. */

import {withoutUniqueQuery} from './unique-query.js';

export interface SeenRequest {
  readonly method: string;
  /** Without the origin, with the query, without the parameter that differs each time. */
  readonly path: string;
  /** What the JSON of the body says. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
}

/** Answers in the service's place; `undefined` leaves it to the service. `pass` asks the service, also after an abort. */
export type Answer = (request: SeenRequest, pass: () => Promise<Response>) => Response | Promise<Response> | undefined;

// Browsers allow this port, and no program listens on it.
const CLOSED_ADDRESS = 'ws://127.0.0.1:9';

const realFetch = window.fetch.bind(window);
const RealWebSocket = window.WebSocket;

class Network {
  /** What was asked since the test began. */
  requests: SeenRequest[] = [];
  #answers: Answer[] = [];
  #sockets: WebSocket[] = [];
  #isCut = false;

  begin(): void {
    this.requests = [];
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

  /** The requests of this method to a path that begins so. */
  seen(method: string, path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.method === method && request.path.startsWith(path));
  }

  /** Until the test ends or the returned function is called. The newest answer is asked first. */
  answer(answer: Answer): () => void {
    this.#answers.unshift(answer);
    return () => void (this.#answers = this.#answers.filter((one) => one !== answer));
  }

  /**
   * The service gets these requests at once, the page gets its answers when the returned function is called. They come
   * in spite of an abort: a page cannot rely on the network to forget.
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

  /** Nothing gets through, and what is open breaks. The browser does not notice. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  /** Everything gets through again, and the browser says so, which ends a wait before another try. */
  mend(): void {
    this.#isCut = false;
    window.dispatchEvent(new Event('online'));
  }

  readonly #fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    // As the browser does: what is given up before it begins is never sent.
    init?.signal?.throwIfAborted();
    const {origin, pathname, search} = new URL(input instanceof Request ? input.url : input, location.href);
    // What the tests themselves ask for is no business of the page's.
    if (origin === location.origin && pathname.startsWith('/test-service')) return realFetch(input, init);
    const request: SeenRequest = {
      method: init?.method ?? 'GET',
      path: withoutUniqueQuery(pathname + search),
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as SeenRequest['body']) : {},
      signal: init?.signal ?? undefined,
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
    return socket;
  }
}

/** Takes the network in hand during each test of a `describe`. */
export function useNetwork(): Network {
  const network = new Network();
  beforeEach(() => network.begin());
  afterEach(() => network.end());
  return network;
}

/** An answer in JSON. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {status, headers: {'content-type': 'application/json'}});
}

/** An answer that never comes; it ends as `fetch` does when the page gives up. */
export function noAnswer({signal}: SeenRequest): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

export const isClaim = ({method, path}: SeenRequest): boolean => method === 'POST' && path === '/v1/sessions';
