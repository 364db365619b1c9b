import {spawn} from 'node:child_process';
import {text} from 'node:stream/consumers';
import {once} from 'node:events';
import {commandFile} from './process.js';
import {run} from '../../src/command/run.js';

/** The output and the end of a command. */
export interface CommandOutcome {
  readonly code: number | null;
  /** Standard output. */
  readonly printed: string;
  /** The lines on standard error. */
  readonly notes: readonly string[];
}

/** Runs a command in this process, with the settings of an operator, which name the database. */
export async function runHere(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<CommandOutcome> {
  const notes: string[] = [];
  let printed = '';
  const code = await run(args, {
    environment,
    print: (text) => void (printed += text),
    note: (line) => void notes.push(line),
    readInput: async () => Buffer.from(input),
  });
  return {code, printed, notes};
}

/** Runs a command as an operator does: in a separate process. */
export async function runProcess(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  input = '',
): Promise<CommandOutcome> {
  const env = {PATH: process.env['PATH'], ...environment};
  const child = spawn(process.execPath, [...commandFile(), ...args], {env});
  child.stdin.end(input);
  const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return {code: child.exitCode, printed, notes: errors.split('\n').slice(0, -1)};
}
