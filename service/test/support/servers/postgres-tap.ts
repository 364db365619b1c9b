import {once} from 'node:events';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import type {Owner} from './server-process.js';

export interface PostgresTap {
  /** The same address through the tap. */
  readonly url: string;
  /** The notices of the server so far. Those of a statement are here before its answer reaches the client. */
  readonly notices: string[];
}

/** Puts a tap into the connections to the server of an address: it reads the server's notices. The owner ends it. */
export async function tapPostgres(owner: Owner, url: string): Promise<PostgresTap> {
  const {hostname, port} = new URL(url);
  const notices: string[] = [];
  const sockets = new Set<Socket>();
  const tap = createServer((client) => {
    const server = connect(Number(port), hostname);
    const reader = new MessageReader();
    join(client, server, sockets);
    server.on('data', (data: Buffer) => notices.push(...reader.read(data).flatMap(noticeIn)));
    join(server, client, sockets);
  });
  owner.after(() => {
    tap.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(tap.listen(0, '127.0.0.1'), 'listening');
  const here = `127.0.0.1:${(tap.address() as AddressInfo).port}`;
  return {url: Object.assign(new URL(url), {host: here}).href, notices};
}

function join(from: Socket, to: Socket, sockets: Set<Socket>): void {
  sockets.add(from);
  from.setNoDelay().pipe(to);
  from.on('error', () => undefined);
  from.on('close', () => {
    sockets.delete(from);
    to.destroy();
  });
}

/** A message of the protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
interface Message {
  readonly type: string;
  readonly body: Buffer;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** Cuts what the server sends into messages. */
class MessageReader {
  #rest = Buffer.alloc(0);

  read(data: Buffer): Message[] {
    const messages: Message[] = [];
    this.#rest = Buffer.concat([this.#rest, data]);
    while (this.#rest.length >= TYPE_BYTES + LENGTH_BYTES) {
      // The length counts itself.
      const end = TYPE_BYTES + this.#rest.readUInt32BE(TYPE_BYTES);
      if (this.#rest.length < end) break;
      messages.push({type: this.#rest.toString('latin1', 0, TYPE_BYTES), body: this.#rest.subarray(5, end)});
      this.#rest = this.#rest.subarray(end);
    }
    return messages;
  }
}

/** A notice is a list of fields: a letter and a text. `M` is its message. */
function noticeIn({type, body}: Message): string[] {
  const fields = type === 'N' ? body.toString().split('\0') : [];
  return fields.filter((field) => field.startsWith('M')).map((field) => field.slice(1));
}
