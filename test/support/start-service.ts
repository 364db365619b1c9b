/** Starts the real, built service for tests and benchmarks: on a free port, with its own data folder. */
import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ROOT} from '../../scripts/run.mjs';
import {findServerPort} from './find-port.js';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const ASK_AGAIN_MS = 20;

/** What the service prints once it listens. */
const LISTENING = /listening at (http:\/\/127\.0\.0\.1:\d+)/;

export interface RunningService {
  /** The service's address, without a slash at the end. */
  readonly url: string;
  /** Its settings, as an operator gives them. They name its database. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pid: number;
  /** All output so far. */
  readonly output: () => string;
  /** Ends the service with SIGTERM. Rejects when it does not end, or ends with a code other than 0. */
  readonly stop: () => Promise<void>;
}

export interface ServiceOptions {
  /** Adds the demo shop and its app. Default: true */
  readonly demo?: boolean;
  /** More environment variables, for example `ADMIN_EMAIL`. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that stays after the end. Default: a new folder, removed at the end, unless `env` names a database */
  readonly dataDir?: string;
  /** Default: a free one */
  readonly port?: number;
  /** Default: the service that was built last */
  readonly program?: string | undefined;
}

/** Resolves when `/healthz` answers. Rejects with the service's output when the service ends before that. */
export async function startService({
  demo = true,
  env = {},
  dataDir,
  port,
  program = 'service/dist/main.js',
}: ServiceOptions = {}): Promise<RunningService> {
  const hasDatabase = dataDir !== undefined || 'DATA_DIR' in env || 'DATABASE_URL' in env;
  const ownFolder = hasDatabase ? undefined : await mkdtemp(join(tmpdir(), 'helpshift-chat-'));
  const folder = dataDir ?? ownFolder;
  // Tests and measurements come from one address, and often from one user.
  const environment = {USER_LIMITS: 'off', ...(folder !== undefined && {DATA_DIR: folder}), ...env};
  const child = spawn(process.execPath, [program, 'serve', ...(demo ? ['--demo'] : [])], {
    cwd: ROOT,
    env: {...process.env, HOST: '127.0.0.1', PORT: String(port ?? (await findServerPort())), ...environment},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);

  const address = (): string | undefined => LISTENING.exec(output)?.[1];
  const waiting = new AbortController();
  const reason = await Promise.race([
    waitUntilHealthy(address, waiting.signal),
    ended.then((how) => `it ended with ${how}`),
    after(START_LIMIT_MS).then(() => `no answer within ${START_LIMIT_MS} ms`),
  ]);
  waiting.abort();
  if (reason) {
    child.kill('SIGKILL');
    throw new Error(`The service did not start: ${reason}\n${output}`);
  }
  return {
    url: address() ?? '',
    environment,
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      process.off('exit', killWithUs);
      child.kill('SIGTERM');
      const how = await Promise.race([ended, after(STOP_LIMIT_MS).then(() => 'SIGKILL: it did not end by itself')]);
      child.kill('SIGKILL');
      if (ownFolder !== undefined) await rm(ownFolder, {recursive: true, force: true});
      if (how !== 'code 0') throw new Error(`The service ended with ${how}\n${output}`);
    },
  };
}

async function waitUntilHealthy(address: () => string | undefined, signal: AbortSignal): Promise<undefined> {
  while (!signal.aborted) {
    const url = address();
    const response = url && (await fetch(`${url}/healthz`, {signal}).catch(() => undefined));
    if (response && response.ok) return;
    await after(ASK_AGAIN_MS);
  }
}

/** Waits, but does not keep the process alive. */
function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, delayMs).unref());
}
