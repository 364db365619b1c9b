/** The database did not answer in time, cannot be reached, or cannot store anything now. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
  /** Whether the database may have done what was asked. */
  readonly mayBeDone: boolean;

  constructor(message: string, {mayBeDone, ...options}: {readonly mayBeDone: boolean; readonly cause?: unknown}) {
    super(message, options);
    this.mayBeDone = mayBeDone;
  }
}

/**
 * The embedded database was deleted, replaced or damaged. It never answers again in this process, so the process has to end.
 * The message is one sentence for the operator: what happened, and what to do.
 */
export class DatabaseLostError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseLostError';

  constructor(message: string, options: {readonly cause?: unknown} = {}) {
    super(message, {...options, mayBeDone: true});
  }
}
