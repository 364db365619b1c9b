import {setTimeout} from 'node:timers/promises';
import {CompiledQuery} from 'kysely';
import {lock} from './advisory-locks.js';
import {BEGIN} from './limited-postgres-dialect.js';
import {withPipeline} from './pipelined-transaction.js';
import {isAborted, isConflict} from './statement-error.js';
import {DatabaseUnavailableError} from '../errors.js';
import {requireRoom} from '../waiting-writes.js';
import type {DatabaseConnection, Dialect} from 'kysely';
import type {EngineMeters, WriteKey} from '../engine.js';
import type {Database, DatabaseTransaction} from '../schema.js';

/** The most writes in one group. */
const GROUP_LIMIT = 64;

/** How often a group begins again after a conflict, or after its connection was lost before the commit. */
const ATTEMPTS = 3;

const PAUSE_MS = 50;

/** How long after its call a write may still begin, or begin again. Its client gives up a little later, and sends it once more. */
const BEGIN_LIMIT_MS = 10_000;

const COMMIT = CompiledQuery.raw('commit');
const ROLLBACK = CompiledQuery.raw('rollback');

export interface GroupCommitParts {
  readonly db: Database;
  readonly dialect: Dialect;
  /** How many groups run side by side. */
  readonly groupsAtOnce: number;
  readonly meters: EngineMeters;
}

/** One piece of work. */
interface Piece {
  readonly keys: readonly WriteKey[];
  /** Runs the work. @returns What settles the caller's promise after the commit. */
  readonly run: (trx: DatabaseTransaction) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
  /** When it must have begun, by the monotonic clock. */
  readonly beginsUntil: number;
}

/** How a piece went, before the commit. `isFirst`: no other piece of the group with one of its keys ran before it. */
type Outcome =
  | {readonly kind: 'done'; readonly settle: () => void}
  | {readonly kind: 'failed'; readonly error: unknown; readonly isFirst: boolean}
  | {readonly kind: 'skipped'};

/**
 * Commits writes in groups, because most of the time of a small commit is the wait for the disk. A few groups run side by
 * side; while they all run, the next one grows. Each piece of work still succeeds or fails alone.
 *
 * A group takes the locks of all its keys before it begins, so no two groups wait for each other's rows. A piece without keys
 * has a group of its own for the same reason. The pieces of a group have different keys, so their statements are sent without a
 * wait for each other; those with a common key run one after the other. When a piece fails, the group is rolled back and runs
 * again without it. That is rarer than a savepoint for each piece would be.
 */
export class GroupCommit {
  readonly #db: Database;
  readonly #dialect: Dialect;
  readonly #groupsAtOnce: number;
  readonly #meters: EngineMeters;
  #waiting: Piece[] = [];
  /** The keys of the groups that run. A piece with one of them waits here, and not in a group that others would wait for. */
  readonly #takenKeys = new Set<WriteKey>();
  #running = 0;
  #isScheduled = false;

