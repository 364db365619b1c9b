import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findOrInstallServer} from '../../../../scripts/find-server.mjs';
import {makeServerFolder, ServerProcess, type Owner} from './server-process.js';
import {findServerPort} from '../../../../test/support/find-port.js';

export interface PgBouncerOptions {
  /** When a client gives its connection to the database back: after each transaction, or at its end. */
  readonly poolMode: 'session' | 'transaction' | 'statement';
  /** More settings, for example `{default_pool_size: '2'}`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a PgBouncer on 127.0.0.1 in front of the server of an address, which needs no password. The owner ends it.
 *
 * @returns The same address through PgBouncer.
 */
export async function startPgBouncer(
  owner: Owner,
  url: string,
  {poolMode, settings = {}}: PgBouncerOptions,
): Promise<string> {
  const folder = makeServerFolder('pgbouncer');
  const port = await findServerPort();
  const behind = new URL(url);
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: poolMode,
    ...settings,
  };
  const file = join(folder.path, 'pgbouncer.ini');
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const target = `host=${behind.hostname} port=${behind.port} user=${decodeURIComponent(behind.username)}`;
  writeFileSync(file, `[databases]\n* = ${target}\n[pgbouncer]\n${lines.join('\n')}\n`, {mode: 0o644});
  const server = new ServerProcess({
    program: findOrInstallServer('pgbouncer'),
    args: [file],
    folder,
    ready: /process up/,
  });
  owner.after(() => server.end('SIGKILL'));
  await server.start();
  return Object.assign(new URL(url), {host: `127.0.0.1:${port}`}).href;
}
