import {createHash} from 'node:crypto';
import {sql} from 'kysely';
import type {DatabaseTransaction} from '../schema.js';

/** Returns the number of an advisory lock, in decimal digits: 64 bits, with a sign. */
function lockNumber(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE().toString();
}

/**
 * Takes a lock for each name, and waits for those that another transaction has. All transactions take them in one order, so
 * no two can wait for each other. The locks end with the transaction.
 */
export async function lock(trx: DatabaseTransaction, names: readonly string[]): Promise<void> {
  const numbers = [...new Set(names.map(lockNumber))].sort();
  await sql`select pg_advisory_xact_lock(number) from unnest(${numbers}::bigint[]) as number`.execute(trx);
}

/** Takes a lock unless another transaction has it. @returns Whether it is taken. */
export async function tryLock(trx: DatabaseTransaction, name: string): Promise<boolean> {
  const {rows} = await sql<{isTaken: boolean}>`
    select pg_try_advisory_xact_lock(${lockNumber(name)}::bigint) as "isTaken"`.execute(trx);
  return rows[0]?.isTaken === true;
}
