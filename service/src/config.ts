import {isIP} from 'node:net';
import {isEmail} from 'helpshift-chat/protocol';
import {AUDIT_DAYS} from './limits.js';

/** All settings of an operator. They come from the environment alone. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** The folder of the embedded database. It is not used when `database` is given. */
  readonly dataDir: string;
  /** The PostgreSQL database. Absent: the embedded one in `dataDir`. */
  readonly database: PostgresConfig | undefined;
  /** The servers of the NATS broker, which carries wake-ups between processes. Absent: PostgreSQL carries them. */
  readonly natsServers: readonly string[] | undefined;
  /** How long the service goes on after SIGTERM, while `/readyz` tells the proxies in front of it to leave. */
  readonly drainMs: number;
  /** How many days the audit log is kept; 0: for ever. */
  readonly auditDays: number;
  /** Where the metrics can be read, and with which token. Absent: nothing is measured. */
  readonly metrics: MetricsConfig | undefined;
  /** The public origin of the service, as `https://chat.example.com`. Absent: that of `localhost`. */
  readonly publicOrigin: string | undefined;
  readonly trustProxy: TrustProxy;
  /** Whether users and network addresses are limited: `NO_USER_LIMITS`. */
  readonly limitsUsers: boolean;
  readonly adminEmail: string;
  /** Absent: the first start makes a random one. */
  readonly adminPassword: string | undefined;
}

/** A PostgreSQL database and how it is used. */
export interface PostgresConfig {
  /** Holds the password: never in a message or a log. */
  readonly url: string;
  /** The address for `LISTEN`, past a pooler that gives each transaction another connection. Default: `url`. */
  readonly listenUrl: string;
  /** The most connections of this process, without the one that listens. */
  readonly poolSize: number;
}

/** Where the metrics can be read: on a port of their own, or with a token on the port of the service. */
export interface MetricsConfig {
  /** Absent: the port of the service. */
  readonly port: number | undefined;
  /** The address of the port of their own: a loopback address unless a token is needed. */
  readonly host: string;
  /** Absent: no token is needed. */
  readonly token: string | undefined;
}

/** The proxies that may set `X-Forwarded-*` headers: none, all, a number of hops, or a list of addresses. */
export type TrustProxy = boolean | number | string[];

/** An environment variable with an invalid value. The message begins with its name and never contains a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(`${variable}: ${problem}`);
    this.variable = variable;
  }
}

export const ADMIN_PASSWORD_MIN_CHARS = 8;

/** Reads the environment. A variable with the value `""` counts as absent. Throws a `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const get: Get = (name) => environment[name] || undefined;
  const database = readDatabase(get);
  const port = readWhole('PORT', get('PORT') ?? '8080', 0, 65_535);
  const host = readHost(get('HOST') ?? LOOPBACK);
  return {
    port,
    host,
    dataDir: get('DATA_DIR') ?? './data',
    database,
    natsServers: readNatsServers(get('NATS_URL'), database),
    drainMs: readWhole('DRAIN_SECONDS', get('DRAIN_SECONDS') ?? '0', 0, 300) * 1000,
    auditDays: readWhole('AUDIT_DAYS', get('AUDIT_DAYS') ?? String(AUDIT_DAYS), 0, 36_500),
    metrics: readMetrics(get, {port, host}),
    publicOrigin: readPublicUrl(get('PUBLIC_URL')),
    trustProxy: readTrustProxy(get('TRUST_PROXY') ?? 'false'),
    limitsUsers: readSwitch('USER_LIMITS', get('USER_LIMITS') ?? 'on'),
    adminEmail: readAdminEmail(get('ADMIN_EMAIL') ?? 'admin@localhost'),
    adminPassword: readAdminPassword(get('ADMIN_PASSWORD')),
  };
}

type Get = (name: string) => string | undefined;

const DEFAULT_POOL_SIZE = '10';

function readDatabase(get: Get): PostgresConfig | undefined {
  const url = get('DATABASE_URL');
  const listenUrl = get('DATABASE_LISTEN_URL');
  if (url === undefined) {
    if (listenUrl === undefined) return undefined;
    throw new ConfigError('DATABASE_LISTEN_URL', 'set DATABASE_URL too, or unset it to use the embedded database');
  }
  return {
    url: readPostgresUrl('DATABASE_URL', url),
    listenUrl: readPostgresUrl('DATABASE_LISTEN_URL', listenUrl ?? url),
    // Fewer could not check that the locks of the database hold, and would let a slow write keep all reads waiting.
    poolSize: readWhole('DATABASE_POOL_SIZE', get('DATABASE_POOL_SIZE') ?? DEFAULT_POOL_SIZE, 3, 1000),
  };
}

function readPostgresUrl(name: string, value: string): string {
  if (isPostgresUrl(value)) return value;
  // The value may hold a password, so it is not shown.
  throw new ConfigError(name, `expected an address as ${POSTGRES_URL_FORM}, with # in a password as %23`);
}

export const POSTGRES_URL_FORM = 'postgres://user:password@host:5432/database';

export function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const {protocol, hash} = new URL(value);
  // With a `#` in the password, a part of it would be taken for the host, and shown when that does not answer.
  return /^postgres(ql)?:$/.test(protocol) && hash === '';
}

function readNatsServers(value: string | undefined, database: PostgresConfig | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  if (!database)
    throw new ConfigError('NATS_URL', 'set DATABASE_URL too: only one process can use the embedded database');
  const servers = value.split(',').map((server) => server.trim());
  if (servers.every((server) => URL.canParse(server) && /^(nats|tls):$/.test(new URL(server).protocol))) return servers;
  throw new ConfigError('NATS_URL', 'expected addresses as nats://host:4222 or tls://host:4222, separated by commas');
}

const LOOPBACK = '127.0.0.1';

/** Nobody can find a token of this length by trying. */
const METRICS_TOKEN_MIN_CHARS = 16;

