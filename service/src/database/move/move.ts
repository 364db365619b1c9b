import {randomUUID} from 'node:crypto';
import {sql} from 'kysely';
import {MoveError, NOT_EMPTY} from './errors.js';
import {keepMoveNote, NOTE_NAME, writeMoveNote} from './move-note.js';
import {readTargetState, withMoveLock} from './move-target.js';
import {MOVED_TABLES} from './moved-tables.js';
import {planMove} from './plan-move.js';
import {countRows, insertPage, keyOf, lastKey, readPage} from './rows.js';
import {digestRows} from './table-digest.js';
import type {MoveSource} from './move-source.js';
import type {MovedTable} from './moved-tables.js';
import type {MoveNote, MovePlan} from './plan-move.js';
import type {Key, Row} from './rows.js';
import type {TableDigest} from './table-digest.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** Hears of a move while it runs. */
export interface MoveListener {
  /** What the move is about to do. */
  planned(plan: MovePlan): void;
  /** How many rows of a table are done. It is called often. */
  progress(work: 'copied' | 'compared', table: string, done: number, all: number): void;
}

/** The end of a move: it is finished when all tables are equal. */
export interface MoveOutcome {
  readonly plan: MovePlan;
  readonly tables: readonly ComparedTable[];
}

/** A table in the source and in the target. */
export interface ComparedTable {
  readonly name: string;
  readonly source: TableDigest;
  readonly target: TableDigest;
}

/**
 * Copies an installation into a PostgreSQL database, and compares all rows. A move that was ended goes on where it was. The
 * source is only read. The target can be used when the tables are equal: until then no service starts on it.
 *
 * Rejects with a `MoveError`; also with a `DatabaseUnavailableError`, and then the same call may go on later.
 */
export async function move(source: MoveSource, target: Database, listener: MoveListener): Promise<MoveOutcome> {
  return withMoveLock(target, () =>
    // One transaction sees the source as it was at one moment.
    source.db.transaction().execute((from) => moveFrom(source, from, target, listener)),
  );
}

async function moveFrom(
  source: MoveSource,
  from: DatabaseTransaction,
  target: Database,
  listener: MoveListener,
): Promise<MoveOutcome> {
  const contents = source.contents();
  const plan = planMove({source: source.id, contents}, await readTargetState(target));
  if (plan === undefined) throw new MoveError(NOT_EMPTY);
  listener.planned(plan);
  if (plan === 'compare') return {plan, tables: await compare(from, target, listener)};

  const note: MoveNote = {source: source.id, contents, run: randomUUID(), isFinished: false};
  await target.transaction().execute(async (trx) => {
    await writeMoveNote(trx, note);
    if (plan === 'copy-again') await removeRows(trx);
  });
  for (const table of MOVED_TABLES) await copyTable(from, target, table, note, listener);
  const tables = await compare(from, target, listener);
  if (source.contents() !== contents) throw new MoveError(SOURCE_CHANGED);
  if (tables.every(isEqual)) await finish(target, note);
  return {plan, tables};
}

const SOURCE_CHANGED =
  'the installation was changed while it was moved, for example by a command; move it again, and change nothing meanwhile';
const OTHER_MOVE = 'another move into this database has begun';

/** Whether a table has the same rows on both sides. */
export function isEqual({source, target}: ComparedTable): boolean {
  return source.rows === target.rows && source.checksum === target.checksum;
}

async function finish(target: Database, note: MoveNote): Promise<void> {
  // Without it, the first queries of the service would be planned for empty tables.
  await sql`analyze ${sql.join(MOVED_TABLES.map(({name}) => sql.table(name)))}`.execute(target);
  await writeAlone(target, note, (trx) => writeMoveNote(trx, {...note, isFinished: true}));
}

async function removeRows(trx: DatabaseTransaction): Promise<void> {
  const others = MOVED_TABLES.filter(({name}) => name !== 'installation').map(({name}) => sql.table(name));
  await sql`truncate ${sql.join(others)}`.execute(trx);
  await trx.deleteFrom('installation').where('name', '<>', NOTE_NAME).execute();
}

/** Runs `work` in a transaction, unless another move has begun. */
async function writeAlone(
  target: Database,
  note: MoveNote,
  work: (trx: DatabaseTransaction) => Promise<void>,
): Promise<void> {
  await target.transaction().execute(async (trx) => {
    if (!(await keepMoveNote(trx, note))) throw new MoveError(OTHER_MOVE);
    await work(trx);
  });
}

async function copyTable(
  from: Database,
  target: Database,
  table: MovedTable,
  note: MoveNote,
  listener: MoveListener,
): Promise<void> {
  const all = await countRows(from, table);
  let done = await countRows(target, table);
  for await (const rows of readPages(from, table, await lastKey(target, table))) {
    await writeAlone(target, note, (trx) => insertPage(trx, table, rows));
    done += rows.length;
    listener.progress('copied', table.name, done, all);
  }
}

async function compare(from: Database, target: Database, listener: MoveListener): Promise<readonly ComparedTable[]> {
  const compared: ComparedTable[] = [];
  for (const table of MOVED_TABLES) {
    const all = await countRows(from, table);
    const onRows = (done: number): void => listener.progress('compared', table.name, done, all);
    const [one, other] = await Promise.all([
      digestRows(readPages(from, table), onRows),
      digestRows(readPages(target, table)),
    ]);
    compared.push({name: table.name, source: one, target: other});
  }
  return compared;
}

async function* readPages(db: Database, table: MovedTable, after?: Key): AsyncGenerator<readonly Row[]> {
  for (let last = after; ;) {
    const rows = await readPage(db, table, last);
    const final = rows.at(-1);
    if (!final) return;
    yield rows;
    last = keyOf(table, final);
  }
}
