import {Proof} from '../identity/proof.js';
import type {AgentConversation} from '../../contract/conversations.js';
import type {Database} from '../database/schema.js';
import type {LoggedInAgent} from '../agents/agents.js';

/** Selects the heads of all conversations that an agent may see; `domain` null: those of all domains. */
export function selectAgentHeads(db: Database, {domain}: Pick<LoggedInAgent, 'domain'>) {
  const query = db
    .selectFrom('conversations as c')
    .innerJoin('users as u', (join) => join.onRef('u.domain', '=', 'c.domain').onRef('u.id', '=', 'c.owner_id'))
    .select(['c.domain', 'c.id', 'c.platform_id', 'c.owner_id', 'c.status', 'c.verified', 'c.version'])
    .select([
      'c.last_number',
      'c.last_id',
      'c.last_note',
      'c.agent_read',
      'c.user_read',
      'c.activity',
      'c.waiting_since',
    ])
    .select(['c.preview_author', 'c.preview_text', 'c.preview_time', 'c.contact_name', 'c.contact_email'])
    .select('c.full_privacy')
    .select(['u.kind', 'u.user_id', 'u.user_id_proof', 'u.user_email', 'u.user_email_proof', 'u.user_name']);
  return domain === null ? query : query.where('c.domain', '=', domain);
}

export type AgentHeadRow = Awaited<ReturnType<ReturnType<typeof selectAgentHeads>['executeTakeFirstOrThrow']>>;

export function toAgentConversation(row: AgentHeadRow): AgentConversation {
  return {
    id: row.id,
    domain: row.domain,
    platformId: row.platform_id,
    version: row.version,
    status: row.status,
    lastNumber: row.last_number,
    lastId: row.last_id,
    lastNote: row.last_note,
    readNumber: row.agent_read,
    userReadNumber: row.user_read,
    waitingSince: row.waiting_since,
    lastTime: row.preview_time,
    activity: row.activity,
    preview: {author: row.preview_author, text: row.preview_text},
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
