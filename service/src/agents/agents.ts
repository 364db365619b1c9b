import {randomBytes, randomUUID} from 'node:crypto';
import {emailKey} from 'helpshift-chat/protocol';
import {sha256} from '../digest.js';
import {isPassword} from './passwords.js';
import {AGENT_SESSION_LIFE_MS} from '../limits.js';
import type {Agent} from '../../contract/session.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database} from '../database/schema.js';

/** An agent with a session of the inbox. */
export interface LoggedInAgent extends Agent {
  /** The domain that the agent sees; null: all domains. */
  readonly domain: string | null;
  /** The id of the session in the database, a digest of the cookie's value. */
  readonly sessionId: string;
  readonly expiresAt: number;
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
  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#store.write([], async (trx) => {
      await trx.updateTable('agents').set({password_hash: passwordHash}).where('id', '=', id).execute();
      await trx.deleteFrom('agent_sessions').where('agent_id', '=', id).execute();
    });
  }

  /**
   * Checks address and password, and begins a session. @returns The value of the cookie and the agent; `undefined` when
   * address or password is wrong.
   */
  async logIn(email: string, password: string): Promise<{token: string; agent: Agent} | undefined> {
    const row = await this.#store.db
      .selectFrom('agents')
      .select([...AGENT_COLUMNS, 'password_hash'])
      .where('email_key', '=', emailKey(email))
      .executeTakeFirst();
    if (!(await isPassword(password, row?.password_hash)) || !row) return undefined;

    const token = randomBytes(32).toString('base64url');
    const now = this.#clock();
    await this.#store.db
      .insertInto('agent_sessions')
      .values({
        token_hash: sha256(token),
        agent_id: row.id,
        created_at: now,
        expires_at: now + AGENT_SESSION_LIFE_MS,
        browser: null,
        network: null,
      })
      .execute();
    return {token, agent: {id: row.id, email: row.email, name: row.name, role: row.role}};
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

  async logOut(sessionId: string): Promise<void> {
    await this.#store.db.deleteFrom('agent_sessions').where('token_hash', '=', sessionId).execute();
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

/** Removes the sessions that are over. */
export async function removeOverdueAgentSessions(db: Database, now: number): Promise<void> {
  await db.deleteFrom('agent_sessions').where('expires_at', '<=', now).execute();
}
