import {signedText} from 'helpshift-chat/token';
import {sha256} from './digest.js';
import type {AppKey} from './apps.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/**
 * Whether a claim may use the text it signed in the compatible form. That form has no separator: `12` + `3ann@x.org`
 * and `123` + `ann@x.org` sign the same text, so one token would fit both. The first pair of identifiers verified with
 * a text owns it for good; every other pair is refused, also when the owner has another address by now.
 *
 * The pair owns it, not the user's row: an address that several users share leads to whom of them was seen last, and
 * the token made from that address alone stays theirs.
 */
export async function ownSignedText(trx: DatabaseTransaction, app: AppKey, claim: LoggedInClaim): Promise<boolean> {
  const key = {domain: app.domain, platform_id: app.platformId, digest: sha256(signedText(claim))};
  const userIdLength = claim.userId?.length ?? 0;
  const owner = await trx
    .selectFrom('signed_texts')
    .select('user_id_length')
    .where('domain', '=', key.domain)
    .where('platform_id', '=', key.platform_id)
    .where('digest', '=', key.digest)
    .executeTakeFirst();
  if (owner) return owner.user_id_length === userIdLength;
  await trx
    .insertInto('signed_texts')
    .values({...key, user_id_length: userIdLength})
    .execute();
  return true;
}
