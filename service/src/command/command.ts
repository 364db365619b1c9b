import {parseArguments, type OptionSyntaxes, type ParsedArguments} from './arguments.js';
import type {Terminal} from './terminal.js';

/** What a command says of itself. */
export interface CommandSyntax<Names extends readonly string[], Options extends OptionSyntaxes> {
  /** The words that call it, as `app create`. */
  readonly name: string;
  readonly summary: string;
  /** The arguments that are not options, all of them needed. */
  readonly positionals: Names;
  readonly options: Options;
  /** Which argument is to blame for a field that is refused. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Command extends CommandSyntax<readonly string[], OptionSyntaxes> {
  /**
   * Throws a `UsageError` or another error with one line that says why it could not be done.
   *
   * @returns The exit code.
   */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/** A command whose work gets its arguments by name, typed by its syntax. It ends well unless it returns another code. */
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
