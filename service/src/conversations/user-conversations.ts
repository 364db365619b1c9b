import {randomUUID} from 'node:crypto';
import {findSentMessage, insertMessage, listMessages, sequencesAfterMessage} from './messages.js';
import {CONVERSATION_COLUMNS, toConversation} from './rows.js';
import {prepareQuery} from '../database/prepare-query.js';
import {ServiceError} from '../errors.js';
import {insertAnonymousUser} from '../identity/anonymous-users.js';
import type {ConversationRow} from './rows.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction, Flag} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {Conversation, Message} from 'helpshift-chat/protocol';

/** A message that a user sent, after all checks. */
export interface UserMessage {
  readonly id: string;
  readonly text: string;
  readonly contact: {readonly name: string | null; readonly email: string | null};
}

export interface StoredMessage {
  readonly message: Message;
  readonly conversation: Conversation;
  /** False when a message with this id was stored before; then nothing has changed. */
  readonly isNew: boolean;
}

/**
 * The operations of a user on their own conversations. Each query names the session's user: the conversation of another
 * user is `not_found`, like one that never existed.
 */
export class UserConversations {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Lists the user's conversations, oldest first. */
  async list(session: Session): Promise<Conversation[]> {
    const rows = await ownedBy(this.#store.db, session).orderBy('created_at').orderBy('id').execute();
    return rows.map(toConversation);
  }

  /** Lists the messages after a number. Throws `not_found`. */
  async listMessages(session: Session, id: string, after: number): Promise<Message[]> {
    await this.#get(session, id);
    return listMessages(this.#store.db, {domain: session.domain, id}, after);
  }

  /** Whether the user has any conversation. */
  async hasAny({domain, ownerId}: Session): Promise<boolean> {
    return (await queryFirst(this.#store.db, {domain, ownerId})).length > 0;
  }

  /**
   * Stores a message in the open conversation, or in a new one. Resolves after the commit. `authenticate` gives the
   * session inside the transaction: nothing is stored for a session that has ended.
   */
  async send(
    authenticate: (db: Database) => Promise<Session>,
    message: UserMessage,
  ): Promise<StoredMessage & {readonly session: Session}> {
    return this.#store.write([], async (trx) => {
      const session = await authenticate(trx);
      return {...(await storeMessage(trx, session, message, this.#clock())), session};
    });
  }

  /**
   * Marks the messages up to a number as seen by the user. The mark never moves back, and never beyond the newest
   * message. Throws `not_found`.
   *
   * @returns Whether the mark has moved, and the conversation's newest number.
   */
  async markRead(session: Session, id: string, sequence: number): Promise<{hasChanged: boolean; lastSequence: number}> {
    const {lastSequence, readSequence} = await this.#get(session, id);
    const seen = Math.min(sequence, lastSequence);
    if (seen <= readSequence) return {hasChanged: false, lastSequence};
    await this.#store.db
      .updateTable('conversations')
      .set({user_read_sequence: seen})
      .where('domain', '=', session.domain)
      .where('id', '=', id)
      .where('owner_id', '=', session.ownerId)
      .where('user_read_sequence', '<', seen)
      .execute();
    return {hasChanged: true, lastSequence};
  }

  #get(session: Session, id: string): Promise<Conversation> {
    return getOwned(this.#store.db, session, id);
  }
}

/** Stores a message of a valid session in the open conversation, or in a new one. */
export async function storeMessage(
  trx: DatabaseTransaction,
  session: Session,
  {id, text, contact}: UserMessage,
  now: number,
): Promise<StoredMessage> {
  const {domain, ownerId} = session;
  const stored = await findSentMessage(trx, domain, ownerId, id);
  if (stored) {
    const conversation = await getOwned(trx, session, stored.conversationId);
    return {message: stored, conversation, isNew: false};
  }
  const [open] = await countMessageInOpen(trx, {domain, ownerId, verified: session.verified ? 1 : 0, now});
  const conversation = toConversation(open ?? (await insertConversation(trx, session, contact, now)));
  const message = {id, text, sender: {kind: 'user'}, senderId: ownerId} as const;
  return {message: await insertMessage(trx, {domain, ...conversation}, message, now), conversation, isNew: true};
}

function ownedBy(db: Database, {domain, ownerId}: Session) {
  return db
    .selectFrom('conversations')
    .select(CONVERSATION_COLUMNS)
    .where('domain', '=', domain)
    .where('owner_id', '=', ownerId);
}

async function getOwned(db: Database, session: Session, id: string): Promise<Conversation> {
  const row = await ownedBy(db, session).where('id', '=', id).executeTakeFirst();
  if (!row) throw new ServiceError('not_found', 'This user has no conversation with this id.');
  return toConversation(row);
}

const queryFirst = prepareQuery((db, param: Param<{domain: string; ownerId: string}>) =>
  db
    .selectFrom('conversations')
    .select('id')
    .where('domain', '=', param('domain'))
    .where('owner_id', '=', param('ownerId'))
    .limit(1),
);

/** Counts a new message in the user's open conversation, and returns the conversation; no row when none is open. */
const countMessageInOpen = prepareQuery(
  (db, param: Param<{domain: string; ownerId: string; verified: Flag; now: number}>) =>
    db
      .updateTable('conversations')
      .set((eb) => ({
        ...sequencesAfterMessage(eb, 'user_read_sequence'),
        // One message from an unverified session makes the conversation unverified for ever.
        verified: eb('verified', '*', param('verified')),
        updated_at: param('now'),
      }))
      .where('domain', '=', param('domain'))
      .where('owner_id', '=', param('ownerId'))
      .where('status', '=', 'open')
      .returning(CONVERSATION_COLUMNS),
);

/** Inserts a conversation that counts its first message already. */
async function insertConversation(
  trx: DatabaseTransaction,
  session: Session,
  contact: UserMessage['contact'],
  now: number,
): Promise<ConversationRow> {
  if (session.kind === 'anonymous') await insertAnonymousUser(trx, session, now);
  return trx
    .insertInto('conversations')
    .values({
      domain: session.domain,
      id: randomUUID(),
      platform_id: session.platformId,
      owner_id: session.ownerId,
      status: 'open',
      verified: session.verified ? 1 : 0,
      last_sequence: 1,
      user_read_sequence: 1,
      agent_read_sequence: 0,
      contact_name: session.fullPrivacy ? null : contact.name,
      contact_email: session.fullPrivacy ? null : contact.email,
      created_at: now,
      updated_at: now,
    })
    .returning(CONVERSATION_COLUMNS)
    .executeTakeFirstOrThrow();
}
