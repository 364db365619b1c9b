import {buffer} from 'node:stream/consumers';

/** Where a command comes from and what it answers to. A test gives its own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What was asked for, on standard output, as it is. */
  readonly print: (text: string) => void;
  /** One line of anything else, on standard error: warnings and errors. */
  readonly note: (line: string) => void;
  /** All of the standard input. */
  readonly readInput: () => Promise<Uint8Array>;
}

/** Whoever reads no further, as `head` does, has seen enough. */
export function ignoreClosedPipe(output: NodeJS.EventEmitter): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

export const SYSTEM_TERMINAL: Terminal = {
  environment: process.env,
  print: (text) => process.stdout.write(text),
  note: (line) => process.stderr.write(`${line}\n`),
  readInput: () => buffer(process.stdin),
};
