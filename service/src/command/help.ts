import {columns} from './output.js';
import type {OptionSyntax} from './arguments.js';
import type {Command} from './command.js';

const PROGRAM = 'helpshift-chat';

/** Lists all commands. */
export function describeCommands(commands: readonly Command[]): string {
  const rows = commands.map(({name, positionals, summary}) => [[name, ...positionals].join(' '), summary] as const);
  return `Usage: ${PROGRAM} COMMAND [OPTIONS]\n\n${columns(rows)}
${PROGRAM} COMMAND --help lists the options of a command. DATA_DIR, PORT and other settings come from the environment.
`;
}

/** Describes one command, its arguments and its options. */
export function describeCommand({name, positionals, summary, options}: Command): string {
  const rows = Object.entries(options).map(
    ([option, syntax]) => [describeOption(option, syntax), syntax.help] as const,
  );
  const usage = [PROGRAM, name, ...positionals, rows.length && '[OPTIONS]'].filter(Boolean).join(' ');
  return `Usage: ${usage}\n\n${summary}.\n${rows.length ? `\n${columns(rows)}` : ''}`;
}

function describeOption(name: string, {value}: OptionSyntax): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
