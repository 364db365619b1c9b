import {once} from 'node:events';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {type Owner} from './server-process.js';
import {findServerPort} from '../../../../test/support/find-port.js';

/**
 * Starts a proxy in front of the server of an address, for example `postgres://…` or `nats://…`. It stands for the network
 * between two computers. The owner ends it.
 */
export async function startProxy(owner: Owner, url: string): Promise<Proxy> {
  const proxy = new Proxy(url, await findServerPort());
  owner.after(() => proxy.end());
  await proxy.heal();
  return proxy;
}

export class Proxy {
  /** The same address through the proxy. */
  readonly url: string;
  readonly #port: number;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  /** Ends of connections whose other end is gone; they do not know it yet. */
  readonly #unaware = new Set<Socket>();
  #isHeld = false;

  constructor(url: string, port: number) {
    this.#target = new URL(url);
    this.#port = port;
    this.url = Object.assign(new URL(url), {host: `127.0.0.1:${port}`}).href;
  }

  /** The connections that are open through it. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Breaks all connections. New ones can be made at once. */
  cut(): void {
    for (const socket of this.#sockets) reset(socket);
  }

  /** Breaks all connections and refuses new ones until `heal`. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  /** Keeps all connections open, also new ones, and passes nothing on until `heal`: neither side hears of it. */
  hold(): void {
    this.#isHeld = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Ends `refuse` and `hold`. What was held is passed on. */
  async heal(): Promise<void> {
    this.#isHeld = false;
    for (const socket of this.#sockets) socket.resume();
    for (const socket of this.#unaware) reset(socket);
    if (this.#server) return;
    this.#server = createServer({allowHalfOpen: true, pauseOnConnect: true}, (socket) => this.#join(socket));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async end(): Promise<void> {
    await this.refuse();
  }

  #join(client: Socket): void {
    const {hostname, port} = this.#target;
    const server = connect({host: hostname, port: Number(port), allowHalfOpen: true});
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay();
      from.on('data', (data) => void to.write(data));
      from.on('end', () => void to.end());
      from.on('error', () => undefined);
      from.on('close', (isBroken) => {
        this.#sockets.delete(from);
        this.#unaware.delete(from);
        if (to.destroyed) return;
        if (this.#isHeld) this.#unaware.add(to);
        else if (isBroken) reset(to);
        else to.destroySoon();
      });
      if (this.#isHeld) from.pause();
      else from.resume();
    }
  }
}

/**
 * Breaks a connection. Node does not reset one that it is about to end, and then never closes it: the process would wait for
 * it at its end without a limit.
 */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
