/** A command that cannot be carried out, with one line that says why. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command that cannot be understood. Exit code 2; the line begins with the option or argument that is to blame. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(argument: string, problem: string) {
    super(`${argument}: ${problem}`);
  }
}
