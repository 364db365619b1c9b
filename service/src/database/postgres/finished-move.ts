import {UnusableServerError} from './check-server.js';
import {readMoveNote} from '../move/move-note.js';
import type {Database} from '../schema.js';

/** Throws an `UnusableServerError` while a part of an installation that is moved here may be missing. */
export async function requireFinishedMove(db: Database): Promise<void> {
  const note = await readMoveNote(db);
  if (!note || note.isFinished) return;
  throw new UnusableServerError(
    'an installation is being moved into this database; wait for helpshift-chat move, or run it again if it was ended',
  );
}
