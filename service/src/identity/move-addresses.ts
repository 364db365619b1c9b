import {emailKey, isEmail} from 'helpshift-chat/protocol';
import {requireApp} from './apps.js';
import {insertEnded} from './ended-sessions.js';
import {Proof} from './proof.js';
import type {AppKey} from './apps.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** The result for one user. */
export type AddressMove =
  /** The user is known by the address from now on. */
  | 'moves'
  /** Two users are this address, and both have conversations. Or the user has another address. Nothing changes. */
  | 'stays';

/** A user whose `userId` is an address. */
export interface MovedAddress {
  readonly userId: string;
  readonly move: AddressMove;
}

/** Takes back the changes of a run that only says what would change. */
const TAKE_BACK = new Error('the changes are taken back');

/**
 * Turns a `userId` that is an address into the user's address. For a site that passes addresses as `userEmail` from now
 * on. The operator says that these ids are addresses of these people: one person's user name may look like another's
 * address, so no rule can know it.
 *
 * @param mustApply - False: the changes are made and taken back, so that the result is the one of a run that keeps them.
 */
export async function moveAddresses(
  store: Store,
  key: AppKey,
  mustApply: boolean,
  clock: Clock,
): Promise<MovedAddress[]> {
  const app = await requireApp(store.db, key);
  const moved: MovedAddress[] = [];
  for (const userIds of await listIdsByAddress(store.db, app)) {
    const moves: MovedAddress[] = [];
    const work = async (trx: DatabaseTransaction): Promise<void> => {
      for (const userId of userIds) moves.push({userId, move: await moveOne(trx, app, userId, clock())});
      if (!mustApply) throw TAKE_BACK;
    };
    await store.write(work).catch((error: unknown) => {
      if (error !== TAKE_BACK) throw error;
    });
    moved.push(...moves);
  }
  return moved;
}

/**
 * Lists the ids that are addresses. Ids of one address stand together, because the move of one decides about the others.
 * Each address gets a short transaction of its own, beside a running service.
 */
async function listIdsByAddress(db: Database, app: AppKey): Promise<Iterable<string[]>> {
  const ids = new Map<string, string[]>();
  for (const userId of await listAddressIds(db, app)) {
    const address = emailKey(userId);
    ids.set(address, [...(ids.get(address) ?? []), userId]);
  }
  return ids.values();
}

async function listAddressIds(db: Database, app: AppKey): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('user_id')
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('user_id', 'like', '%@%')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id ?? '').filter(isEmail);
}

interface Plan {
  readonly move: AddressMove;
  /** The row of the user with the `userId`. */
  readonly id?: string;
  /** A row without conversations that makes room. */
  readonly removedId?: string | undefined;
}

async function planMove(db: Database, app: AppKey, userId: string): Promise<Plan> {
  const users = db
    .selectFrom('users')
    .select((eb) => [
      'id',
      'user_email_key as emailKey',
      eb
        .exists(
          eb
            .selectFrom('conversations as c')
            .select('c.id')
            .whereRef('c.domain', '=', 'users.domain')
            .whereRef('c.owner_id', '=', 'users.id'),
        )
        .as('hasConversations'),
    ])
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId);
  const key = emailKey(userId);
  const user = await users.where('user_id', '=', userId).executeTakeFirst();
  const known = await users.where('user_email_key', '=', key).where('user_id', 'is', null).executeTakeFirst();
  if (!user || (user.emailKey !== null && user.emailKey !== key)) return {move: 'stays'};
  if (!known) return {move: 'moves', id: user.id};
  if (!known.hasConversations) return {move: 'moves', id: user.id, removedId: known.id};
  return {move: 'stays'};
}

async function moveOne(trx: DatabaseTransaction, app: AppKey, userId: string, now: number): Promise<AddressMove> {
  const {move, id, removedId} = await planMove(trx, app, userId);
  if (move === 'stays' || id === undefined) return move;
  if (removedId !== undefined) {
    // Its sessions begin again, and then lead to the moved user.
    await insertEnded(trx, app, [removedId], now);
    await trx.deleteFrom('users').where('domain', '=', app.domain).where('id', '=', removedId).execute();
  }
  await trx
    .updateTable('users')
    .set((eb) => ({
      user_id: null,
      user_id_proof: Proof.declared,
      user_email: userId,
      user_email_key: emailKey(userId),
      user_email_proof: eb.ref('user_id_proof'),
    }))
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .execute();
  return move;
}
