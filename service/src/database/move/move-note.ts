import type {Database, DatabaseTransaction} from '../schema.js';
import type {MoveNote} from './plan-move.js';

/** The row of the table `installation` that holds the note. It is not moved. */
export const NOTE_NAME = 'move';

/** Reads the note of a move into this database; `undefined` when there was none. */
export async function readMoveNote(db: Database): Promise<MoveNote | undefined> {
  const row = await db.selectFrom('installation').select('value').where('name', '=', NOTE_NAME).executeTakeFirst();
  return row && (JSON.parse(row.value) as MoveNote);
}

export async function writeMoveNote(db: Database, note: MoveNote): Promise<void> {
  const value = JSON.stringify(note);
  await db
    .insertInto('installation')
    .values({name: NOTE_NAME, value})
    .onConflict((conflict) => conflict.column('name').doUpdateSet({value}))
    .execute();
}

/** Whether this note still stands. No other one can take its place until the transaction ends. */
export async function keepMoveNote(trx: DatabaseTransaction, note: MoveNote): Promise<boolean> {
  const row = await trx
    .selectFrom('installation')
    .select('value')
    .where('name', '=', NOTE_NAME)
    .forShare()
    .executeTakeFirst();
  return row?.value === JSON.stringify(note);
}
