/** The processes of an installation are replaced by those of a newer version, one after the other, while people write. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {MIGRATIONS} from '../../service/src/database/migrations/list.js';
import {Installation} from '../support/processes-installation.js';
import {Traffic} from '../support/processes-traffic.js';
import {buildServiceBefore, NEWEST_MIGRATIONS} from '../support/service-before.js';

describe('an upgrade of one process after the other', () => {
  it('changes the tables while the version before goes on to write, and loses nothing', async (t) => {
    const before = await buildServiceBefore();
    const installation = await Installation.start(t, {environments: [{}, {}, {}], program: before});
    assert.deepEqual(await migrationsOf(installation), Object.keys(MIGRATIONS).slice(0, -NEWEST_MIGRATIONS.length));

    // The log-in of agents uses a table of the newest migrations.
    const traffic = await Traffic.start(t, installation, {agents: 0});
    await traffic.goOn();
    const [first, ...others] = installation.processes;
    assert.ok(first);
    await first.stop();
    await first.start();
    assert.deepEqual(await migrationsOf(installation), Object.keys(MIGRATIONS));
    // Both versions, side by side.
    await traffic.goOn();
    for (const process of others) {
      await process.stop();
      await traffic.goOn();
      await process.start();
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
