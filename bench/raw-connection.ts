import {connect, type Socket} from 'node:net';

/**
 * An HTTP connection that stays open, for one request at a time. Not `node:http` or `fetch`: they take several times as much of
 * the processors, which belong to the server that is measured.
 */
export class RawConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #waiting: {readonly resolve: (answer: RawAnswer) => void; readonly reject: (error: Error) => void} | undefined;

  constructor(url: string) {
    const {hostname, port, host} = new URL(url);
    this.#host = host;
    this.#socket = connect({host: hostname, port: Number(port), noDelay: true});
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (data: string) => this.#receive(data));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the connection was closed')));
  }

  /** Sends a request with a body of JSON. The answer must name its length. */
  post(path: string, body: object, headers = ''): Promise<RawAnswer> {
    if (this.#socket.destroyed) return Promise.reject(new Error('the connection was closed'));
    const content = JSON.stringify(body);
    this.#socket.write(
      `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(content)}\r\n${headers}\r\n${content}`,
    );
    return new Promise((resolve, reject) => (this.#waiting = {resolve, reject}));
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(data: string): void {
    this.#received += data;
    const end = this.#received.indexOf('\r\n\r\n') + 4;
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(this.#received.slice(0, end))?.[1];
    if (end < 4 || this.#received.length < end + Number(length)) return;
    const [status, body] = [Number(this.#received.slice(9, 12)), this.#received.slice(end)];
    this.#received = '';
    this.#waiting?.resolve({status, body});
  }
}

export interface RawAnswer {
  readonly status: number;
  /** As bytes, one in each character. */
  readonly body: string;
}
