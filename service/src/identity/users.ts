import {randomUUID} from 'node:crypto';
import {sql} from 'kysely';
import {emailColumns, emailDigest, userIdColumns, userIdDigest} from './identifier-columns.js';
import {Proof} from './proof.js';
import {emailProofNeeded, resolveClaim} from './resolution.js';
import {identifierWriteKeys, ownerWriteKey} from './write-keys.js';
import {prepareQuery} from '../database/prepare-query.js';
import type {App, AppKey} from '../apps/apps.js';
import type {ProofLevel} from './proof.js';
import type {AcceptedClaim, Candidates, KnownUser, Resolution, UserChanges} from './resolution.js';
import type {Store, WriteKey} from '../database/engine.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction, UsersTable} from '../database/schema.js';
import type {Updateable} from 'kysely';

/**
 * Finds the user of a claim, or makes a new one, and stores what the claim says. The rules are in `resolution.ts`. The
 * visit of a known user who tells nothing new needs no transaction.
 *
 * @returns The user's id; `undefined` when the claim's token fits several users, and nothing says which one it was made
 * for. Then nothing is stored.
 */
export async function resolveUser(
  store: Store,
  app: App,
  accepted: AcceptedClaim,
  now: number,
): Promise<string | undefined> {
  const seen = await findResolution(store.db, app, accepted, now);
  if (seen.kind === 'known' && !Object.keys(seen.changes).length) return seen.id;
  return store.write(keysOf(app, accepted, seen), async (trx) => {
    // Read again: another log-in may have come first.
    const resolution = await findResolution(trx, app, accepted, now);
    switch (resolution.kind) {
      case 'known':
        await updateUser(trx, app, resolution.id, resolution.changes);
        return resolution.id;
      case 'new':
        if (resolution.releasedId !== undefined) await releaseUserId(trx, app, resolution.releasedId);
        return insertUser(trx, app, resolution.user, now);
      case 'ambiguous':
        return undefined;
      default:
        return resolution satisfies never;
    }
  });
}

function keysOf(app: App, {claim}: AcceptedClaim, seen: Resolution): WriteKey[] {
  // The claim may have one identifier of the user, and another claim at the same time the other one.
  const changedId = seen.kind === 'known' ? seen.id : seen.kind === 'new' ? seen.releasedId : undefined;
  const owner = changedId === undefined ? [] : [ownerWriteKey({domain: app.domain, ownerId: changedId})];
  return [...identifierWriteKeys(app, claim), ...owner];
}

/** Decides which user a claim means, and stores nothing. */
export async function findResolution(
  db: Database,
  app: App,
  accepted: AcceptedClaim,
  now: number,
): Promise<Resolution> {
  return resolveClaim(accepted, await findCandidates(db, app, accepted), app, now);
}

const COLUMNS = [
  'id',
  'user_id as userId',
  'user_id_proof as userIdProof',
  'user_email as userEmail',
  'user_email_proof as userEmailProof',
  'user_name as userName',
  'last_seen_at as lastSeenAt',
] as const;

interface CandidatesKey extends AppKey {
  readonly userIdDigest: string | null;
  readonly emailDigest: string | null;
  readonly emailProof: ProofLevel;
}

/** One query, so that the candidates are of one moment. */
const queryCandidates = prepareQuery((db, param: Param<CandidatesKey>) => {
  const usersOfApp = db
    .selectFrom('users')
    .select(COLUMNS)
    .where('domain', '=', param('domain'))
    .where('platform_id', '=', param('platformId'));
  const byUserId = usersOfApp.where('user_id_digest', '=', param('userIdDigest'));
  const storedDigest = byUserId.clearSelect().select('user_email_digest');
  const digest = sql<string | null>`coalesce(${param('emailDigest')}, ${storedDigest})`;
  const byEmail = usersOfApp.where('user_email_digest', '=', digest);
  const sharing = byEmail
    .where('user_id_digest', 'is not', null)
    .where('user_email_proof', '>=', param('emailProof'))
    .orderBy('last_seen_at', 'desc')
    .limit(2);
  return byUserId
    .unionAll(byEmail.where('user_id_digest', 'is', null))
    .unionAll((eb) => eb.selectFrom(sharing.as('sharing')).selectAll());
});

async function findCandidates(db: Database, app: App, accepted: AcceptedClaim): Promise<Candidates> {
  const {userId, userEmail} = accepted.claim;
  const rows: KnownUser[] = await queryCandidates(db, {
    domain: app.domain,
    platformId: app.platformId,
    userIdDigest: userId === undefined ? null : userIdDigest(userId),
    emailDigest: userEmail === undefined ? null : emailDigest(userEmail),
    emailProof: emailProofNeeded(accepted, app),
  });
  return {
    byUserId: rows.find((row) => row.userId === userId),
    byEmailAlone: rows.find((row) => row.userId === null),
    sharing: rows.filter((row) => row.userId !== null && row.userId !== userId),
  };
}

async function insertUser(
  trx: DatabaseTransaction,
  {domain, platformId}: AppKey,
  user: Omit<KnownUser, 'id'>,
  now: number,
): Promise<string> {
  const id = randomUUID();
  await trx
    .insertInto('users')
    .values({
      domain,
      id,
      platform_id: platformId,
      kind: 'logged-in',
      ...userIdColumns(user.userId),
      user_id_proof: user.userIdProof,
      ...emailColumns(user.userEmail),
      user_email_proof: user.userEmailProof,
      user_name: user.userName,
      created_at: now,
      last_seen_at: user.lastSeenAt,
      ended_at: null,
    })
    .execute();
  return id;
}

async function updateUser(trx: DatabaseTransaction, app: AppKey, id: string, changes: UserChanges): Promise<void> {
  const {userId, userIdProof, userEmail, userEmailProof, userName, lastSeenAt} = changes;
  await setColumns(trx, app, id, {
    ...(userId !== undefined && userIdColumns(userId)),
    ...(userIdProof !== undefined && {user_id_proof: userIdProof}),
    ...(userEmail !== undefined && emailColumns(userEmail)),
    ...(userEmailProof !== undefined && {user_email_proof: userEmailProof}),
    ...(userName !== undefined && {user_name: userName}),
    ...(lastSeenAt !== undefined && {last_seen_at: lastSeenAt}),
  });
}

/** The user keeps their conversations, and no identifier leads to them any more. Agents still see the address. */
async function releaseUserId(trx: DatabaseTransaction, app: AppKey, id: string): Promise<void> {
  const {declared} = Proof;
  await setColumns(trx, app, id, {
    ...userIdColumns(null),
    user_id_proof: declared,
    user_email_digest: null,
    user_email_proof: declared,
  });
}

async function setColumns(
  trx: DatabaseTransaction,
  {domain}: AppKey,
  id: string,
  columns: Updateable<UsersTable>,
): Promise<void> {
  if (!Object.keys(columns).length) return;
  await trx.updateTable('users').set(columns).where('domain', '=', domain).where('id', '=', id).execute();
}
