import {buffer} from 'node:stream/consumers';

/** The environment, input and output of a command. Tests use their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Prints the result on standard output. */
  readonly print: (text: string) => void;
  /** Prints one line on standard error: a warning or an error. */
  readonly note: (line: string) => void;
  /** Reads all of the standard input. */
  readonly readInput: () => Promise<Uint8Array>;
}

/** Ignores a closed pipe: `head`, for example, stops reading early. */
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
