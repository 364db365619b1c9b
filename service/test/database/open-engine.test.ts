import assert from 'node:assert/strict';
import {existsSync, mkdirSync, rmdirSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {ConfigError} from '../../src/config.js';
import {databaseFile, openEngine, openEngineOfService} from '../../src/database/open-engine.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const configOf = (dataDir: string) => ({dataDir, database: undefined});

describe('openEngine', () => {
  it('makes the folder, for this user alone, and those above it', async (t) => {
    const dataDir = join(temporaryFolder(t), 'new', 'data');
    const engine = await openEngine(configOf(dataDir));
    t.after(() => engine.close());
    assert.ok(existsSync(databaseFile(configOf(dataDir))));
    for (const folder of [dataDir, dirname(dataDir)]) assert.equal(statSync(folder).mode & 0o077, 0);
  });

  it('keeps what is stored', async (t) => {
    const dataDir = temporaryFolder(t);
    for (const isNew of [true, false]) {
      const engine = await openEngine(configOf(dataDir));
      if (isNew) await engine.db.insertInto('installation').values({name: 'a', value: '1'}).execute();
      assert.equal((await engine.db.selectFrom('installation').selectAll().execute()).length, 1);
      await engine.close();
    }
  });

  for (const [what, makeDataDir] of Object.entries<(folder: string) => string>({
    'is below a file': (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'data');
    },
    'is a file': (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file');
    },
    'holds a folder in the place of the database': (folder) => {
      mkdirSync(databaseFile(configOf(folder)));
      return folder;
    },
    // There, Node's own way to make a folder never returns.
    'is below /proc': () => '/proc/helpshift-chat/data',
  })) {
    it(`explains that no database can be kept where DATA_DIR ${what}`, {timeout: 10_000}, async (t) => {
      const dataDir = makeDataDir(temporaryFolder(t));
      await assert.rejects(openEngine(configOf(dataDir)), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^DATA_DIR: no database can be kept in "[^"]+" \([^()]+\)$/);
        return true;
      });
    });
  }
});

describe('openEngineOfService', () => {
  it('has the data folder alone until it is closed, and commands can use the database beside it', async (t) => {
    const config = configOf(temporaryFolder(t));
    const first = await openEngineOfService(config);
    await assert.rejects(openEngineOfService(config), /^ConfigError: DATA_DIR: another service is running on /);
    const beside = await openEngine(config);
    await beside.close();
    await first.close();
    await (await openEngineOfService(config)).close();
  });

  it('leaves a folder free in which it cannot open a database', async (t) => {
    const config = configOf(temporaryFolder(t));
    mkdirSync(databaseFile(config));
    await assert.rejects(openEngineOfService(config), /cannot be opened/);
    rmdirSync(databaseFile(config));
    await (await openEngineOfService(config)).close();
  });
});
