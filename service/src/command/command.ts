import {parseArguments, type OptionSyntaxes, type ParsedArguments} from './arguments.js';
import type {Terminal} from './terminal.js';

/** The name, arguments and options of a command. */
export interface CommandSyntax<Names extends readonly string[], Options extends OptionSyntaxes> {
  /** The words that call the command, as `app create`. */
  readonly name: string;
  readonly summary: string;
  /** The arguments that are not options. All are required. */
  readonly positionals: Names;
  readonly options: Options;
  /** The argument or option behind each field that a `ServiceError` can name. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Command extends CommandSyntax<readonly string[], OptionSyntaxes> {
  /**
   * Runs the command. Throws a `UsageError`, or another error with one line that explains the failure.
   *
   * @returns The exit code.
   */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/**
 * Defines a command. `work` gets the parsed arguments, typed by the syntax. The exit code is 0 unless `work` returns
 * another one.
 */
export function defineCommand<const Names extends readonly string[], const Options extends OptionSyntaxes>(
  syntax: CommandSyntax<Names, Options>,
  work: (parsed: ParsedArguments<Names, Options>, terminal: Terminal) => Promise<number | void>,
): Command {
  return {
    ...syntax,
    run: async (args, terminal) =>
      (await work(parseArguments(args, syntax.positionals, syntax.options), terminal)) ?? 0,
  };
}
