/** A command that failed, with one line that explains it. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command with wrong arguments. Exit code 2. The message begins with the wrong option or argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(argument: string, problem: string) {
    super(`${argument}: ${problem}`);
  }
}
