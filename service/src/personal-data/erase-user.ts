import {removeUnsentOf} from '../attachments/attachment-rows.js';
import {recordChange} from '../audit/audit.js';
import {removeConversations} from '../conversations/remove-conversations.js';
import {insertEnded} from '../identity/ended-sessions.js';
import {emailColumns, userIdColumns} from '../identity/identifier-columns.js';
import {Proof} from '../identity/proof.js';
import {ownerWriteKey} from '../identity/write-keys.js';
import type {AttachmentFiles} from '../attachments/attachment-files.js';
import type {AppKey} from '../apps/apps.js';
import type {AuditTrail} from '../audit/audit.js';
import type {Store} from '../database/engine.js';
import type {DatabaseTransaction} from '../database/schema.js';

/** A log-in that found the user before the erasure may make its session a little later. That session has to end, too. */
const LATE_LOG_IN_MS = 60_000;

export interface Erasure {
  readonly store: Store;
  readonly trail: AuditTrail;
  readonly app: AppKey;
  readonly files: Pick<AttachmentFiles, 'removeAll'>;
}

/**
 * Erases a user with all conversations. First, in one transaction, all sessions end and no identifier leads to the user any more:
 * who logs in from now on is a new user. Then each conversation is removed in a transaction of its own, because there may be
 * many. After an interruption, a call with the same id goes on.
 *
 * @returns How many conversations this call removed.
 */
export async function eraseUser({store, trail, app, files}: Erasure, id: string): Promise<number> {
  const {clock} = trail;
  const key = ownerWriteKey({domain: app.domain, ownerId: id});
  await store.write([key], async (trx) => {
    await insertEnded(trx, app, [id], clock() + LATE_LOG_IN_MS);
    await removeIdentity(trx, app, id, clock());
    await recordChange(trx, trail, {kind: 'user-erased', app, details: {subject: id}});
  });
  const conversations = await store.db
    .selectFrom('conversations')
    .select('id')
    .where('domain', '=', app.domain)
    .where('owner_id', '=', id)
    .execute();
  for (const conversation of conversations) {
    await files.removeAll(await store.write([key], (trx) => removeConversations(trx, app.domain, [conversation.id])));
  }
  const unsent = await store.write([key], async (trx) => {
    const removed = await removeUnsentOf(trx, app.domain, id);
    await trx.deleteFrom('users').where('domain', '=', app.domain).where('id', '=', id).execute();
    return removed;
  });
  await files.removeAll(unsent);
  return conversations.length;
}

async function removeIdentity(trx: DatabaseTransaction, {domain}: AppKey, id: string, now: number): Promise<void> {
  await trx
    .updateTable('users')
    .set({
      ...userIdColumns(null),
      user_id_proof: Proof.declared,
      ...emailColumns(null),
      user_email_proof: Proof.declared,
      user_name: null,
      ended_at: now,
    })
    .where('domain', '=', domain)
    .where('id', '=', id)
    .execute();
}
