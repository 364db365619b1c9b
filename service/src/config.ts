import {isIP} from 'node:net';
import {isEmail} from 'helpshift-chat/protocol';

/** All settings of an operator. They come from the environment alone. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The public origin of the service, as `https://chat.example.com`. Absent: the origin that each request names. */
  readonly publicOrigin: string | undefined;
  readonly trustProxy: TrustProxy;
  readonly adminEmail: string;
  /** Absent: the first start makes a random one. */
  readonly adminPassword: string | undefined;
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
  const get = (name: string): string | undefined => environment[name] || undefined;
  for (const name of ['DATABASE_URL', 'NATS_URL']) {
    if (get(name)) throw new ConfigError(name, 'not supported yet; unset it to use the embedded database in DATA_DIR');
  }
  return {
    port: readPort(get('PORT') ?? '8080'),
    host: readHost(get('HOST') ?? '127.0.0.1'),
    dataDir: get('DATA_DIR') ?? './data',
    publicOrigin: readPublicUrl(get('PUBLIC_URL')),
    trustProxy: readTrustProxy(get('TRUST_PROXY') ?? 'false'),
    adminEmail: readAdminEmail(get('ADMIN_EMAIL') ?? 'admin@localhost'),
    adminPassword: readAdminPassword(get('ADMIN_PASSWORD')),
  };
}

function readPort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new ConfigError('PORT', `expected a whole number from 0 to 65535, got ${JSON.stringify(value)}`);
}

function readHost(value: string): string {
  if (isIP(value) || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(value)) return value;
  throw new ConfigError('HOST', `expected an address or a host name to listen on, got ${JSON.stringify(value)}`);
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
