import {sql} from 'kysely';
import {DatabaseUnavailableError} from './errors.js';
import type {Database} from './schema.js';

/** How long the database may take. Proxies wait some seconds for an answer about the health of a service. */
const ANSWER_LIMIT_MS = 3_000;

/**
 * Makes a function that rejects when the database does not answer in time. Calls at the same time share one query, because a query
 * without an answer keeps a connection.
 */
export function healthCheck(db: Database): () => Promise<void> {
  let query: Promise<unknown> | undefined;
  return async () => {
    query ??= sql`select 1`.execute(db).finally(() => (query = undefined));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((_, reject) => {
      const late = new DatabaseUnavailableError('the database does not answer in time', {mayBeDone: false});
      timer = setTimeout(reject, ANSWER_LIMIT_MS, late);
    });
    try {
      await Promise.race([query, limit]);
    } finally {
      clearTimeout(timer);
    }
  };
}
