import assert from 'node:assert/strict';
import {removeOverdueAnonymousUsers} from '../../src/retention/remove-anonymous-users.js';
import {removeOverdueConversations} from '../../src/retention/remove-conversations.js';
import {removeOverdueEvents} from '../../src/retention/remove-events.js';
import {APP, type TestService} from './test-service.js';

/** As many as one transaction of the job looks at. */
const LIMIT = 50;

/** All that the job removes, one batch of each kind. The database must hold more than that of each. */
export async function pathsOfRetention({engine}: TestService): Promise<void> {
  const swept = await engine.write([], async (trx) => [
    await removeOverdueConversations(
      trx,
      {domain: APP.domain, after: -1, limit: LIMIT},
      new Map([[APP.platformId, Number.MAX_SAFE_INTEGER]]),
    ),
    await removeOverdueAnonymousUsers(trx, APP, {after: -1, limit: LIMIT, dueBefore: Number.MAX_SAFE_INTEGER}),
    await removeOverdueEvents(trx, {limit: LIMIT, dueBefore: Number.MAX_SAFE_INTEGER}),
  ]);
  for (const {next} of swept) assert.ok(next !== undefined, 'there is more to remove');
}
