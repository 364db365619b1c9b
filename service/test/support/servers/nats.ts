import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findOrInstallServer} from '../../../../scripts/find-server.mjs';
import {makeServerFolder, ServerProcess, type Owner} from './server-process.js';
import {findServerPort} from '../../../../test/support/find-port.js';

export interface NatsOptions {
  /** More lines of its configuration, for example `authorization {token: secret}`. */
  readonly configuration?: string;
}

/** Starts a NATS server on 127.0.0.1. The owner ends it. */
export async function startNats(owner: Owner, {configuration = ''}: NatsOptions = {}): Promise<NatsServer> {
  const port = await findServerPort();
  const folder = makeServerFolder('nats');
  const file = join(folder.path, 'nats.conf');
  writeFileSync(file, configuration);
  const server = new ServerProcess({
    program: findOrInstallServer('nats-server'),
    args: ['--config', file, '--addr', '127.0.0.1', '--port', String(port)],
    folder,
    ready: /Server is ready/,
  });
  owner.after(() => server.end('SIGKILL'));
  await server.start();
  return new NatsServer(server, port);
}

/** A running NATS server. */
export class NatsServer {
  readonly port: number;
  readonly url: string;
  readonly #process: ServerProcess;

  constructor(process: ServerProcess, port: number) {
    this.port = port;
    this.url = `nats://127.0.0.1:${port}`;
    this.#process = process;
  }

  /** Sends a signal. Resolves when the server has ended, or at once after SIGSTOP and SIGCONT. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#process.signal(signal);
  }

  /** Starts it again on the same port. Resolves when it answers. */
  async start(): Promise<void> {
    await this.#process.start();
  }
}
