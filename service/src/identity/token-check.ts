import {identify} from 'helpshift-chat/protocol';
import {diagnoseToken} from './diagnosis.js';
import {emailDigest, userIdDigest} from './identifier-columns.js';
import {Proof} from './proof.js';
import {findResolution} from './users.js';
import type {App, AppKey} from '../apps/apps.js';
import type {CandidateKey, Diagnosis, DiagnosisRequest, StoredIdentifiers} from './diagnosis.js';
import type {Database} from '../database/schema.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** The most users with one address whose identifiers are tried. */
const USERS_LIMIT = 3;

/**
 * Checks a user auth token as the app would, and explains a refusal. `diagnoseToken` finds the mistakes; this function
 * adds what the database knows: the users, the deleted keys, and the keys of the installation's other apps. It stores
 * nothing. Its caller must be an administrator, because the answer can name a key of another domain.
 */
export async function checkToken(db: Database, app: App, request: DiagnosisRequest): Promise<Diagnosis> {
  const {claim} = identify(request);
  const {compatibleTokens} = app;
  const keys = await listCandidateKeys(db, app);
  if (claim.kind === 'anonymous') return diagnoseToken(request, keys, {compatibleTokens, mayAmbiguousClaim: false});
  const mayAmbiguousClaim = await isAmbiguousClaimAccepted(db, app, claim);
  return diagnoseToken(request, keys, {compatibleTokens, mayAmbiguousClaim}, await findStored(db, app, claim));
}

async function listCandidateKeys(db: Database, app: AppKey): Promise<CandidateKey[]> {
  const isOfThisApp = {domain: app.domain, platform_id: app.platformId};
  const rows = await db
    .selectFrom('secret_keys')
    .select(['domain', 'platform_id as platformId', 'id', 'secret', 'deleted_at as deletedAt'])
    .where((eb) => eb.or([eb('deleted_at', 'is', null), eb.and(isOfThisApp)]))
    // The secret of a key that was deleted long ago is erased.
    .where('secret', 'is not', null)
    .$narrowType<{secret: string}>()
    .orderBy('created_at')
    .execute();
  return rows.map(({id, secret, deletedAt, ...owner}) => {
    const isOwn = owner.domain === app.domain && owner.platformId === app.platformId;
    if (isOwn) return {id, secret, standing: deletedAt === null ? 'active' : 'deleted'};
    return {id, secret, standing: owner.domain === app.domain ? 'other-app' : 'other-domain'};
  });
}

/** Finds what is stored for the user with this `userId`, and for users with this address. */
async function findStored(db: Database, app: AppKey, {userId, userEmail}: LoggedInClaim): Promise<StoredIdentifiers> {
  const users = usersOf(db, app)
    .select(['user_id', 'user_email', 'user_name'])
    .orderBy('last_seen_at', 'desc')
    .limit(USERS_LIMIT);
  const rows = [
    ...(userId === undefined ? [] : await users.where('user_id_digest', '=', userIdDigest(userId)).execute()),
    ...(userEmail === undefined ? [] : await users.where('user_email_digest', '=', emailDigest(userEmail)).execute()),
  ];
  return {
    userIds: texts(rows.map((row) => row.user_id)),
    userEmails: texts(rows.map((row) => row.user_email)),
    userNames: texts(rows.map((row) => row.user_name)),
  };
}

function texts(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}

/** Whether the app accepts an ambiguous token for this claim. */
async function isAmbiguousClaimAccepted(db: Database, app: App, claim: LoggedInClaim): Promise<boolean> {
  const resolution = await findResolution(db, app, {claim, proof: Proof.ambiguous, fullPrivacy: false}, 0);
  return resolution.kind !== 'ambiguous';
}

function usersOf(db: Database, {domain, platformId}: AppKey) {
  return db.selectFrom('users').where('domain', '=', domain).where('platform_id', '=', platformId);
}
