import {SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {prepareQuery} from '../database/prepare-query.js';
import type {AppKey} from '../apps/apps.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** Ends sessions, or all sessions of users, before their hour is over. `ids` are ids of sessions or of users' rows. */
export async function insertEnded(
  trx: DatabaseTransaction,
  {domain}: Pick<AppKey, 'domain'>,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await trx
    .insertInto('ended_sessions')
    .values(ids.map((id) => ({domain, id, ended_at: now})))
    .onConflict((conflict) => conflict.columns(['domain', 'id']).doNothing())
    .execute();
}

const queryEnded = prepareQuery((db, param: Param<{domain: string; id: string}>) =>
  db.selectFrom('ended_sessions').select('id').where('domain', '=', param('domain')).where('id', '=', param('id')),
);

/** Whether a session, or all sessions of a user, have ended within the last hour. */
export async function hasEnded(db: Database, domain: string, id: string): Promise<boolean> {
  return (await queryEnded(db, {domain, id})).length > 0;
}

/** Lists what has ended in these domains since a time, for a check of many open connections. */
export async function listEndedSince(
  db: Database,
  domains: readonly string[],
  time: number,
): Promise<{domain: string; id: string}[]> {
  return db
    .selectFrom('ended_sessions')
    .select(['domain', 'id'])
    .where('domain', 'in', domains)
    .where('ended_at', '>=', time)
    .execute();
}

/** Removes what no session can need any more: every session that it ended is over by now. */
export async function removeOverdueEnded(db: Database, now: number): Promise<void> {
  await db
    .deleteFrom('ended_sessions')
    .where('domain', 'in', (eb) => eb.selectFrom('apps').select('domain'))
    .where('ended_at', '<', now - SESSION_LIFE_MS)
    .execute();
}
