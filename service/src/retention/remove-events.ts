import type {Swept} from './remove-conversations.js';
import type {DatabaseTransaction} from '../database/schema.js';

/** Removes the oldest events of the audit log, about `limit` of those before a time. */
export async function removeOverdueEvents(
  trx: DatabaseTransaction,
  {limit, dueBefore}: {readonly limit: number; readonly dueBefore: number},
): Promise<Swept> {
  const rows = await trx
    .selectFrom('audit')
    .select('time')
    .where('time', '<', dueBefore)
    .orderBy('time')
    .orderBy('id')
    .limit(limit)
    .execute();
  const [oldest] = rows;
  const last = rows.at(-1)?.time;
  if (last !== undefined) await trx.deleteFrom('audit').where('time', '<=', last).execute();
  return {next: rows.length < limit ? undefined : last, overdueMs: oldest ? dueBefore - oldest.time : 0};
}
