/** The database did not answer in time, or cannot be reached now. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  /** Whether the database may have done what was asked. */
  readonly mayBeDone: boolean;

  constructor(message: string, {mayBeDone, ...options}: {readonly mayBeDone: boolean; readonly cause?: unknown}) {
    super(message, options);
    this.mayBeDone = mayBeDone;
  }
}
