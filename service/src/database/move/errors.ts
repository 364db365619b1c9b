/** An installation that cannot be moved, or cannot be moved into this database. The message says what to do. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}

export const NOT_EMPTY =
  'the database is not empty: it holds another installation, or a service has been started on it; name an empty database';
