/** The processes of an installation are replaced by those of a newer version, one after the other, while people write. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {MIGRATIONS} from '../../service/src/database/migrations/list.js';
import {NEXT_MIGRATIONS} from '../support/next-migrations.js';
import {Installation} from '../support/processes-installation.js';
import {Traffic} from '../support/processes-traffic.js';
import {buildNextService} from '../support/service-next.js';

describe('an upgrade of one process after the other', () => {
  it('changes the tables while the version before goes on to write, and loses nothing', async (t) => {
    const next = await buildNextService();
    const installation = await Installation.start(t, {environments: [{}, {}, {}]});
    assert.deepEqual(await migrationsOf(installation), Object.keys(MIGRATIONS));

    const traffic = await Traffic.start(t, installation);
    await traffic.goOn();
    const [first, ...others] = installation.processes;
    assert.ok(first);
    await first.stop();
    await first.start({}, next);
    assert.deepEqual(await migrationsOf(installation), Object.keys({...MIGRATIONS, ...NEXT_MIGRATIONS}));
    // Both versions, side by side.
    await traffic.goOn();
    for (const process of others) {
      await process.stop();
      await traffic.goOn();
      await process.start({}, next);
    }
    await traffic.goOn();
    await traffic.stop();
    installation.assertSound();
  });
});

async function migrationsOf({engine}: Installation): Promise<string[]> {
  const rows = await engine.db
    .withTables<{kysely_migration: {name: string}}>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({name}) => name);
}
