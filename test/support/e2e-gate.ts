import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';

/**
 * A way to the service that a test can shut. Unlike a browser that is offline by a command it also stops requests of pages that are
 * gone, and breaks what is under way.
 */
export class Gate {
  readonly url: string;
  readonly #server;
  readonly #sockets: Set<Socket>;
  #isShut = false;

  private constructor(url: string, server: ReturnType<typeof createServer>, sockets: Set<Socket>) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
    server.on('connection', (socket) => this.#isShut && socket.destroy());
  }

  /** @param target the address of the service */
  static async open(target: string): Promise<Gate> {
    const port = Number(new URL(target).port);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      const onward = connect(port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(one);
        one.on('error', () => {});
        one.once('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gate(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, sockets);
  }

  /** Breaks all connections, and lets no other one through until it is open again. */
  setShut(isShut: boolean): void {
    this.#isShut = isShut;
    if (isShut) for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.setShut(true);
  }
}