  constructor({db, dialect, groupsAtOnce, meters}: GroupCommitParts) {
    this.#db = db;
    this.#dialect = dialect;
    this.#groupsAtOnce = groupsAtOnce;
    this.#meters = meters;
    meters.watch('waiting-writes', () => this.#waiting.length);
  }

  write<T>(keys: readonly WriteKey[], work: (trx: DatabaseTransaction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = async (trx: DatabaseTransaction): Promise<() => void> => {
        const value = await work(trx);
        return () => resolve(value);
      };
      requireRoom(this.#waiting.length, this.#meters);
      this.#waiting.push({keys, run, reject, beginsUntil: performance.now() + BEGIN_LIMIT_MS});
      this.#beginSoon();
    });
  }

  #beginSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#rejectOverdue();
      while (this.#running < this.#groupsAtOnce) {
        const group = this.#takeGroup();
        if (!group.length) return;
        void this.#commit(group);
      }
    });
  }

  #rejectOverdue(): void {
    const now = performance.now();
    const overdue = this.#waiting.filter(({beginsUntil}) => beginsUntil < now);
    if (!overdue.length) return;
    this.#waiting = this.#waiting.filter((piece) => !overdue.includes(piece));
    const error = new DatabaseUnavailableError('the writes before this one take too long', {mayBeDone: false});
    for (const {reject} of overdue) reject(error);
  }

  /** Takes the first pieces that can run now, in their order. */
  #takeGroup(): Piece[] {
    const group = new Set<Piece>();
    for (const piece of this.#waiting) {
      if (piece.keys.some((key) => this.#takenKeys.has(key))) continue;
      const runsAlone = !piece.keys.length;
      if (runsAlone && group.size) continue;
      group.add(piece);
      if (runsAlone || group.size === GROUP_LIMIT) break;
    }
    this.#waiting = this.#waiting.filter((piece) => !group.has(piece));
    return [...group];
  }

  async #commit(group: readonly Piece[]): Promise<void> {
    const keys = keysOf(group);
    for (const key of keys) this.#takenKeys.add(key);
    this.#running++;
    let rest = group;
    const beginsUntil = Math.max(...group.map((piece) => piece.beginsUntil));
    let mayBatch = true;
    const startedAt = performance.now();
    const measure = (isDone: boolean): void =>
      this.#meters.committed({writes: group.length, isDone}, (performance.now() - startedAt) / 1000);
    try {
      for (let attempt = 1; rest.length;) {
        try {
          rest = await this.#attempt(rest, mayBatch);
        } catch (error) {
          if (error instanceof BatchError) {
            mayBatch = false;
            continue;
          }
          if (!mayRepeat(error) || attempt === ATTEMPTS || performance.now() > beginsUntil) throw error;
          // Other connections may be lost, too. The pool hears of it a little later.
          await setTimeout(PAUSE_MS * attempt++);
        }
      }
      measure(true);
    } catch (error) {
      measure(false);
      for (const {reject} of rest) reject(error instanceof CommitError ? error.cause : error);
    } finally {
      this.#running--;
      for (const key of keys) this.#takenKeys.delete(key);
      if (this.#waiting.length) this.#beginSoon();
    }
  }

  /** Runs a group once. @returns The pieces that have to run again: none after the commit. */
  async #attempt(group: readonly Piece[], mayBatch: boolean): Promise<readonly Piece[]> {
    return withPipeline(this.#db, this.#dialect, mayBatch, async (trx, connection) => {
      const begun = this.#begin(trx, connection.executeQuery(BEGIN), keysOf(group));
      const outcomes = await runPieces(trx, group);
      try {
        await begun;
        throwWhatFailsAll(outcomes);
        if (connection.hasFailed) throw new BatchError();
      } catch (error) {
        await connection.executeQuery(ROLLBACK);
        throw error;
      }
      if (outcomes.every(({kind}) => kind === 'done')) {
        await commit(connection);
        for (const outcome of outcomes) if (outcome.kind === 'done') outcome.settle();
        return [];
      }
      await connection.executeQuery(ROLLBACK);
      return this.#takeOutFailed(group, outcomes);
    });
  }

  /** Sends the begin and the locks without a wait: what follows runs after them. */
  #begin(trx: DatabaseTransaction, begin: Promise<unknown>, keys: readonly WriteKey[]): Promise<unknown> {
    const begun = Promise.all([begin, keys.length ? lock(trx, keys) : undefined]);
    // It is looked at when the pieces have run.
    begun.catch(() => undefined);
    return begun;
  }

  /** Rejects the pieces that failed, and puts off those that depend on others. @returns Those that have to run again. */
  #takeOutFailed(group: readonly Piece[], outcomes: readonly Outcome[]): Piece[] {
    const again: Piece[] = [];
    const later: Piece[] = [];
    const isAnyDone = outcomes.some(({kind}) => kind === 'done');
    for (const [index, piece] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'failed' && outcome.isFirst && !isAborted(outcome.error)) piece.reject(outcome.error);
      else if (outcome?.kind === 'done' || !isAnyDone || isAbortedBy(outcome)) again.push(piece);
      // What it depends on is stored first: it may have failed because of that.
      else later.push(piece);
    }
    this.#waiting.unshift(...later);
    return again;
  }
}

/** Whether a piece failed only because another one had failed in the same transaction. */
function isAbortedBy(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'failed' && isAborted(outcome.error);
}

async function commit(connection: DatabaseConnection): Promise<void> {
  try {
    await connection.executeQuery(COMMIT);
  } catch (error) {
    const isSent = !(error instanceof DatabaseUnavailableError) || error.mayBeDone;
    throw isSent ? new CommitError(error) : error;
  }
}

/** The commit failed. The group may be stored, because the connection may be lost after the commit. So it must not run again. */
class CommitError extends Error {
  override readonly cause: unknown;

  constructor(cause: unknown) {
    super('the commit failed');
    this.cause = cause;
  }
}

/** A statement for several pieces has failed. It does not say which one is wrong, so each has to send its own. */
class BatchError extends Error {}

function mayRepeat(error: unknown): boolean {
  return isConflict(error) || error instanceof DatabaseUnavailableError;
}

function keysOf(group: readonly Piece[]): WriteKey[] {
  return [...new Set(group.flatMap(({keys}) => keys))];
}

function runPieces(trx: DatabaseTransaction, group: readonly Piece[]): Promise<Outcome[]> {
  const lastWith = new Map<WriteKey, Promise<Outcome>>();
  const outcomes = group.map((piece) => {
    const before = piece.keys.flatMap((key) => lastWith.get(key) ?? []);
    const outcome = runAfter(before, trx, piece);
    for (const key of piece.keys) lastWith.set(key, outcome);
    return outcome;
  });
  return Promise.all(outcomes);
}

async function runAfter(before: readonly Promise<Outcome>[], trx: DatabaseTransaction, piece: Piece): Promise<Outcome> {
  const earlier = await Promise.all(before);
  if (earlier.some(({kind}) => kind !== 'done')) return {kind: 'skipped'};
  try {
    return {kind: 'done', settle: await piece.run(trx)};
  } catch (error) {
    return {kind: 'failed', error, isFirst: !before.length};
  }
}

/** Throws an error after which no piece can go on, and which says nothing about the piece that met it. */
function throwWhatFailsAll(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed' && mayRepeat(outcome.error)) throw outcome.error;
  }
}
