import {randomBytes, randomUUID} from 'node:crypto';
import {emailKey} from 'helpshift-chat/protocol';
import {recordSession} from './session-audit.js';
import {sha256} from '../digest.js';
import {AGENT_SESSION_LIFE_MS} from '../limits.js';
import type {Agent} from '../../contract/session.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

/** An agent with a session of the inbox. */
export interface LoggedInAgent extends Agent {
  /** The domain that the agent sees; null: all domains. */
  readonly domain: string | null;
  /** The id of the session in the database, a digest of the cookie's value. */
  readonly sessionId: string;
  readonly expiresAt: number;
}

/** An agent, with what checks the password. */
export interface Account extends Agent {
  /** A result of `hashPassword`. */
  readonly passwordHash: string;
}

/** Where a session begins, as the agent recognises it. */
export interface SessionPlace {
  /** A result of `browserName`. */
  readonly browser: string | null;
  /** A result of `networkOf`. */
  readonly network: string;
}

export interface NewAgent {
  readonly email: string;
  readonly name: string;
  /** A result of `hashPassword`. */
  readonly passwordHash: string;
  /** Absent: an administrator. */
  readonly domain?: string;
}

const AGENT_COLUMNS = ['agents.id', 'agents.email', 'agents.name', 'agents.role'] as const;

/** Stores agents and their sessions. */
export class Agents {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Inserts an agent. Throws when the e-mail address is taken. */
  async insert(db: Database, {email, name, passwordHash, domain}: NewAgent): Promise<void> {
    await db
      .insertInto('agents')
      .values({
        email_key: emailKey(email),
        id: randomUUID(),
        email,
        name,
        role: domain === undefined ? 'administrator' : 'agent',
        domain: domain ?? null,
        password_hash: passwordHash,
        created_at: this.#clock(),
      })
      .execute();
  }

  /** Changes the password, and ends all sessions of the agent. */
  async setPassword(trx: DatabaseTransaction, id: string, passwordHash: string): Promise<void> {
    await trx.updateTable('agents').set({password_hash: passwordHash}).where('id', '=', id).execute();
    await trx.deleteFrom('agent_sessions').where('agent_id', '=', id).execute();
  }

  /** Finds the account with this e-mail address, without regard to case. */
  findAccount(email: string): Promise<Account | undefined> {
    return this.#store.db
      .selectFrom('agents')
      .select([...AGENT_COLUMNS, 'password_hash as passwordHash'])
      .where('email_key', '=', emailKey(email))
      .executeTakeFirst();
  }

  /**
   * Begins a session for the password that was checked.
   *
   * @param before - The session that the browser had until now. It ends.
   * @returns The value of the cookie; `undefined` when the agent was deleted, or has another password by now.
   */
  async beginSession(account: Account, place: SessionPlace, before?: LoggedInAgent): Promise<string | undefined> {
    const token = randomBytes(32).toString('base64url');
    const isBegun = await this.#store.write([], async (trx) => {
      // Takes the row's lock: a new password ends the sessions that began before it, and no later one begins with the old password.
      const {numUpdatedRows} = await trx
        .updateTable('agents')
        .set({password_hash: account.passwordHash})
        .where('id', '=', account.id)
        .where('password_hash', '=', account.passwordHash)
        .executeTakeFirst();
      if (!numUpdatedRows) return false;
      const now = this.#clock();
      if (before) await endSession(trx, 'agent-session-ended', before, now);
      await trx
        .insertInto('agent_sessions')
        .values({
          token_hash: sha256(token),
          agent_id: account.id,
          created_at: now,
          expires_at: now + AGENT_SESSION_LIFE_MS,
          ...place,
        })
        .execute();
      await recordSession(trx, 'agent-logged-in', {...account, ...place}, now);
      return true;
    });
    return isBegun ? token : undefined;
  }

  /** Finds the agent with this value of the cookie. */
  async find(token: string): Promise<LoggedInAgent | undefined> {
    return this.#store.db
      .selectFrom('agent_sessions')
      .innerJoin('agents', 'agents.id', 'agent_sessions.agent_id')
      .select([...AGENT_COLUMNS, 'agents.domain', 'token_hash as sessionId', 'expires_at as expiresAt'])
      .where('token_hash', '=', sha256(token))
      .where('expires_at', '>', this.#clock())
      .executeTakeFirst();
  }

  async logOut(agent: LoggedInAgent): Promise<void> {
    await this.#store.write([], (trx) => endSession(trx, 'agent-logged-out', agent, this.#clock()));
  }

  /** Returns the sessions of this list that are still valid. */
  async findValidSessions(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (!sessionIds.length) return new Set();
    const rows = await this.#store.db
      .selectFrom('agent_sessions')
      .select('token_hash')
      .where('token_hash', 'in', sessionIds)
      .where('expires_at', '>', this.#clock())
      .execute();
    return new Set(rows.map((row) => row.token_hash));
  }
}

async function endSession(
  trx: DatabaseTransaction,
  kind: 'agent-logged-out' | 'agent-session-ended',
  agent: LoggedInAgent,
  now: number,
): Promise<void> {
  const ended = await trx
    .deleteFrom('agent_sessions')
    .where('token_hash', '=', agent.sessionId)
    .returning('network')
    .executeTakeFirst();
  if (ended) await recordSession(trx, kind, {...agent, ...ended}, now);
}

/** Removes the sessions that are over. */
export async function removeOverdueAgentSessions(db: Database, now: number): Promise<void> {
  await db.deleteFrom('agent_sessions').where('expires_at', '<=', now).execute();
}
