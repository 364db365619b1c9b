import {findSentMessage, insertMessage, listMessages, sequencesAfterMessage} from './messages.js';
import {previewText} from './text.js';
import {ServiceError} from '../errors.js';
import {Proof} from '../identity/proof.js';
import {AGENT_CONVERSATIONS_LIMIT} from '../limits.js';
import type {AgentConversation} from '../agent-wire.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database} from '../database/schema.js';
import type {LoggedInAgent} from '../identity/agents.js';
import type {Message} from 'helpshift-chat/protocol';

/** A change of a conversation, for the live connections of its user and its agents. */
export interface ConversationChange {
  readonly domain: string;
  readonly ownerId: string;
  readonly id: string;
  readonly lastSequence: number;
}

type Status = AgentConversation['status'];

/** The operations of agents on the conversations of the domain that they see. */
export class AgentConversations {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Lists conversations, newest activity first. */
  async list(agent: LoggedInAgent, status: Status): Promise<AgentConversation[]> {
    const rows = await visibleTo(this.#store.db, agent)
      .where('c.status', '=', status)
      .orderBy('c.updated_at', 'desc')
      .orderBy('c.id')
      .limit(AGENT_CONVERSATIONS_LIMIT)
      .execute();
    return rows.map(toAgentConversation);
  }

  /** Gets one conversation. This method and those below throw `not_found`. */
  async get(agent: LoggedInAgent, id: string): Promise<AgentConversation> {
    return toAgentConversation(await getVisible(this.#store.db, agent, id));
  }

  async listMessages(agent: LoggedInAgent, id: string, after: number): Promise<Message[]> {
    const {domain} = await getVisible(this.#store.db, agent, id);
    return listMessages(this.#store.db, {domain, id}, after);
  }

  /** Stores an agent's message, and resolves after the commit. A resolved conversation stays resolved. */
  async send(
    agent: LoggedInAgent,
    id: string,
    {id: messageId, text}: {readonly id: string; readonly text: string},
  ): Promise<{message: Message; change: ConversationChange; isNew: boolean}> {
    const now = this.#clock();
    return this.#store.write([], async (trx) => {
      const conversation = await getVisible(trx, agent, id);
      const {domain} = conversation;
      const stored = await findSentMessage(trx, domain, agent.id, messageId);
      if (stored && stored.conversationId !== id) {
        throw new ServiceError('invalid_request', 'id: was used for a message of another conversation', 'id');
      }
      if (stored) return {message: stored, change: toConversationChange(conversation), isNew: false};

      const sender = {kind: 'agent', name: agent.name} as const;
      const change = {...toConversationChange(conversation), lastSequence: conversation.last_sequence + 1};
      await trx
        .updateTable('conversations')
        .set((eb) => ({...sequencesAfterMessage(eb, 'agent_read_sequence'), updated_at: now}))
        .where('domain', '=', domain)
        .where('id', '=', id)
        .execute();
      const message = await insertMessage(trx, change, {id: messageId, text, sender, senderId: agent.id}, now);
      return {message, change, isNew: true};
    });
  }

  /** Sets the status. Throws `invalid_request` when the user has another open conversation: a user has one at most. */
  async setStatus(
    agent: LoggedInAgent,
    id: string,
    status: Status,
  ): Promise<{conversation: AgentConversation; change: ConversationChange; hasChanged: boolean}> {
    return this.#store.write([], async (trx) => {
      const before = await getVisible(trx, agent, id);
      const hasChanged = before.status !== status;
      if (hasChanged && status === 'open') await refuseSecondOpen(trx, before);
      if (hasChanged) {
        await trx
          .updateTable('conversations')
          .set({status})
          .where('domain', '=', before.domain)
          .where('id', '=', id)
          .execute();
      }
      return {conversation: {...toAgentConversation(before), status}, change: toConversationChange(before), hasChanged};
    });
  }

  /**
   * Marks the messages up to a number as seen by an agent. The mark never moves back, and never beyond the newest
   * message.
   */
  async markRead(
    agent: LoggedInAgent,
    id: string,
    sequence: number,
  ): Promise<{change: ConversationChange; hasChanged: boolean}> {
    const conversation = await getVisible(this.#store.db, agent, id);
    const seen = Math.min(sequence, conversation.last_sequence);
    const hasChanged = seen > conversation.agent_read_sequence;
    if (hasChanged) {
      await this.#store.db
        .updateTable('conversations')
        .set({agent_read_sequence: seen})
        .where('domain', '=', conversation.domain)
        .where('id', '=', id)
        .where('agent_read_sequence', '<', seen)
        .execute();
    }
    return {change: toConversationChange(conversation), hasChanged};
  }
}

function visibleTo(db: Database, {domain}: LoggedInAgent) {
  const query = db
    .selectFrom('conversations as c')
    .innerJoin('users as u', (join) => join.onRef('u.domain', '=', 'c.domain').onRef('u.id', '=', 'c.owner_id'))
    .innerJoin('messages as m', (join) =>
      join
        .onRef('m.domain', '=', 'c.domain')
        .onRef('m.conversation_id', '=', 'c.id')
        .onRef('m.sequence', '=', 'c.last_sequence'),
    )
    .select(['c.domain', 'c.id', 'c.platform_id', 'c.owner_id', 'c.status', 'c.verified', 'c.last_sequence'])
    .select(['c.agent_read_sequence', 'c.contact_name', 'c.contact_email', 'c.created_at', 'c.updated_at'])
    .select(['u.kind', 'u.user_id', 'u.user_id_proof', 'u.user_email', 'u.user_email_proof', 'u.user_name'])
    .select(['m.sender_kind', 'm.text']);
  // Every key begins with the domain, so a query for an administrator lists all domains to use the index.
  return domain === null
    ? query.where('c.domain', 'in', (eb) => eb.selectFrom('apps').select('domain'))
    : query.where('c.domain', '=', domain);
}

type SeenRow = Awaited<ReturnType<ReturnType<typeof visibleTo>['executeTakeFirstOrThrow']>>;

async function getVisible(db: Database, agent: LoggedInAgent, id: string): Promise<SeenRow> {
  const row = await visibleTo(db, agent).where('c.id', '=', id).executeTakeFirst();
  if (!row) throw new ServiceError('not_found', 'There is no conversation with this id that this agent may see.');
  return row;
}

async function refuseSecondOpen(db: Database, row: SeenRow): Promise<void> {
  const open = await db
    .selectFrom('conversations')
    .select('id')
    .where('domain', '=', row.domain)
    .where('owner_id', '=', row.owner_id)
    .where('status', '=', 'open')
    .executeTakeFirst();
  if (open) throw new ServiceError('invalid_request', 'status: this user has begun another conversation', 'status');
}

function toConversationChange(row: SeenRow): ConversationChange {
  return {domain: row.domain, ownerId: row.owner_id, id: row.id, lastSequence: row.last_sequence};
}

function toAgentConversation(row: SeenRow): AgentConversation {
  return {
    id: row.id,
    domain: row.domain,
    platformId: row.platform_id,
    status: row.status,
    lastSequence: row.last_sequence,
    agentReadSequence: row.agent_read_sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    preview: {senderKind: row.sender_kind, text: previewText(row.text)},
    user: {
      kind: row.kind,
      userId: row.user_id,
      userIdVerified: row.verified === 1 && row.user_id_proof > Proof.declared,
      userEmail: row.user_email,
      userEmailVerified: row.verified === 1 && row.user_email_proof > Proof.declared,
      userName: row.user_name,
    },
    contact: {name: row.contact_name, email: row.contact_email},
  };
}
