import {Agent, request} from 'node:https';
import {text} from 'node:stream/consumers';
import {LiveClient} from '../../service/test/support/live.js';
import {HOST_NAME, type DocumentedProxy} from './documented-proxies.js';

export interface ProxyAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** Parsed, when it is JSON. */
  readonly body: unknown;
}

/** A client that reaches the service by its public name, through a proxy on this computer. It asks once, and never again. */
export class ProxyClient {
  readonly #origin: string;
  readonly #agent: Agent;
  readonly #connection: object;

  /** @param address - The address of the client. Every one that begins with 127. belongs to this computer. */
  constructor({port, certificate}: DocumentedProxy, address = '127.0.0.1') {
    this.#origin = `${HOST_NAME}:${port}`;
    this.#connection = {
      ca: certificate,
      localAddress: address,
      lookup: (_name: string, {all}: {all?: boolean}, done: (error: null, ...result: unknown[]) => void) =>
        all ? done(null, [{address: '127.0.0.1', family: 4}]) : done(null, '127.0.0.1', 4),
    };
    this.#agent = new Agent({keepAlive: true, maxSockets: 32, ...this.#connection});
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<ProxyAnswer> {
    const content = JSON.stringify(body);
    const all = {'content-type': 'application/json', 'content-length': Buffer.byteLength(content), ...headers};
    return new Promise((resolve, reject) => {
      const options = {agent: this.#agent, method: 'POST', headers: all};
      const sent = request(`https://${this.#origin}${path}`, options, (response) => {
        text(response).then((answer) => {
          const isJson = response.headers['content-type']?.startsWith('application/json') === true;
          const {statusCode: status = 0, headers} = response;
          resolve({status, headers, body: isJson ? JSON.parse(answer) : answer});
        }, reject);
      });
      sent.once('error', reject);
      sent.end(content);
    });
  }

  /** Opens a live connection of a user. Resolves when the service has accepted the session. */
  async listen(sessionToken: string): Promise<LiveClient> {
    const client = await new LiveClient(`wss://${this.#origin}/v1/live`, this.#connection).open();
    client.say({type: 'authenticate', sessionToken});
    await client.ready();
    return client;
  }

  close(): void {
    this.#agent.destroy();
  }
}
