import {eraseDeletedSecrets} from './apps/app-administration.js';
import {removeOverdueEnded} from './identity/ended-sessions.js';
import {DELETED_SECRET_LIFE_MS} from './limits.js';
import type {Database} from './database/schema.js';

/** Removes records whose time is over. It may run at any time, in several processes. */
export async function tidy(db: Database, now: number): Promise<void> {
  await removeOverdueEnded(db, now);
  await eraseDeletedSecrets(db, now - DELETED_SECRET_LIFE_MS);
}
