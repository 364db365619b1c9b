import {randomBytes} from 'node:crypto';
import {emailKey} from 'helpshift-chat/protocol';
import {insertApp} from './apps/app-administration.js';
import {hashPassword, isPassword} from './agents/passwords.js';
import {insertAgent, setAgentPassword} from './agents/agent-administration.js';
import {trailOfService} from './audit/audit.js';
import {agentWriteKey, appWriteKey} from './identity/write-keys.js';
import type {Clock} from './clock.js';
import type {Store} from './database/engine.js';
import type {Database} from './database/schema.js';
import type {AppKey} from './apps/apps.js';
import type {Agents} from './agents/agents.js';
import type {PasswordCost} from './agents/passwords.js';

/** The first app of a new installation. The demo uses it. */
export const DEMO_APP: AppKey = {domain: 'bar', platformId: 'foo'};

/**
 * Makes the first app when there is none, with verification on and one secret key. It takes the tokens that a site makes
 * for Helpshift, so that such a site can try the service.
 */
export async function createFirstApp(store: Store, clock: Clock): Promise<void> {
  await store.write(['first-start:app', appWriteKey(DEMO_APP)], async (trx) => {
    if (await trx.selectFrom('apps').select('domain').limit(1).executeTakeFirst()) return;
    await insertApp(trx, DEMO_APP, {compatibleTokens: 'cautious'}, trailOfService(clock));
  });
}

export interface FirstAdministrator {
  readonly email: string;
  /** Absent: a random password is made. */
  readonly password: string | undefined;
  readonly passwordCost?: PasswordCost;
}

/**
 * Makes the first administrator. A password in the environment always applies: when the administrator with this address
 * has another password, it is changed and the sessions end.
 *
 * @returns The random password, which must be shown; `undefined` when none was made.
 */
export async function prepareAdministrator(
  store: Store,
  agents: Agents,
  {email, password, passwordCost}: FirstAdministrator,
  clock: Clock,
): Promise<string | undefined> {
  const trail = trailOfService(clock);
  const {known, isFirst} = await findAdministrators(store.db, email);
  if (known && password !== undefined) {
    if (!(await isPassword(password, known.password_hash))) {
      await setAgentPassword(store, agents, known, await hashPassword(password, passwordCost), trail);
    }
    return undefined;
  }
  if (!isFirst && password === undefined) return undefined;

  const made = password ?? randomBytes(15).toString('base64url');
  const hash = await hashPassword(made, passwordCost);
  const isAdded = await store.write(['first-start:administrator', agentWriteKey(email)], async (trx) => {
    // Checked again: another process may have started on the same new database.
    const {known, isFirst} = await findAdministrators(trx, email);
    if (known || (!isFirst && password === undefined)) return false;
    await insertAgent(trx, agents, {email, name: 'Support', passwordHash: hash}, trail);
    return true;
  });
  return isAdded && password === undefined ? made : undefined;
}

async function findAdministrators(db: Database, email: string) {
  const rows = await db
    .selectFrom('agents')
    .select(['id', 'email', 'email_key', 'password_hash'])
    .where('role', '=', 'administrator')
    .execute();
  return {known: rows.find((row) => row.email_key === emailKey(email)), isFirst: !rows.length};
}
