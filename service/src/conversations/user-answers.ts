import {mayFollow} from 'helpshift-chat/protocol';
import {AlreadyStored, appendEntry} from './append.js';
import {findEntryOf} from './entries.js';
import {HEAD_COLUMNS} from './heads.js';
import {fieldError} from '../errors.js';
import type {Appended, EntryTimes} from './append.js';
import type {ConversationKey} from './entries.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {ConversationStatus, NewAnswer} from 'helpshift-chat/protocol';

/**
 * Appends a user's answer to their conversation. Throws `AlreadyStored`; throws `conflict` with a field of `answerField` when the
 * user has no such conversation, or when the answer cannot follow in it.
 */
export async function appendAnswer(
  trx: DatabaseTransaction,
  session: Session,
  {id, conversationId, content}: NewAnswer,
  answerField: string,
  times: EntryTimes,
): Promise<Appended> {
  const {domain, ownerId, verified} = session;
  // Before the rules: an answer that is stored cannot follow once more.
  if (await findEntryOf(trx, domain, ownerId, id)) throw new AlreadyStored();
  const head = await trx
    .selectFrom('conversations')
    .select(HEAD_COLUMNS)
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId)
    .where('id', '=', conversationId)
    .executeTakeFirst();
  if (!head) throw fieldError('conflict', `${answerField}.conversationId`, 'the user has no such conversation');
  const key = {domain, id: head.id};
  const problem = await problemOf(trx, key, head.status, content);
  if (problem !== undefined) throw fieldError('conflict', `${answerField}.content.kind`, problem);
  const author = {kind: 'user'} as const;
  return appendEntry(trx, key, head.status, {id, author, authorId: ownerId, content}, times, verified);
}

async function problemOf(
  db: Database,
  key: ConversationKey,
  status: ConversationStatus,
  content: NewAnswer['content'],
): Promise<string | undefined> {
  if (!mayFollow(status, 'user', content)) return `${content.kind} cannot follow in a conversation that is ${status}`;
  if (content.kind !== 'rated') return undefined;
  const reason = await reasonOfEnd(db, key);
  if (reason === 'rated') return 'the conversation is rated already';
  return reason === 'resolved' ? undefined : 'only a conversation that was resolved can be rated';
}

/** Why a conversation has ended; `rated` when its user has rated it since. */
async function reasonOfEnd(db: Database, {domain, id}: ConversationKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('entries')
    .select('kind')
    .where('domain', '=', domain)
    .where('conversation_id', '=', id)
    .where('kind', 'in', ['resolved', 'rejected', 'rated'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.kind;
}
