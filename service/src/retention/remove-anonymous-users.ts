import {removeClosed, type Swept} from './remove-conversations.js';
import type {AppKey} from '../apps/apps.js';
import type {DatabaseTransaction} from '../database/schema.js';

/**
 * Removes the overdue ones of some anonymous users of an app, with their conversations. Looks at `limit` users, in the order of their
 * beginnings. A user with an open conversation, or with a newer entry, stays.
 *
 * @param dueBefore - Nobody who began before it can have a session.
 */
export async function removeOverdueAnonymousUsers(
  trx: DatabaseTransaction,
  {domain, platformId}: AppKey,
  {after, limit, dueBefore}: {readonly after: number; readonly limit: number; readonly dueBefore: number},
): Promise<Swept> {
  const users = await trx
    .selectFrom('users')
    .select(['id', 'created_at'])
    .where('domain', '=', domain)
    .where('platform_id', '=', platformId)
    .where('kind', '=', 'anonymous')
    .where('created_at', '>', after)
    .where('created_at', '<', dueBefore)
    .orderBy('created_at')
    .limit(limit)
    .execute();
  if (!users.length) return {next: undefined, overdueMs: 0};
  const ids = users.map(({id}) => id);
  const ofUsers = () =>
    trx
      .selectFrom('conversations')
      .select(['id', 'owner_id', 'status', 'activity'])
      .where('domain', '=', domain)
      .where('owner_id', 'in', ids)
      .execute();
  const conversations = await ofUsers();
  const kept = new Set(
    conversations
      .filter(({status, activity}) => status === 'open' || activity >= dueBefore)
      .map(({owner_id}) => owner_id),
  );
  const files = await removeClosed(
    trx,
    domain,
    conversations.filter(({owner_id}) => !kept.has(owner_id)),
  );
  // Somebody may have written meanwhile.
  for (const {owner_id} of await ofUsers()) kept.add(owner_id);
  const overdue = users.filter(({id}) => !kept.has(id));
  if (overdue.length) {
    await trx
      .deleteFrom('users')
      .where('domain', '=', domain)
      .where(
        'id',
        'in',
        overdue.map(({id}) => id),
      )
      .execute();
  }
  const [oldest] = overdue;
  return {
    next: users.length < limit ? undefined : users.at(-1)?.created_at,
    overdueMs: oldest ? dueBefore - oldest.created_at : 0,
    files,
  };
}
