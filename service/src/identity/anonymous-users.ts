import {sha256} from './digest.js';
import {ServiceError} from '../errors.js';
import type {AppKey} from './apps.js';
import type {Session} from './session-token.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** 256 bits in base64url: 42 characters, and one that carries the last 4 bits. */
const CREDENTIAL = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * The id of the anonymous user who holds a credential: a digest, so that the database cannot be used to act as them,
 * and of the app as well, so that one credential is two users in two apps. Throws `invalid_request`.
 */
export function anonymousUserId({domain, platformId}: AppKey, credential: string | undefined): string {
  if (credential === undefined || !CREDENTIAL.test(credential)) {
    const problem = 'an anonymous user needs 256 random bits here, in base64url (43 characters)';
    throw new ServiceError('invalid_request', `anonymousCredential: ${problem}`, 'anonymousCredential');
  }
  return sha256(JSON.stringify([domain, platformId, credential]));
}

interface AnonymousUser {
  readonly createdAt: number;
  readonly userName: string | null;
  /** Null while they have not been cleared. */
  readonly endedAt: number | null;
}

export function findAnonymousUser(db: Database, app: AppKey, id: string): Promise<AnonymousUser | undefined> {
  return db
    .selectFrom('users')
    .select(['created_at as createdAt', 'user_name as userName', 'ended_at as endedAt'])
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function renameAnonymousUser(db: Database, app: AppKey, id: string, userName: string): Promise<void> {
  await db
    .updateTable('users')
    .set({user_name: userName})
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .execute();
}

/** They never come back. A user who has never written has nothing that could. */
export async function endAnonymousUser(db: Database, app: AppKey, id: string, now: number): Promise<void> {
  await db
    .updateTable('users')
    .set({ended_at: now})
    .where('domain', '=', app.domain)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** An anonymous user's row is made with the first message: a visitor who never writes costs none. */
export async function insertAnonymousUser(trx: DatabaseTransaction, session: Session, now: number): Promise<void> {
  await trx
    .insertInto('users')
    .values({
      domain: session.domain,
      id: session.ownerId,
      platform_id: session.platformId,
      kind: 'anonymous',
      user_id: null,
      user_email: null,
      user_email_key: null,
      user_name: session.anonymousName,
      created_at: now,
      last_seen_at: now,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.columns(['domain', 'id']).doNothing())
    .execute();
}
