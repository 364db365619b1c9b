import {recordSession} from './session-audit.js';
import {AGENT_SESSIONS_LIMIT} from '../../contract/session.js';
import type {LoggedInAgent} from './agents.js';
import type {AgentSession} from '../../contract/session.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';
import type {Database} from '../database/schema.js';

/** Lists the agent's own sessions, newest first. */
export async function listAgentSessions(db: Database, agent: LoggedInAgent, now: number): Promise<AgentSession[]> {
  const rows = await db
    .selectFrom('agent_sessions')
    .select(['token_hash as id', 'created_at as began', 'browser', 'network'])
    .where('agent_id', '=', agent.id)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('token_hash')
    .limit(AGENT_SESSIONS_LIMIT)
    .execute();
  return rows.map((row) => ({...row, isThis: row.id === agent.sessionId}));
}

/**
 * Ends sessions of the agent. Ignores ids of other sessions, because they may have ended in the meantime. The caller closes their
 * live connections.
 *
 * @returns The ids of those that have ended.
 */
export async function endAgentSessions(
  store: Store,
  clock: Clock,
  agent: LoggedInAgent,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (!ids.length) return [];
  return store.write([], async (trx) => {
    const ended = await trx
      .deleteFrom('agent_sessions')
      .where('agent_id', '=', agent.id)
      .where('token_hash', 'in', ids)
      .returning(['token_hash as id', 'network'])
      .execute();
    for (const {network} of ended) await recordSession(trx, 'agent-session-ended', {...agent, network}, clock());
    return ended.map(({id}) => id);
  });
}
