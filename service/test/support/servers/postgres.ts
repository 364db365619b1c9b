import {spawnSync} from 'node:child_process';
import {realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import pg from 'pg';
import {findOrInstallServer} from '../../../../scripts/find-server.mjs';
import {makeServerFolder, ServerProcess, type Owner, type ServerFolder} from './server-process.js';
import {findServerPort} from '../../../../test/support/find-port.js';

export interface PostgresOptions {
  /** The password of the superuser. Default: the server asks for none */
  readonly password?: string;
  /** Whether a commit survives the end of the computer. It survives the end of the server anyway. Default: false */
  readonly fsync?: boolean;
  /** Settings of `postgresql.conf`, for example `{max_connections: '20'}`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How PostgreSQL ends: `fast` as for a restart, `immediate` as in a crash, with a recovery at the next start. */
export type StopMode = 'fast' | 'immediate';

const STOP_SIGNALS = {fast: 'SIGINT', immediate: 'SIGQUIT'} as const;

const USER = 'postgres';

/** As on most servers, texts have the order of a language, and not of their bytes. */
const LANGUAGE = ['--locale-provider=icu', '--icu-locale=en'];

/** Starts a PostgreSQL server on 127.0.0.1 with a new data folder. The owner ends it. */
export async function startPostgres(
  owner: Owner,
  {password, fsync = false, settings = {}}: PostgresOptions = {},
): Promise<PostgresServer> {
  const program = realpathSync(findOrInstallServer('postgres'));
  const folder = makeServerFolder('postgres');
  const data = join(folder.path, 'data');
  const port = await findServerPort();
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_buffers: '64MB',
    // A checkpoint in between would disturb what is measured.
    max_wal_size: '4GB',
    ...(!fsync && {fsync: 'off', full_page_writes: 'off'}),
    ...settings,
  };
  const server = new ServerProcess({
    program,
    args: ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    folder,
    ready: /database system is ready to accept connections/,
    // The other processes of the server live a little longer than the first one, which was killed.
    notYet: /pre-existing shared memory block/,
  });
  owner.after(() => server.end(STOP_SIGNALS.immediate));
  initialise(program, folder, data, password);
  await server.start();
  return new PostgresServer(server, port, password);
}

/** A running PostgreSQL server. Its databases are made with its superuser. */
export class PostgresServer {
  readonly port: number;
  /** The address of the database `postgres`, with the superuser. */
  readonly url: string;
  readonly #process: ServerProcess;

  constructor(process: ServerProcess, port: number, password: string | undefined) {
    const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
    this.port = port;
    this.url = `postgres://${USER}${secret}@127.0.0.1:${port}/postgres`;
    this.#process = process;
  }

  /** The first process of the server. The others are its children. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** All output since the last start: PostgreSQL's log. */
  output(): string {
    return this.#process.output();
  }

  /** Makes an empty database. @returns Its address. */
  async createDatabase(name: string): Promise<string> {
    await askPostgres(this.url, `create database ${pg.escapeIdentifier(name)}`);
    return databaseUrl(this.url, name);
  }

  /** Ends the server. The data stays. */
  async stop(mode: StopMode): Promise<void> {
    await this.#process.signal(STOP_SIGNALS[mode]);
  }

  /**
   * Sends a signal to the first process of the server. Resolves when that has ended, or at once after SIGSTOP and SIGCONT.
   */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#process.signal(signal);
  }

  /** Starts it again on the same port and data. Resolves when it answers. */
  async start(): Promise<void> {
    await this.#process.start();
  }
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  return Object.assign(new URL(url), {pathname: `/${name}`}).href;
}

/** Runs one statement on a connection of its own. */
export async function askPostgres<Row extends object>(url: string, statement: string): Promise<readonly Row[]> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

function initialise(program: string, folder: ServerFolder, data: string, password: string | undefined): void {
  const passwordFile = join(folder.path, 'password');
  if (password !== undefined) writeFileSync(passwordFile, password);
  const authentication =
    password === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const options = ['--encoding=UTF8', '--locale=C', ...LANGUAGE, '--no-sync', `--username=${USER}`, ...authentication];
  const {status, stderr, error} = spawnSync(join(dirname(program), 'initdb'), ['-D', data, ...options], {
    cwd: folder.path,
    ...folder.user,
    env: {PATH: process.env['PATH']},
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}
