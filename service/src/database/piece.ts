import {CompiledQuery} from 'kysely';
import type {DatabaseTransaction} from './schema.js';

const SAVEPOINT = CompiledQuery.raw('savepoint piece');
const ROLLBACK = CompiledQuery.raw('rollback to piece');
const RELEASE = CompiledQuery.raw('release piece');

/** Returns a function that settles the caller's promise. It is called after the commit. */
type Run = (trx: DatabaseTransaction, isAlone: boolean) => Promise<() => void>;

/** One piece of work in a group that is committed together. Each piece still succeeds or fails alone. */
export interface Piece {
  /** Runs the work. A piece alone in its group needs no savepoint: its failure rolls back the transaction. */
  readonly run: Run;
  /** Settles the caller's promise when the transaction has failed. */
  readonly reject: (error: unknown) => void;
}

/** Makes a piece of `work`. The promise settles with the result of `work` after the commit. */
export function makePiece<T>(work: (trx: DatabaseTransaction) => Promise<T>): {piece: Piece; promise: Promise<T>} {
  let settle!: {resolve: (value: T | Promise<T>) => void; reject: (error: unknown) => void};
  const promise = new Promise<T>((resolve, reject) => (settle = {resolve, reject}));
  const {resolve, reject} = settle;
  const run: Run = async (trx, isAlone) => {
    if (isAlone) {
      const value = await work(trx);
      return () => resolve(value);
    }
    await trx.executeQuery(SAVEPOINT);
    const outcome = work(trx);
    const isDone = await outcome.then(
      () => true,
      () => false,
    );
    if (!isDone) await trx.executeQuery(ROLLBACK);
    await trx.executeQuery(RELEASE);
    return () => resolve(outcome);
  };
  return {piece: {run, reject}, promise};
}

/** Runs all pieces of a group in one transaction, one after the other. @returns What settles their promises after the commit. */
export async function runPieces(trx: DatabaseTransaction, group: readonly Piece[]): Promise<(() => void)[]> {
  const settlers: (() => void)[] = [];
  for (const piece of group) settlers.push(await piece.run(trx, group.length === 1));
  return settlers;
}
