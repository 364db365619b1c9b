import {signedText} from 'helpshift-chat/token';
import {sha256} from './digest.js';
import type {AppKey} from './apps.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/**
 * Whether a claim may use the text it signed in the compatible form. That form has no separator: `12` + `3ann@x.org`
 * and `123` + `ann@x.org` sign the same text, so one token would fit both. The first pair of identifiers verified with
 * a text owns it for good; every other pair is refused, also when the owner has another address by now.
 *
 * The pair owns it, not the user's row: an address that several users share leads to whom of them was seen last, and
 * the token made from that address alone stays theirs.
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

/** Whether a claim would be refused because another pair of identifiers owns its text. Changes nothing. */
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

// The text is the same, so its length tells where the `userId` ends.
function isOwnedBy(owner: Owner, claim: LoggedInClaim): boolean {
  return owner.user_id_length === userIdLength(claim);
}

function userIdLength(claim: LoggedInClaim): number {
  return claim.userId?.length ?? 0;
}
