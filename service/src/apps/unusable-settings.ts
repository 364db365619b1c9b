import {appName} from './apps.js';
import {readStoredSettings} from './stored-settings.js';
import type {Database} from '../database/schema.js';
import type {FastifyBaseLogger} from 'fastify';

/**
 * Makes a check of the stored settings of all apps. It logs, once for each app and setting, that a value cannot be used: somebody
 * edited the row, or a newer service wrote it. It never logs the value.
 */
export function settingsCheck(db: Database, log: FastifyBaseLogger): () => Promise<void> {
  const told = new Set<string>();
  return async () => {
    for (const row of await db.selectFrom('apps').selectAll().execute()) {
      const app = appName({domain: row.domain, platformId: row.platform_id});
      const unusable = readStoredSettings(row.settings).unusable.filter((setting) => !told.has(`${app} ${setting}`));
      for (const setting of unusable) {
        told.add(`${app} ${setting}`);
        log.warn({app, setting}, 'a stored setting cannot be used, so its default counts');
      }
    }
  };
}
