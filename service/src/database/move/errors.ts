/** An installation that cannot be moved, or cannot be moved into this database. The message says what to do. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}
