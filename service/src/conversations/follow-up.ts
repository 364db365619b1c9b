import {findBeginning} from './beginnings.js';
import {prepareQuery} from '../database/prepare-query.js';
import {ServiceError} from '../errors.js';
import type {AppKey} from '../apps/apps.js';
import type {Param} from '../database/prepare-query.js';
import type {Database} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {FollowUpResponse} from 'helpshift-chat/protocol';

/**
 * Tells a user about the conversation of a follow-up link. This is all that a user ever learns of another user's conversation. Throws
 * `not_found`, also for a conversation of another app.
 */
export async function readFollowUp(db: Database, session: Session, id: string): Promise<FollowUpResponse> {
  const {domain, platformId, ownerId} = session;
  const [found] = await selectOwner(db, {domain, platformId, id});
  if (!found) throw new ServiceError('not_found', 'There is no conversation with this id in this app.');
  if (found.owner_id === ownerId) return {isOwn: true};
  const {pageUrl} = await findBeginning(db, {domain, id});
  return {isOwn: false, originalState: found.kind, pageUrl};
}

const selectOwner = prepareQuery((db, param: Param<AppKey & {id: string}>) =>
  db
    .selectFrom('conversations as c')
    .innerJoin('users as u', (join) => join.onRef('u.domain', '=', 'c.domain').onRef('u.id', '=', 'c.owner_id'))
    .select(['c.owner_id', 'u.kind'])
    .where('c.domain', '=', param('domain'))
    .where('c.id', '=', param('id'))
    .where('c.platform_id', '=', param('platformId')),
);
