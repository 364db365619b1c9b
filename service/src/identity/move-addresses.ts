import {emailKey, isEmail} from 'helpshift-chat/protocol';
import {requireApp} from '../apps/apps.js';
import {recordChange} from '../audit/audit.js';
import {insertEnded} from './ended-sessions.js';
import {emailColumns, emailDigest, userIdColumns, userIdDigest} from './identifier-columns.js';
import {Proof} from './proof.js';
import {identifierWriteKeys} from './write-keys.js';
import type {AppKey} from '../apps/apps.js';
import type {AuditTrail} from '../audit/audit.js';
import type {Store, WriteKey} from '../database/engine.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** The result for one user. */
export type AddressMove =
  /** The user is known by the address from now on. */
  | 'moves'
  /** The address may belong to another user too, or the user has another address. Nothing changes. */
  | 'stays';

/** A user whose `userId` is an address. */
export interface MovedAddress {
  readonly userId: string;
  readonly move: AddressMove;
}

/**
 * Turns a `userId` that is an address into the user's address. For a site that passes addresses as `userEmail` from now
 * on. The operator says that these ids are addresses of these people: one person's user name may look like another's
 * address, so no rule can know it.
 *
 * @param mustApply - False: nothing is changed.
 */
export async function moveAddresses(
  store: Store,
  key: AppKey,
  mustApply: boolean,
  trail: AuditTrail,
): Promise<MovedAddress[]> {
  const app = await requireApp(store.db, key);
  const moved: MovedAddress[] = [];
  for (const [address, userIds] of await listIdsByAddress(store.db, app)) {
    const plan = (db: Database): Promise<Plan | undefined> => planMove(db, app, address, userIds);
    // Each address gets a short transaction of its own, beside a running service.
    const planned = mustApply
      ? await store.write(keysOf(app, address, userIds), async (trx) => {
          const toDo = await plan(trx);
          if (toDo) await carryOut(trx, app, toDo, trail);
          return toDo;
        })
      : await plan(store.db);
    for (const userId of userIds) moved.push({userId, move: userId === planned?.userId ? 'moves' : 'stays'});
  }
  return moved;
}

function keysOf(app: AppKey, address: string, userIds: readonly string[]): WriteKey[] {
  return [{userEmail: address}, ...userIds.map((userId) => ({userId}))].flatMap((one) => identifierWriteKeys(app, one));
}

/** Lists the ids that are addresses. Ids that differ only in case are one address. */
async function listIdsByAddress(db: Database, app: AppKey): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('users')
    .select('user_id as userId')
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('user_id', 'like', '%@%')
    .execute();
  const ids = new Map<string, readonly string[]>();
  // Sorted here: engines sort texts in different ways.
  for (const userId of rows.flatMap(({userId}) => userId ?? []).toSorted()) {
    if (!isEmail(userId)) continue;
    const address = emailKey(userId);
    ids.set(address, [...(ids.get(address) ?? []), userId]);
  }
  return ids;
}

interface Plan {
  /** The row of the user who is known by the address from now on. */
  readonly id: string;
  /** The `userId` of this user: the address. */
  readonly userId: string;
  /** The row of a user who has the address alone, and has never written. */
  readonly removedId: string | undefined;
}

/**
 * Decides which user of an address moves. If one of them has written, this one moves. If none has, the first one moves. If
 * several have written, or if a user with another `userId` has the address too, nobody moves: they may be two people, and
 * one would read what the other wrote.
 */
async function planMove(
  db: Database,
  app: AppKey,
  address: string,
  userIds: readonly string[],
): Promise<Plan | undefined> {
  const users = await db
    .selectFrom('users')
    .select((eb) => [
      'id',
      'user_id as userId',
      'user_email_digest as emailDigest',
      eb
        .exists(
          eb
            .selectFrom('conversations as c')
            .select('c.id')
            .whereRef('c.domain', '=', 'users.domain')
            .whereRef('c.owner_id', '=', 'users.id'),
        )
        .as('hasWritten'),
    ])
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where((eb) =>
      eb.or([
        eb('user_id_digest', 'in', userIds.map(userIdDigest)),
        eb('user_email_digest', '=', emailDigest(address)),
      ]),
    )
    .execute();
  const withId = users
    .flatMap(({userId, ...user}) => (userId === null ? [] : {...user, userId}))
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  const [writer, anotherWriter] = users.filter(({hasWritten}) => hasWritten);
  if (anotherWriter || withId.some(({userId}) => !userIds.includes(userId))) return undefined;
  const movable = withId.filter((user) => user.emailDigest === null || user.emailDigest === emailDigest(address));
  const mover = movable.find(({id}) => !writer || id === writer.id);
  return mover && {id: mover.id, userId: mover.userId, removedId: users.find(({userId}) => userId === null)?.id};
}

async function carryOut(
  trx: DatabaseTransaction,
  app: AppKey,
  {id, userId, removedId}: Plan,
  trail: AuditTrail,
): Promise<void> {
  const {domain} = app;
  if (removedId !== undefined) {
    // Its sessions begin again, and then lead to the moved user.
    await insertEnded(trx, {domain}, [removedId], trail.clock());
    await trx.deleteFrom('users').where('domain', '=', domain).where('id', '=', removedId).execute();
  }
  await trx
    .updateTable('users')
    .set((eb) => ({
      ...userIdColumns(null),
      user_id_proof: Proof.declared,
      ...emailColumns(userId),
      user_email_proof: eb.ref('user_id_proof'),
    }))
    .where('domain', '=', domain)
    .where('id', '=', id)
    .execute();
  // By the id of the row: the audit log holds no address of a user.
  await recordChange(trx, trail, {kind: 'user-address-moved', app, details: {subject: id}});
}
