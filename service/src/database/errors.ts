/** The database did not answer in time, or cannot be reached now. What was asked is not done, or it is not known whether it is. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}
