/**
 * Finds the servers that the tests start: databases, brokers, poolers and proxies. Looks on `PATH`, then in the usual places, and
 * installs Debian's package (as root) when there is none.
 */
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {installFromDebian, isProgram, placesOnPath} from './find-program.mjs';

/** @typedef {'postgres' | 'nats-server' | 'pgbouncer' | 'caddy' | 'nginx'} ServerName the name of the program */

/** @type {Record<ServerName, {places: () => string[], package: string, advice: string}>} */
const SERVERS = {
  postgres: {
    places: postgresPlaces,
    package: 'postgresql',
    advice: 'No PostgreSQL was found: install version 15 or newer (Debian: apt-get install postgresql).',
  },
  'nats-server': {
    places: () => ['/usr/sbin/nats-server', '/usr/local/bin/nats-server', '/opt/homebrew/bin/nats-server'],
    package: 'nats-server',
    advice: 'No NATS was found: install nats-server (Debian: apt-get install nats-server).',
  },
  pgbouncer: {
    places: () => ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'],
    package: 'pgbouncer',
    advice: 'No PgBouncer was found: install it (Debian: apt-get install pgbouncer).',
  },
  caddy: {
    places: () => ['/usr/bin/caddy', '/usr/local/bin/caddy', '/opt/homebrew/bin/caddy'],
    package: 'caddy',
    advice: 'No Caddy was found: install it (Debian: apt-get install caddy).',
  },
  nginx: {
    places: () => ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'],
    package: 'nginx',
    advice: 'No nginx was found: install it (Debian: apt-get install nginx).',
  },
};

const ALL = /** @type {ServerName[]} */ (Object.keys(SERVERS));

/**
 * The path of a server's program, which is installed if there is none.
 *
 * @param {ServerName} name
 * @returns {string}
 * @throws {Error} One sentence that says what to install.
 */
export function findOrInstallServer(name) {
  const found = findServer(name);
  if (found !== undefined) return found;
  installFromDebian(SERVERS[name].package);
  const installed = findServer(name);
  if (installed === undefined) throw new Error(SERVERS[name].advice);
  return installed;
}

/**
 * Installs the servers that the tests want and this computer lacks. What cannot be installed is named by the test that
 * needs it.
 */
export function prepareServers() {
  const missing = ALL.filter((name) => findServer(name) === undefined);
  if (missing.length > 0) installFromDebian(...missing.map((name) => SERVERS[name].package));
}

/**
 * @param {ServerName} name
 * @returns {string | undefined}
 */
export function findServer(name) {
  return [...placesOnPath([name]), ...SERVERS[name].places()].find(isProgram);
}

/** Debian keeps each version in a folder of its own, outside of `PATH`; so does Homebrew. The newest version comes first. */
function postgresPlaces() {
  const versions = [
    ...foldersIn('/usr/lib/postgresql', /^\d+$/),
    ...foldersIn('/opt/homebrew/opt', /^postgresql@\d+$/),
  ];
  const numberIn = (/** @type {string} */ folder) => Number(/\d+$/.exec(folder)?.[0]);
  const newestFirst = versions.toSorted((one, other) => numberIn(other) - numberIn(one));
  return [...newestFirst, '/usr/local/pgsql'].map((folder) => join(folder, 'bin/postgres'));
}

/**
 * @param {string} folder
 * @param {RegExp} pattern of their names
 */
function foldersIn(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}
