import {sha256} from '../digest.js';
import {insertEnded} from './ended-sessions.js';
import {emailColumns, userIdColumns} from './identifier-columns.js';
import {Proof} from './proof.js';
import {prepareQuery} from '../database/prepare-query.js';
import {fieldError} from '../errors.js';
import type {AppKey} from '../apps/apps.js';
import type {Session} from './session-token.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** 256 bits in base64url: 42 characters, and a last one that has 4 bits. */
const CREDENTIAL = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Returns the id of the anonymous user with this credential. The id is a digest, so that a copy of the database gives
 * access to no user. It includes the app, so that one credential means a different user in each app. Throws
 * `invalid_request`.
 */
export function anonymousUserId({domain, platformId}: AppKey, credential: string | undefined): string {
  if (credential === undefined || !CREDENTIAL.test(credential)) {
    const problem = 'an anonymous user needs 256 random bits here, in base64url (43 characters)';
    throw fieldError('invalid_request', 'anonymousCredential', problem);
  }
  return sha256(JSON.stringify([domain, platformId, credential]));
}

interface AnonymousUser {
  readonly createdAt: number;
  readonly userName: string | null;
  /** When the user was cleared; null before that. */
  readonly endedAt: number | null;
}

const queryAnonymousUser = prepareQuery((db, param: Param<{domain: string; id: string}>) =>
  db
    .selectFrom('users')
    .select(['created_at as createdAt', 'user_name as userName', 'ended_at as endedAt'])
    .where('domain', '=', param('domain'))
    .where('id', '=', param('id')),
);

export async function findAnonymousUser(
  db: Database,
  {domain}: AppKey,
  id: string,
): Promise<AnonymousUser | undefined> {
  const [user] = await queryAnonymousUser(db, {domain, id});
  return user;
}

export async function renameAnonymousUser(db: Database, app: AppKey, id: string, userName: string): Promise<void> {
  await db
    .updateTable('users')
    .set({user_name: userName})
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .execute();
}

/**
 * Ends an anonymous user for ever, with all sessions. A user without a row has nothing to read, so only the sessions
 * must end: an open one may be about to send the first message.
 */
export async function endAnonymousUser(trx: DatabaseTransaction, app: AppKey, id: string, now: number): Promise<void> {
  await insertEnded(trx, app, [id], now);
  await trx
    .updateTable('users')
    .set({ended_at: now})
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** Inserts the row of an anonymous user with their first message. A visitor who writes nothing has no row. */
export async function insertAnonymousUser(trx: DatabaseTransaction, session: Session, now: number): Promise<void> {
  const {domain, platformId, ownerId, anonymousName} = session;
  await trx
    .insertInto('users')
    .values(rowOf({domain, platformId, id: ownerId, userName: anonymousName, now}))
    .onConflict((conflict) => conflict.columns(['domain', 'id']).doNothing())
    .execute();
}

interface NewAnonymousUser extends AppKey {
  readonly id: string;
  readonly userName: string | null;
  readonly now: number;
}

function rowOf({domain, platformId, id, userName, now}: NewAnonymousUser) {
  return {
    domain,
    id,
    platform_id: platformId,
    kind: 'anonymous',
    ...userIdColumns(null),
    user_id_proof: Proof.declared,
    ...emailColumns(null),
    user_email_proof: Proof.declared,
    user_name: userName,
    created_at: now,
    last_seen_at: now,
    ended_at: null,
  } as const;
}
