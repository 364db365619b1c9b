import {parseArgs} from 'node:util';
import {UsageError} from './errors.js';

/** An option of a command, without the `--` before its name. */
export interface OptionSyntax {
  /**
   * `flag`: no value. `text`: a value. `texts`: a value; the option may be repeated. `on-off`: the value `on` or `off`.
   */
  readonly kind: 'flag' | 'text' | 'texts' | 'on-off';
  /** The name of the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSyntaxes = Readonly<Record<string, OptionSyntax>>;

/** The value of an option; `undefined` when the option is absent. */
type OptionValue<Kind extends OptionSyntax['kind']> = {
  flag: boolean;
  text: string | undefined;
  texts: readonly string[] | undefined;
  'on-off': boolean | undefined;
}[Kind];

export type OptionValues<Options extends OptionSyntaxes> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]['kind']>;
};

/** One text for each positional argument. */
export type Positionals<Names extends readonly string[]> = {readonly [Index in keyof Names]: string};

export interface ParsedArguments<Names extends readonly string[], Options extends OptionSyntaxes> {
  readonly positionals: Positionals<Names>;
  readonly options: OptionValues<Options>;
}

/** Options that do not exist for a reason, with the reason. */
const UNSAFE_OPTIONS: Readonly<Record<string, string>> = {
  '--secret': 'everybody on this computer can see the arguments of a command; use --secret-file or --secret-stdin',
  '--password': 'everybody on this computer can see the arguments of a command; use --password-stdin',
};

/** Parses the arguments of one command. Throws a `UsageError` that names the option or argument, and never a value. */
export function parseArguments<const Names extends readonly string[], const Options extends OptionSyntaxes>(
  args: readonly string[],
  names: Names,
  syntaxes: Options,
): ParsedArguments<Names, Options> {
  const positionals: string[] = [];
  const values = new Map<string, unknown>();
  for (const token of tokensOf(args, syntaxes)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const {name, syntax} = findOption(token.rawName, syntaxes);
    const value = readValue(token, syntax);
    const before = values.get(name);
    if (before !== undefined && syntax.kind !== 'texts') throw new UsageError(token.rawName, 'it is given twice');
    values.set(name, syntax.kind === 'texts' ? [...((before as string[] | undefined) ?? []), value] : value);
  }
  requireCount(positionals, names);
  for (const [name, {kind}] of Object.entries(syntaxes)) {
    if (kind === 'flag' && !values.has(name)) values.set(name, false);
  }
  const options = Object.fromEntries(Object.keys(syntaxes).map((name) => [name, values.get(name)]));
  // The object was built from the syntax, option by option; TypeScript cannot infer its type.
  return {positionals, options} as unknown as ParsedArguments<Names, Options>;
}

interface OptionToken {
  readonly kind: 'option';
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function tokensOf(args: readonly string[], syntaxes: OptionSyntaxes) {
  const options: Record<string, {type: 'string' | 'boolean'}> = {};
  for (const [name, {kind}] of Object.entries(syntaxes)) {
    options[name] = {type: kind === 'flag' ? 'boolean' : 'string'};
  }
  // Not strict: the messages of `parseArgs` have several lines, and quote values that may be secret.
  return parseArgs({args: [...args], options, strict: false, allowPositionals: true, tokens: true}).tokens;
}

function findOption(rawName: string, syntaxes: OptionSyntaxes) {
  const [, name = ''] = /^--(.+)$/.exec(rawName) ?? [];
  const syntax = Object.hasOwn(syntaxes, name) ? syntaxes[name] : undefined;
  if (syntax) return {name, syntax};
  const known = Object.keys(syntaxes).map((name) => `--${name}`);
  throw new UsageError(rawName, UNSAFE_OPTIONS[rawName] ?? `there is no such option; known: ${known.join(', ')}`);
}

function readValue({rawName, value, inlineValue}: OptionToken, {kind}: OptionSyntax): string | boolean {
  if (kind === 'flag') {
    if (value !== undefined) throw new UsageError(rawName, 'it takes no value');
    return true;
  }
  if (value === undefined) throw new UsageError(rawName, 'a value is needed');
  if (!inlineValue && value.startsWith('--')) {
    throw new UsageError(rawName, `a value is needed; one that begins with -- is written as ${rawName}=VALUE`);
  }
  if (kind !== 'on-off') return value;
  if (value !== 'on' && value !== 'off') throw new UsageError(rawName, 'expected on or off');
  return value === 'on';
}

function requireCount(positionals: readonly string[], names: readonly string[]): void {
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(missing, 'it is missing');
  if (positionals.length > names.length) {
    throw new UsageError('arguments', `there are too many; expected ${names.join(' ') || 'none'}`);
  }
}
