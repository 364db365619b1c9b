import {IS_CLOSED} from '../conversations/heads.js';
import {removeConversations} from '../conversations/remove-conversations.js';
import type {DatabaseTransaction} from '../database/schema.js';

/** Where a sweep goes on: after the row with this time. `undefined`: it is at its end. */
export interface Swept {
  readonly next: number | undefined;
  /** How long the oldest row that was removed had been overdue. 0: none was. */
  readonly overdueMs: number;
  /** The files whose rows were removed: their bytes go after the commit. */
  readonly files?: readonly string[];
}

/**
 * Removes the overdue ones of some conversations of a domain, with their logs. Looks at `limit` conversations that are not open, in the
 * order of their newest entries.
 *
 * @param dueBefore - The time before which an app's conversations are overdue, by its `platformId`. Those of others are kept.
 */
export async function removeOverdueConversations(
  trx: DatabaseTransaction,
  {domain, after, limit}: {readonly domain: string; readonly after: number; readonly limit: number},
  dueBefore: ReadonlyMap<string, number>,
): Promise<Swept> {
  const rows = await trx
    .selectFrom('conversations')
    .select(['id', 'platform_id', 'activity'])
    .where('domain', '=', domain)
    .where(IS_CLOSED)
    .where('activity', '>', after)
    .where('activity', '<', Math.max(...dueBefore.values()))
    .orderBy('activity')
    .orderBy('id')
    .limit(limit)
    .execute();
  const overdueMsOf = ({platform_id, activity}: {platform_id: string; activity: number}): number =>
    (dueBefore.get(platform_id) ?? 0) - activity;
  const overdue = rows.filter((row) => overdueMsOf(row) > 0);
  const files = await removeClosed(trx, domain, overdue);
  const [oldest] = overdue;
  return {
    next: rows.length < limit ? undefined : rows.at(-1)?.activity,
    overdueMs: oldest ? overdueMsOf(oldest) : 0,
    files,
  };
}

/** Removes conversations that are not open, and have no newer entry. @returns The ids of their files. */
export async function removeClosed(
  trx: DatabaseTransaction,
  domain: string,
  conversations: readonly {readonly id: string; readonly activity: number}[],
): Promise<readonly string[]> {
  if (!conversations.length) return [];
  // Locks the rows, and leaves out those in which somebody has written meanwhile.
  const locked = await trx
    .updateTable('conversations')
    .set((eb) => ({version: eb.ref('version')}))
    .where('domain', '=', domain)
    .where(
      'id',
      'in',
      conversations.map(({id}) => id),
    )
    .where('activity', '<=', Math.max(...conversations.map(({activity}) => activity)))
    .where(IS_CLOSED)
    .returning('id')
    .execute();
  return removeConversations(
    trx,
    domain,
    locked.map(({id}) => id),
  );
}
