/** Uploads on a real port, by the tus protocol. A test can make requests fail. `XMLHttpRequest` becomes a global: Node has none. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** The part of jsdom that is used here: it comes without types. */
interface Jsdom {
  readonly JSDOM: new (html: string, options: object) => {readonly window: {readonly XMLHttpRequest: unknown}};
  readonly VirtualConsole: new () => object;
}

export interface TusCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

interface TusAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** What happens to a request. `unanswered`: it is carried out, and its answer is lost. */
export type Fault = 'lost' | 'half' | 'unanswered' | {readonly status: number; readonly code?: string};

export class TusServer {
  readonly calls: TusCall[] = [];
  /** The bytes of each upload, by its id. */
  readonly uploads = new Map<string, Buffer>();
  /** Decides what happens to a request. Default: nothing. */
  fault: (call: TusCall) => Fault | undefined = () => undefined;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  #origin = '';

  get url(): string {
    return `${this.#origin}/v1/files`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const {JSDOM, VirtualConsole} = (await import(String('jsdom'))) as Jsdom;
    // Its own console would print each lost connection.
    const {window} = new JSDOM('', {url: this.#origin, virtualConsole: new VirtualConsole()});
    Object.assign(globalThis, {XMLHttpRequest: window.XMLHttpRequest});
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The methods of the requests, as `POST PATCH`. */
  get methods(): string {
    return this.calls.map(({method}) => method).join(' ');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {method = '', url = '', headers} = request;
    const call = {method, url, headers};
    this.calls.push(call);
    const fault = this.fault(call);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (fault === 'lost') {
      response.destroy();
      return;
    }
    if (typeof fault === 'object') {
      const {status, code} = fault;
      response.writeHead(status).end(code && JSON.stringify({error: {code, message: `It says ${code}.`}}));
      return;
    }
    const answer = this.#carryOut(call, fault === 'half' ? body.subarray(0, body.length / 2) : body);
    if (fault) response.destroy();
    else response.writeHead(answer.status, answer.headers).end();
  }

  #carryOut({method, url, headers}: TusCall, body: Buffer): TusAnswer {
    if (method === 'POST') {
      const id = `upload-${this.uploads.size + 1}`;
      this.uploads.set(id, Buffer.alloc(0));
      return {status: 201, headers: {location: `files/${id}`}};
    }
    const id = url.slice(url.lastIndexOf('/') + 1);
    const held = this.uploads.get(id);
    if (!held) return {status: 404};
    if (method === 'DELETE') {
      this.uploads.delete(id);
      return {status: 204};
    }
    if (method === 'HEAD') return {status: 200, headers: {'upload-offset': held.length}};
    if (Number(headers['upload-offset']) !== held.length) return {status: 409};
    this.uploads.set(id, Buffer.concat([held, body]));
    return {status: 204, headers: {'upload-offset': held.length + body.length}};
  }
}

/** Starts a server for one test; stops it after the test. */
export async function startTusServer(test: {after(stop: () => void): void}): Promise<TusServer> {
  const server = new TusServer();
  await server.start();
  test.after(() => server.stop());
  return server;
}
