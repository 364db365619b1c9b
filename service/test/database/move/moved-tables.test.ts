import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {sql} from 'kysely';
import {migrate} from '../../../src/database/migrations/index.js';
import {MOVED_TABLES} from '../../../src/database/move/moved-tables.js';
import {openSqlite} from '../../../src/database/sqlite/sqlite-engine.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

describe('MOVED_TABLES', () => {
  it('has every table of an installation but those of a few minutes, with its primary key', async (t) => {
    const engine = openSqlite(join(temporaryFolder(t), 'helpshift-chat.db'));
    t.after(() => engine.close());
    const {db} = engine;
    await migrate(db);
    const tables = (await db.introspection.getTables()).filter(
      ({name}) => !['rate_limits', 'downloads'].includes(name),
    );
    const described = tables.map(async ({name}) => {
      const {rows} = await sql<{name: string}>`
        select name from pragma_table_info(${name}) where pk > 0 order by pk`.execute(db);
      return {name, key: rows.map((column) => column.name)};
    });
    const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : 1);
    assert.deepEqual(
      MOVED_TABLES.map(({name, key}) => ({name, key})).toSorted(byName),
      (await Promise.all(described)).toSorted(byName),
    );
  });
});
