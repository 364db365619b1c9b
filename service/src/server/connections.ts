import {addressKey} from '../rate-limiter.js';
import {SLOW_READER_LIMIT_MS, UNSENT_LIMIT_BYTES} from '../limits.js';
import {Connection} from './connection.js';
import type {MonotonicClock} from '../clock.js';
import type {LimitName} from '../limits.js';
import type {Meters} from '../metrics/meters.js';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';

export interface ConnectionsParts {
  readonly monotonic: MonotonicClock;
  readonly meters: Meters;
  /** The most open sockets of one network address. */
  readonly socketsOfAddress: number;
  /** Whether sockets of this address have no limit, as those of a proxy. */
  readonly isUnlimited: (address: string) => boolean;
}

/** All open sockets: those of requests, and those of live connections. */
export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #connections = new Map<Duplex, Connection>();
  readonly #countOf = new Map<string, number>();

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    parts.meters.watch('sockets', () => this.#connections.size);
  }

  /** Adds a socket, or drops it when its address has too many. */
  add(socket: Socket): void {
    const {isUnlimited, socketsOfAddress, meters} = this.#parts;
    const {remoteAddress} = socket;
    const address = remoteAddress === undefined || isUnlimited(remoteAddress) ? undefined : addressKey(remoteAddress);
    if (address !== undefined) {
      const count = this.#countOf.get(address) ?? 0;
      if (count >= socketsOfAddress) {
        meters.refused('sockets-of-address');
        socket.destroy();
        return;
      }
      this.#countOf.set(address, count + 1);
    }
    const connection = new Connection(socket, address);
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#remove(connection));
  }

  /** Returns the connection of a socket; `undefined` for one that was refused. */
  of(socket: Duplex): Connection | undefined {
    return this.#connections.get(socket);
  }

  /** Drops peers that do not read what waits for them, and more of them when too much waits for all together. */
  dropSlowReaders(): void {
    const now = this.#parts.monotonic();
    const stalled: {readonly connection: Connection; readonly forMs: number}[] = [];
    let unsent = 0;
    for (const connection of this.#connections.values()) {
      const forMs = connection.stalledFor(now);
      if (forMs !== undefined && forMs >= SLOW_READER_LIMIT_MS) {
        this.#drop(connection, 'slow-reader');
        continue;
      }
      unsent += connection.unsent;
      if (forMs !== undefined) stalled.push({connection, forMs});
    }
    if (unsent <= UNSENT_LIMIT_BYTES) return;
    for (const {connection} of stalled.sort((a, b) => b.forMs - a.forMs)) {
      if (unsent <= UNSENT_LIMIT_BYTES) return;
      unsent -= connection.unsent;
      this.#drop(connection, 'unsent-bytes');
    }
  }

  #drop({socket}: Connection, limit: LimitName): void {
    this.#parts.meters.refused(limit);
    socket.destroy();
  }

  #remove({socket, address}: Connection): void {
    this.#connections.delete(socket);
    if (address === undefined) return;
    const count = this.#countOf.get(address) ?? 0;
    if (count > 1) this.#countOf.set(address, count - 1);
    else this.#countOf.delete(address);
  }
}
