import {appName} from './apps.js';
import {readStoredSettings} from './stored-settings.js';
import type {Database} from '../database/schema.js';
import type {FastifyBaseLogger} from 'fastify';

/**
 * Makes a check of the stored settings of all apps. It logs, once for each app and setting until that is repaired, that a value
 * cannot be used: somebody edited the row, or a newer service wrote it. It never logs the value.
 */
export function settingsCheck(db: Database, log: FastifyBaseLogger): () => Promise<void> {
  let told = new Set<string>();
  return async () => {
    const found = new Set<string>();
    for (const row of await db.selectFrom('apps').selectAll().execute()) {
      const app = appName({domain: row.domain, platformId: row.platform_id});
      for (const setting of readStoredSettings(row.settings).unusable) {
        const name = `${app} ${setting}`;
        found.add(name);
        if (!told.has(name)) log.warn({app, setting}, 'a stored setting cannot be used, so its default counts');
      }
    }
    told = found;
  };
}
