import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {TestContext} from 'node:test';

const FOLDER = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = join(FOLDER, 'src');
const BUILT = join(FOLDER, 'dist', 'main.js');

/** The arguments for node: the built command, which starts much faster, or its source when the source is newer. */
export function commandFile(): readonly string[] {
  const builtAt = statSync(BUILT, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  const files = readdirSync(SOURCES, {recursive: true}).map((name) => join(SOURCES, String(name)));
  const isFresh = files.every((file) => statSync(file).mtimeMs < builtAt);
  return isFresh ? [BUILT] : ['--import', 'tsx', join(SOURCES, 'main.ts')];
}

export interface RunningCommand {
  /** All output so far, on both streams. */
  readonly output: () => string;
  /** Resolves with a match of the output; rejects when the command ends before that. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<{code: number | null; signal: NodeJS.Signals | null}>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly pid: number | undefined;
}

/** Runs the command as an operator does: in a separate process, with only this environment. */
export function runCommand(
  t: TestContext,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): RunningCommand {
  const env = {PATH: process.env['PATH'], ...environment};
  const child = spawn(process.execPath, [...commandFile(), ...args], {cwd: FOLDER, env});
  t.after(() => child.kill('SIGKILL'));

  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output);
        if (match) resolve(match);
      };
      look();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`ended without ${String(pattern)}:\n${output}`)));
    });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return {output: () => output, until, ended, kill: (signal) => child.kill(signal), pid: child.pid};
}
