import {removeOverdueAgentSessions} from './agents/agents.js';
import {eraseDeletedSecrets} from './apps/app-administration.js';
import {removeOverdueEnded} from './identity/ended-sessions.js';
import {DELETED_SECRET_LIFE_MS} from './limits.js';
import type {DatabaseEngine} from './database/engine.js';

/** Removes records that are too old. Does nothing while another process does this. */
export async function tidy(store: Pick<DatabaseEngine, 'runAlone'>, now: number): Promise<void> {
  await store.runAlone('tidy', async (trx) => {
    await removeOverdueEnded(trx, now);
    await removeOverdueAgentSessions(trx, now);
    await trx.deleteFrom('rate_limits').where('expire', '<', now).execute();
    await eraseDeletedSecrets(trx, now - DELETED_SECRET_LIFE_MS);
  });
}