function readMetrics(get: Get, service: Pick<Config, 'port' | 'host'>): MetricsConfig | undefined {
  const token = get('METRICS_TOKEN');
  const ownPort = get('METRICS_PORT');
  if (token === undefined && ownPort === undefined) return undefined;
  if (token !== undefined && !(token.length >= METRICS_TOKEN_MIN_CHARS && /^[!-~]+$/.test(token))) {
    throw new ConfigError('METRICS_TOKEN', `expected at least ${METRICS_TOKEN_MIN_CHARS} characters, without spaces`);
  }
  if (ownPort === undefined) return {port: undefined, host: service.host, token};
  const port = readWhole('METRICS_PORT', ownPort, 0, 65_535);
  if (port && port === service.port) throw new ConfigError('METRICS_PORT', 'expected another port than PORT');
  return {port, host: token === undefined ? LOOPBACK : service.host, token};
}

function readWhole(name: string, value: string, min: number, max: number): number {
  if (/^\d{1,5}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new ConfigError(name, `expected a whole number from ${min} to ${max}, got ${quoted(value)}`);
}

/** A wrong value in a message, without most of a long one. */
function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

function readSwitch(name: string, value: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw new ConfigError(name, `expected on or off, got ${quoted(value)}`);
}

function readHost(value: string): string {
  if (isIP(value) || (value.length <= 253 && /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(value))) return value;
  throw new ConfigError('HOST', `expected an address or a host name to listen on, got ${quoted(value)}`);
}

function readPublicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // A user and password would appear in logs and pages, and a path would be ignored.
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new ConfigError('PUBLIC_URL', 'expected an http or https address without a path, as https://chat.example.com');
}

function readTrustProxy(value: string): TrustProxy {
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const addresses = value.split(',').map((address) => address.trim());
  if (addresses.every(isProxyAddress)) return addresses;
  throw new ConfigError('TRUST_PROXY', 'expected true, false, a number of hops, or addresses separated by commas');
}

function isProxyAddress(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address = '', bits = '0', ...rest] = value.split('/');
  const version = isIP(address);
  return version !== 0 && !rest.length && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function readAdminEmail(value: string): string {
  if (isEmail(value)) return value;
  throw new ConfigError('ADMIN_EMAIL', 'expected a valid e-mail address');
}

function readAdminPassword(value: string | undefined): string | undefined {
  if (value === undefined || value.length >= ADMIN_PASSWORD_MIN_CHARS) return value;
  throw new ConfigError('ADMIN_PASSWORD', `expected at least ${ADMIN_PASSWORD_MIN_CHARS} characters`);
}
