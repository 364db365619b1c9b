import {unescape} from 'node:querystring';
import {connect, errors, type ConnectionOptions, type NatsConnection} from '@nats-io/transport-node';
import {ConfigError} from '../../config.js';
import type {Carrier, CarrierListener} from '../carrier.js';
import type {FastifyBaseLogger} from 'fastify';

export interface NatsOptions {
  /** Addresses as `nats://user:password@host:4222`, of one cluster. The first user, or token, in them holds for all. */
  readonly servers: readonly string[];
  /** Tells this installation from others on the same broker. */
  readonly channel: string;
  readonly log: FastifyBaseLogger;
}

// A broker that has not answered two pings counts as lost. One may be late when this process is busy.
const PING_INTERVAL_MS = 1_000;
const PINGS_LIMIT = 2;
const CONNECT_LIMIT_MS = 5_000;
const RECONNECT_WAIT_MS = 500;

/** Connects to a NATS broker. Rejects with a `ConfigError`. After a loss it connects again, until it is closed. */
export async function openNatsCarrier({servers, channel, log}: NatsOptions): Promise<Carrier> {
  const connection = await connectAtStart(servers);
  const carrier = new NatsCarrier(connection, `helpshift-chat.${channel}.wake-ups`, log);
  try {
    await carrier.check();
  } catch (error) {
    await carrier.close();
    throw error;
  }
  return carrier;
}

async function connectAtStart(servers: readonly string[]): Promise<NatsConnection> {
  try {
    return await connect(connectionOptions(servers));
  } catch (error) {
    // The library's messages may name an address.
    if (error instanceof errors.AuthorizationError) {
      throw new ConfigError('NATS_URL', 'the broker refuses the user, the password or the token in it, or wants one');
    }
    throw new ConfigError('NATS_URL', 'no broker answers at this address; start it, or correct the address');
  }
}

/** The options for these addresses. The library ignores a user in an address, and would name it in its events. */
export function connectionOptions(servers: readonly string[]): ConnectionOptions {
  const urls = servers.map((server) => new URL(server));
  const {username = '', password = ''} = urls.find((url) => url.username !== '') ?? {};
  // Unlike `decodeURIComponent`, it takes a percent sign that stands for itself.
  const [user, pass] = [unescape(username), unescape(password)];
  return {
    name: 'helpshift-chat',
    servers: urls.map(({hostname, port}) => `${hostname}:${port || '4222'}`),
    ...(user !== '' && (pass === '' ? {token: user} : {user, pass})),
    ...(urls.some(({protocol}) => protocol === 'tls:') && {tls: {}}),
    noEcho: true,
    timeout: CONNECT_LIMIT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: PINGS_LIMIT,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS,
    reconnectJitterTLS: RECONNECT_WAIT_MS,
    // A broker may come back before its users are known to it.
    ignoreAuthErrorAbort: true,
  };
}

class NatsCarrier implements Carrier {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #log: FastifyBaseLogger;
  #listener: CarrierListener | undefined;
  #isConnected = true;
  #isClosing = false;
  #refusal: Error | undefined;

  constructor(connection: NatsConnection, subject: string, log: FastifyBaseLogger) {
    this.#connection = connection;
    this.#subject = subject;
    this.#log = log;
    connection.subscribe(subject, {
      callback: (error, message) => {
        // Empty: another process checks that it can send.
        if (!error && message.data.length) this.#listener?.message(message.data);
      },
    });
    void this.#watch();
  }

  /** Rejects with a `ConfigError` when the broker does not let this user send and listen. */
  async check(): Promise<void> {
    this.#connection.publish(this.#subject);
    await this.#connection.flush().catch(() => undefined);
    // What the broker refuses is told by an event.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#refusal) {
      throw new ConfigError('NATS_URL', 'the broker must let this user publish and subscribe to "helpshift-chat.>"');
    }
  }

  async send(message: Uint8Array): Promise<boolean> {
    // The library would keep the message in memory until the broker is back.
    if (!this.#isConnected) return false;
    try {
      this.#connection.publish(this.#subject, message);
      // Resolves when the broker has read it.
      await this.#connection.flush();
      return true;
    } catch {
      return false; // The connection is lost, as an event tells.
    }
  }

  listen(listener: CarrierListener): void {
    this.#listener = listener;
    if (!this.#isConnected) listener.disconnected();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#connection.close();
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === 'disconnect' || status.type === 'close') this.#setConnected(false);
      else if (status.type === 'reconnect') await this.#waitForSubscription();
      else if (status.type === 'error') this.#refuse(status.error);
    }
  }

  /** After this, the broker knows again what this process wants to hear. */
  async #waitForSubscription(): Promise<void> {
    try {
      await this.#connection.flush();
      this.#setConnected(true);
    } catch {
      // The connection is lost again, as the next event tells.
    }
  }

  #setConnected(isConnected: boolean): void {
    if (this.#isClosing || isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    if (isConnected) {
      this.#log.info('the NATS broker is back');
      this.#listener?.connected();
    } else {
      this.#log.warn('the NATS broker is away; changes of other processes are read from the database until it is back');
      this.#listener?.disconnected();
    }
  }

  #refuse(error: Error): void {
    this.#refusal = error;
    // Its message may name a user.
    this.#log.error({name: error.name}, 'the NATS broker has refused a command');
  }
}
