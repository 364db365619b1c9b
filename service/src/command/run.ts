import {COMMANDS} from './commands.js';
import {CommandError, UsageError} from './errors.js';
import {describeCommand, describeCommands} from './help.js';
import {printable} from './output.js';
import {ServiceError} from '../errors.js';
import type {Command} from './command.js';
import type {Terminal} from './terminal.js';

/** Runs one command. Never throws. @returns The exit code: 0, 1 (not done) or 2 (not understood). */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const words = args.slice(0, 2).join(' ');
  const command = COMMANDS.find(({name}) => words === name || `${words} `.startsWith(`${name} `));
  try {
    if (!command) return await runWithoutCommand(args, terminal);
    const rest = args.slice(command.name.split(' ').length);
    if (asksForHelp(rest)) {
      terminal.print(describeCommand(command));
      return 0;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    const {line, code} = explain(error, command);
    terminal.note(`helpshift-chat: ${line}`);
    return code;
  }
}

async function runWithoutCommand([word, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (word === undefined || asksForHelp([word, ...rest]) || word === 'help') {
    const help = describeCommands(COMMANDS);
    if (word === undefined) terminal.note(help.trimEnd());
    else terminal.print(help);
    return word === undefined ? 2 : 0;
  }
  const ofWord = COMMANDS.filter(({name}) => name.startsWith(`${word} `)).map(({name}) => name);
  const known = ofWord.length ? ofWord : [...new Set(COMMANDS.map(({name}) => name.split(' ')[0] ?? name))];
  throw new UsageError(ofWord.length ? word : 'command', `expected one of: ${known.join(', ')}`);
}

function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h');
}

/** Returns one line that explains an error, and the exit code. */
function explain(error: unknown, command: Command | undefined): {line: string; code: number} {
  if (error instanceof UsageError) {
    return {line: printable(`${command ? `${command.name}: ` : ''}${error.message}`), code: 2};
  }
  if (error instanceof ServiceError && error.field !== undefined) {
    const argument = command?.fields?.[error.field];
    if (argument !== undefined) return explain(new UsageError(argument, error.message), command);
  }
  // An error at the start of the service may have several lines.
  if (error instanceof CommandError) return {line: error.message, code: 1};
  const {message, cause} = error instanceof Error ? error : new Error(String(error));
  const line = cause instanceof Error ? `${message} (${cause.message})` : message;
  return {line: line.replace(/\s+/g, ' '), code: 1};
}
