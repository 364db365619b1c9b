import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler} from 'kysely';
import {pino} from 'pino';
import {DatabaseHealth} from '../../src/database/database-health.js';
import {DatabaseUnavailableError} from '../../src/database/errors.js';
import type {DatabaseConnection} from 'kysely';
import type {Tables} from '../../src/database/schema.js';

/** A database that never answers, as one behind a network that drops everything. */
class SilentDriver extends DummyDriver {
  override acquireConnection(): Promise<DatabaseConnection> {
    return new Promise(() => undefined);
  }
}

describe('the health of a database that does not answer', () => {
  it('is known after three seconds, before a proxy gives up', async (t) => {
    t.mock.timers.enable({apis: ['setTimeout', 'setInterval']});
    const db = new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new SilentDriver(),
        createIntrospector: (silent) => new SqliteIntrospector(silent),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
    const health = new DatabaseHealth({db, write: () => assert.fail()}, pino({level: 'silent'}));
    t.after(() => health.stop());
    const checked = assert.rejects(health.check(), DatabaseUnavailableError);
    t.mock.timers.tick(3000);
    await checked;
  });
});
