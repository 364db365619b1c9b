import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {sql} from 'kysely';
import {openSqlite} from '../../src/database/sqlite/sqlite-engine.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import type {DatabaseEngine} from '../../src/database/engine.js';

async function setting(engine: DatabaseEngine, name: string): Promise<unknown> {
  const {rows} = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(engine.db);
  return Object.values(rows[0] ?? {})[0];
}

describe('openSqlite', () => {
  it('keeps acknowledged data through a crash: WAL, and every commit synced', async (t) => {
    const engine = openSqlite(join(temporaryFolder(t), 'test.db'));
    t.after(() => engine.close());
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map((name) =>
      setting(engine, name),
    );
    assert.deepEqual(await Promise.all(settings), ['wal', 2, 1, 5000]);
  });

  it('refuses a file that is not a database', (t) => {
    const file = join(temporaryFolder(t), 'test.db');
    writeFileSync(file, 'this is a letter to my aunt, and no database at all '.repeat(100));
    assert.throws(() => openSqlite(file), /not a database/);
  });
});
