import {randomUUID} from 'node:crypto';
import {emailKey} from 'helpshift-chat/protocol';
import {changesOf, chooseUser, emailColumns} from './resolution.js';
import type {AppKey} from './apps.js';
import type {KnownUser} from './resolution.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/**
 * Finds the user of a claim, or makes a new one, and stores the claim's e-mail address and name. The rules are in
 * `resolution.ts`. Two calls must not run at the same time: call it inside `Store.write`.
 *
 * @returns The user's id.
 */
export async function resolveUser(
  trx: DatabaseTransaction,
  app: AppKey,
  claim: LoggedInClaim,
  now: number,
): Promise<string> {
  const known = chooseUser(claim, {
    byUserId: claim.userId === undefined ? undefined : await findByUserId(trx, app, claim.userId),
    byEmail: claim.userEmail === undefined ? undefined : await findByEmail(trx, app, claim.userEmail),
  });
  if (!known) return insertUser(trx, app, claim, now);
  await updateUser(trx, app, known, claim, now);
  return known.id;
}

const COLUMNS = [
  'id',
  'user_id as userId',
  'user_email as userEmail',
  'user_name as userName',
  'last_seen_at as lastSeenAt',
] as const;

function findByUserId(trx: DatabaseTransaction, app: AppKey, userId: string): Promise<KnownUser | undefined> {
  return trx
    .selectFrom('users')
    .select(COLUMNS)
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

function findByEmail(trx: DatabaseTransaction, app: AppKey, userEmail: string): Promise<KnownUser | undefined> {
  return trx
    .selectFrom('users')
    .select(COLUMNS)
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('user_email_key', '=', emailKey(userEmail))
    .orderBy((eb) => eb('user_id', 'is not', null))
    .orderBy('last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function insertUser(trx: DatabaseTransaction, app: AppKey, claim: LoggedInClaim, now: number): Promise<string> {
  const id = randomUUID();
  const userEmail = claim.userEmail ?? null;
  await trx
    .insertInto('users')
    .values({
      domain: app.domain,
      id,
      platform_id: app.platformId,
      kind: 'logged-in',
      user_id: claim.userId ?? null,
      ...emailColumns(userEmail),
      user_name: claim.userName ?? null,
      created_at: now,
      last_seen_at: Math.max(now, (await lastSeenOfOthers(trx, app, userEmail, id)) + 1),
      ended_at: null,
    })
    .execute();
  return id;
}

async function updateUser(
  trx: DatabaseTransaction,
  app: AppKey,
  known: KnownUser,
  claim: LoggedInClaim,
  now: number,
): Promise<void> {
  const {userId, userEmail, userName} = changesOf(known, claim);
  // The time of the last visit decides only between users with the same address. For other users, a visit needs no
  // write.
  const others = await lastSeenOfOthers(trx, app, userEmail ?? known.userEmail, known.id);
  const changes = {
    ...(userId !== undefined && {user_id: userId}),
    ...(userEmail !== undefined && emailColumns(userEmail)),
    ...(userName !== undefined && {user_name: userName}),
    ...(others >= known.lastSeenAt && {last_seen_at: Math.max(now, others + 1)}),
  };
  if (!Object.keys(changes).length) return;
  await trx.updateTable('users').set(changes).where('domain', '=', app.domain).where('id', '=', known.id).execute();
}

/** The last visit of another user with this address, in milliseconds since 1970; -1 when no other user has it. */
async function lastSeenOfOthers(
  trx: DatabaseTransaction,
  app: AppKey,
  userEmail: string | null,
  id: string,
): Promise<number> {
  if (userEmail === null) return -1;
  const row = await trx
    .selectFrom('users')
    .select('last_seen_at')
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('user_email_key', '=', emailKey(userEmail))
    .where('id', '<>', id)
    .orderBy('last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.last_seen_at ?? -1;
}
