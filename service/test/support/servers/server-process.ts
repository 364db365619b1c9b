import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/** Closes resources at its end; a test is one. */
export interface Owner {
  after(close: () => unknown): void;
}

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: ServerFolder;
  /** What it prints when it answers. */
  readonly ready: RegExp;
  /** What it prints when something of its last life is still there, so that it can be started a little later. */
  readonly notYet?: RegExp;
}

const START_LIMIT_MS = 60_000;
const START_AGAIN_MS = 20;

/** A server program in a process of its own. */
export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #output = '';

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** What it has printed since its last start. */
  output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the server answers. Rejects with its output when it ends before that. */
  async start(): Promise<void> {
    const limit = AbortSignal.timeout(START_LIMIT_MS);
    while (!(await this.#startOnce(limit))) {
      const mayComeLater = this.#command.notYet?.test(this.#output) && !limit.aborted;
      if (!mayComeLater) throw new Error(`${this.#command.program} did not start:\n${this.#output}`);
      await delay(START_AGAIN_MS);
    }
  }

  /** Sends a signal. Resolves when the process has ended, unless the signal stops or continues it. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.#ended;
  }

  /** Ends the process, also one that was stopped with SIGSTOP, and removes its folder. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill('SIGCONT');
    await this.signal(signal);
    rmSync(this.#command.folder.path, {recursive: true, force: true});
  }

  async #startOnce(limit: AbortSignal): Promise<boolean> {
    const {program, args, folder, ready} = this.#command;
    this.#output = '';
    const [file = '', ...rest] = [...ENDS_WITH_US, program, ...args];
    const child = spawn(file, rest, {
      cwd: folder.path,
      ...folder.user,
      // Messages are read here, so they are in English.
      env: {PATH: process.env['PATH'], LC_ALL: 'C'},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    this.#child = child;
    this.#ended = ended;
    const isReady = new Promise<true>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          this.#output += text;
          if (ready.test(this.#output)) resolve(true);
        });
      }
    });
    const isOver = new Promise<false>((resolve) => limit.addEventListener('abort', () => resolve(false)));
    const hasStarted = await Promise.race([isReady, ended.then(() => false), isOver]);
    if (!hasStarted) {
      child.kill('SIGKILL');
      await ended;
    }
    return hasStarted;
  }
}

/** Ends the server also when the test's process is killed, where the system can do that. */
const ENDS_WITH_US = spawnSync('setpriv', ['--version']).status === 0 ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];

/** A temporary folder of a server, and the user that it belongs to. */
export interface ServerFolder {
  readonly path: string;
  /** Absent: the user of this process. */
  readonly user: {readonly uid: number; readonly gid: number} | undefined;
}

/** Makes a folder for a server that refuses to run as root. Another user gets it when this is root. */
export function makeServerFolder(name: string): ServerFolder {
  const path = mkdtempSync(join(tmpdir(), `helpshift-chat-${name}-`));
  if (process.getuid?.() !== 0) return {path, user: undefined};
  const user = {uid: idOf('-u'), gid: idOf('-g')};
  chownSync(path, user.uid, user.gid);
  return {path, user};
}

/** The user of Debian's package, or the one of all systems without any right. */
function idOf(which: '-u' | '-g'): number {
  for (const name of ['postgres', 'nobody']) {
    const {status, stdout} = spawnSync('id', [which, name], {encoding: 'utf8'});
    if (status === 0) return Number(stdout);
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no other user: add one with the name postgres.');
}
