import {signedText} from 'helpshift-chat/token';
import {sha256} from './digest.js';
import type {AppKey} from './apps.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/**
 * Claims the text that a token in the compatible form signs, for this pair of identifiers. That form has no separator:
 * `12` + `3ann@x.org` and `123` + `ann@x.org` sign the same text, so one token is valid for both. The first verified
 * pair owns the text for ever. Every other pair is refused, also when the owner's address has changed since.
 *
 * The pair owns the text, not the user. Several users may share an address; a token for the address alone means the one
 * with the latest visit, and must stay valid.
 *
 * @returns Whether this pair owns the text.
 */
export async function claimSignedText(trx: DatabaseTransaction, app: AppKey, claim: LoggedInClaim): Promise<boolean> {
  const owner = await findOwner(trx, app, claim);
  if (owner) return isOwnedBy(owner, claim);
  await trx
    .insertInto('signed_texts')
    .values({...keyOf(app, claim), user_id_length: userIdLength(claim)})
    .execute();
  return true;
}

/** Whether another pair of identifiers owns the text of this claim. Stores nothing. */
export async function isSignedTextTaken(db: Database, app: AppKey, claim: LoggedInClaim): Promise<boolean> {
  const owner = await findOwner(db, app, claim);
  return owner !== undefined && !isOwnedBy(owner, claim);
}

interface Owner {
  readonly user_id_length: number;
}

function findOwner(db: Database, app: AppKey, claim: LoggedInClaim): Promise<Owner | undefined> {
  const key = keyOf(app, claim);
  return db
    .selectFrom('signed_texts')
    .select('user_id_length')
    .where('domain', '=', key.domain)
    .where('platform_id', '=', key.platform_id)
    .where('digest', '=', key.digest)
    .executeTakeFirst();
}

function keyOf({domain, platformId}: AppKey, claim: LoggedInClaim) {
  return {domain, platform_id: platformId, digest: sha256(signedText(claim))};
}

// Both pairs have the same text, so the length of the `userId` identifies the pair.
function isOwnedBy(owner: Owner, claim: LoggedInClaim): boolean {
  return owner.user_id_length === userIdLength(claim);
}

function userIdLength(claim: LoggedInClaim): number {
  return claim.userId?.length ?? 0;
}
