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

/**
 * Turns a `userId` that is an address into the user's address. For a site that passes addresses as `userEmail` from now on. The operator says that these ids are addresses of these people: one person's user name may look like
 * another's address, so no rule can know it.
 *
 * @param mustApply - False: nothing is changed.
 */
export async function moveAddresses(
  store: Store,
  key: AppKey,
  mustApply: boolean,
  clock: Clock,
): Promise<MovedAddress[]> {
  const app = await requireApp(store.db, key);
  const moved: MovedAddress[] = [];
  // Two ids may be one address, written with other capitals: the second finds what the first one has become.
  const planned = new Map<string, AddressHolder>();
  for (const userId of await listAddressIds(store.db, app)) {
    if (mustApply) {
      moved.push({userId, move: await store.write((trx) => moveOne(trx, app, userId, clock()))});
      continue;
    }
    const address = emailKey(userId);
    const {move, user} = await planMove(store.db, app, userId, planned.get(address));
    if (move === 'moves' && user) planned.set(address, user);
    moved.push({userId, move});
  }
  return moved;
}

/** A user who is known by an address, or shall be. */
interface AddressHolder {
  readonly id: string;
  readonly hasConversations: unknown;
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
  /** The user with the `userId`. */
  readonly user?: AddressHolder;
  /** A row without conversations that makes room. */
  readonly removedId?: string | undefined;
}

/** @param planned - Who shall have the address before this user moves. */
async function planMove(db: Database, app: AppKey, userId: string, planned?: AddressHolder): Promise<Plan> {
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
  const known =
    planned ?? (await users.where('user_email_key', '=', key).where('user_id', 'is', null).executeTakeFirst());
  if (!user || (user.emailKey !== null && user.emailKey !== key)) return {move: 'stays'};
  if (!known) return {move: 'moves', user};
  if (!known.hasConversations) return {move: 'moves', user, removedId: known.id};
  return {move: 'stays'};
}

async function moveOne(trx: DatabaseTransaction, app: AppKey, userId: string, now: number): Promise<AddressMove> {
  const {move, user, removedId} = await planMove(trx, app, userId);
  if (move === 'stays' || !user) return move;
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
    .where('id', '=', user.id)
    .execute();
  return move;
}
