import {readFile} from 'node:fs/promises';
import {UsageError} from './errors.js';
import {secretProblem} from '../apps/app-administration.js';
import type {OptionSyntax} from './arguments.js';
import type {Terminal} from './terminal.js';

/**
 * The options for a secret that the site already has. It is never an argument: other users of the computer can see
 * arguments.
 */
export const SECRET_OPTIONS = {
  'secret-file': {kind: 'text', value: 'FILE', help: 'use the secret in this file'},
  'secret-stdin': {kind: 'flag', help: 'use the secret from the standard input'},
} as const satisfies Record<string, OptionSyntax>;

/** Reads the secret from the file or the standard input; `undefined` without these options. Throws a `UsageError`. */
export async function readSecret(
  options: {readonly 'secret-file': string | undefined; readonly 'secret-stdin': boolean},
  terminal: Terminal,
): Promise<string | undefined> {
  const file = options['secret-file'];
  if (file !== undefined && options['secret-stdin']) throw new UsageError('--secret-stdin', 'not with --secret-file');
  if (file === undefined && !options['secret-stdin']) return undefined;
  const [option, bytes] =
    file === undefined
      ? ['--secret-stdin', await terminal.readInput()]
      : ['--secret-file', await readBytes('--secret-file', file)];
  const secret = readLine(option, bytes, terminal);
  const problem = secretProblem(secret);
  if (problem !== undefined) throw new UsageError(option, problem);
  if (secret !== secret.trim()) terminal.note('The secret begins or ends with white space, which belongs to it now.');
  return secret;
}

/** Reads the password from the standard input. Throws a `UsageError`. */
export async function readPassword(terminal: Terminal): Promise<string> {
  return readLine('--password-stdin', await terminal.readInput(), {...terminal, note: () => undefined});
}

/** Reads a token from the standard input, and removes the line break that a shell's pipe adds. */
export async function readToken(terminal: Terminal): Promise<string> {
  return decode('--token-stdin', await terminal.readInput()).replace(/\r?\n$/, '');
}

async function readBytes(option: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(option, code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`);
  }
}

/** Reads one line, without the byte order mark and the line breaks that editors and shells add. */
function readLine(option: string, bytes: Uint8Array, {note}: Pick<Terminal, 'note'>): string {
  const text = decode(option, bytes);
  const line = text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '');
  if (text.startsWith('\uFEFF')) note('A byte order mark at the start was removed.');
  if (!text.endsWith(line)) note('A line break at the end was removed.');
  return line;
}

function decode(option: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new UsageError(option, 'it is not UTF-8 text');
  }
}
