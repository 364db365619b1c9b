import {emailKey, isEmail} from 'helpshift-chat/protocol';
import {listApps} from '../apps/apps.js';
import {recordChange} from '../audit/audit.js';
import {agentWriteKey} from '../identity/write-keys.js';
import {ADMIN_PASSWORD_MIN_CHARS} from '../config.js';
import {ServiceError} from '../errors.js';
import type {Agents, NewAgent} from './agents.js';
import type {AuditTrail} from '../audit/audit.js';
import type {Store} from '../database/engine.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** An agent, as administrators see them. */
export interface AgentRecord {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'administrator' | 'agent';
  /** The domain that the agent sees; null for an administrator, who sees all. */
  readonly domain: string | null;
  readonly createdAt: number;
}

export const AGENT_NAME_LIMIT_CHARS = 100;
/** Hashing a longer password takes more work. */
export const PASSWORD_LIMIT_CHARS = 1000;

/** Adds an agent. Throws the errors of `requireNewAgent`. */
export async function createAgent(store: Store, agents: Agents, agent: NewAgent, trail: AuditTrail): Promise<void> {
  await store.write([agentWriteKey(agent.email)], async (trx) => {
    await requireNewAgent(trx, agent);
    await insertAgent(trx, agents, agent, trail);
  });
}

/** Inserts an agent. Throws when the e-mail address is taken. */
export async function insertAgent(
  trx: DatabaseTransaction,
  agents: Agents,
  agent: NewAgent,
  trail: AuditTrail,
): Promise<void> {
  const {email, name, domain} = agent;
  await agents.insert(trx, agent);
  const after = {name, role: domain === undefined ? 'administrator' : 'agent', domain: domain ?? null};
  await recordChange(trx, trail, {kind: 'agent-created', details: {subject: email, after}});
}

/** Changes the password, and ends all sessions of the agent. @param passwordHash - A result of `hashPassword`. */
export async function setAgentPassword(
  store: Store,
  agents: Agents,
  {id, email}: Pick<AgentRecord, 'id' | 'email'>,
  passwordHash: string,
  trail: AuditTrail,
): Promise<void> {
  await store.write([], async (trx) => {
    await agents.setPassword(trx, id, passwordHash);
    await recordChange(trx, trail, {kind: 'agent-password-set', details: {subject: email}});
  });
}

/**
 * Checks the values of a new agent.
 *
 * Throws `invalid_request` when another agent has the address, or with the field of an invalid value. A domain without
 * apps is invalid, because its agent would see nothing.
 */
export async function requireNewAgent(
  db: Database,
  {email, name, domain}: Omit<NewAgent, 'passwordHash'>,
): Promise<void> {
  if (!isEmail(email)) throw refusal('email', 'A valid e-mail address is expected.');
  const length = [...name].length;
  if (name !== name.trim() || length < 1 || length > AGENT_NAME_LIMIT_CHARS || /[\p{Cc}\p{Surrogate}]/u.test(name)) {
    throw refusal('name', `A name of 1 to ${AGENT_NAME_LIMIT_CHARS} characters is expected.`);
  }
  if (await findAgent(db, email)) {
    throw new ServiceError('invalid_request', 'There is an agent with this e-mail address already.');
  }
  const domains = [...new Set((await listApps(db)).map((app) => app.domain))].toSorted();
  if (domain !== undefined && !domains.includes(domain)) {
    throw refusal('domain', `There is no app in this domain. Domains with apps: ${domains.join(', ') || 'none'}.`);
  }
}

/** Lists all agents, sorted by address. */
export function listAgents(db: Database): Promise<AgentRecord[]> {
  return agentRecords(db).orderBy('email_key').execute();
}

/** Finds an agent by e-mail address, without regard to case. */
export function findAgent(db: Database, email: string): Promise<AgentRecord | undefined> {
  return agentRecords(db).where('email_key', '=', emailKey(email)).executeTakeFirst();
}

/** Deletes an agent and ends their sessions. Their messages stay. @returns Whether the agent existed. */
export async function deleteAgent(store: Store, id: string, trail: AuditTrail): Promise<boolean> {
  return store.write([], async (trx) => {
    const deleted = await trx.deleteFrom('agents').where('id', '=', id).returning('email').executeTakeFirst();
    if (deleted) await recordChange(trx, trail, {kind: 'agent-deleted', details: {subject: deleted.email}});
    return deleted !== undefined;
  });
}

/** Checks the length of a password. Throws `invalid_request` with the field `password`. */
export function requirePassword(password: string): void {
  if (password.length < ADMIN_PASSWORD_MIN_CHARS) {
    throw refusal('password', `A password of at least ${ADMIN_PASSWORD_MIN_CHARS} characters is expected.`);
  }
  if (password.length > PASSWORD_LIMIT_CHARS) {
    throw refusal('password', `A password of at most ${PASSWORD_LIMIT_CHARS} characters is expected.`);
  }
}

function agentRecords(db: Database) {
  return db.selectFrom('agents').select(['id', 'email', 'name', 'role', 'domain', 'created_at as createdAt']);
}

function refusal(field: string, message: string): ServiceError {
  return new ServiceError('invalid_request', message, field);
}
