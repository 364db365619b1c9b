/** `helpshift-chat backup` and `restore`, on the embedded database, whatever the engine of this run is. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {sql} from 'kysely';
import {readConfig} from '../../src/config.js';
import {openEngineOfService} from '../../src/database/open-engine.js';
import {runHere} from '../support/command.js';
import {
  addConversations,
  closeEmbedded,
  embeddedFile,
  newInstallation,
  openEmbedded,
} from '../support/embedded-installation.js';
import {smallDisk} from '../support/small-disk.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import type {DatabaseEngine} from '../../src/database/engine.js';

const PAGE_BYTES = 4096;

/** A service's engine on an installation with this many conversations. */
async function running(t: TestContext, dataDir: string, conversations: number): Promise<DatabaseEngine> {
  const engine = await openEngineOfService(readConfig({DATA_DIR: dataDir}));
  t.after(() => engine.close());
  if (conversations) await addConversations(engine, {conversations, entriesOfEach: 2});
  return engine;
}

/** Makes a backup of an installation with this many conversations. @returns Its file. */
async function backUp(t: TestContext, conversations: number): Promise<string> {
  const dataDir = await newInstallation(t);
  const file = join(temporaryFolder(t), 'chat.db');
  const engine = await openEmbedded(t, dataDir);
  await addConversations(engine, {conversations, entriesOfEach: 2});
  await engine.close();
  const {code} = await runHere({DATA_DIR: dataDir}, ['backup', file]);
  assert.equal(code, 0);
  return file;
}

async function conversationsIn(t: TestContext, dataDir: string): Promise<number> {
  const engine = await openEmbedded(t, dataDir);
  const rows = await engine.db.selectFrom('conversations').select('id').execute();
  await engine.close();
  return rows.length;
}

/** Asserts that a command has refused a file, and changed nothing. */
async function assertRefused(dataDir: string, file: string, reason: RegExp, code = 2): Promise<void> {
  const before = contentsOf(dataDir);
  const outcome = await runHere({DATA_DIR: dataDir}, ['restore', file]);
  assert.deepEqual([outcome.code, outcome.printed, outcome.notes.length], [code, '', 1]);
  assert.match(outcome.notes[0]!, reason);
  assert.deepEqual(contentsOf(dataDir), before);
}

function contentsOf(folder: string): object {
  const files = readdirSync(folder).filter((name) => !name.startsWith('serve.lock') && !name.endsWith('-shm'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

describe('helpshift-chat backup', () => {
  it('copies all that was acknowledged, while the service runs, to a file for this user alone', async (t) => {
    const dataDir = await newInstallation(t);
    await running(t, dataDir, 30);
    const file = join(temporaryFolder(t), 'chat.db');
    const {code, printed} = await runHere({DATA_DIR: dataDir}, ['backup', file]);
    assert.equal(code, 0);
    assert.match(printed, /^Backed up to ".*chat\.db": \d+ bytes\.\n$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);

    const other = temporaryFolder(t);
    copyFileSync(file, embeddedFile(other));
    assert.equal(await conversationsIn(t, other), 30);
  });

  it('overwrites no file, and leaves nothing else behind', async (t) => {
    const dataDir = await newInstallation(t);
    const folder = temporaryFolder(t);
    const file = join(folder, 'chat.db');
    writeFileSync(file, 'the only copy of something');
    const {code, notes} = await runHere({DATA_DIR: dataDir}, ['backup', file]);
    assert.equal(code, 2);
    assert.match(notes.join(), /FILE: there is a file at/);
    assert.equal(readFileSync(file, 'utf8'), 'the only copy of something');
    assert.deepEqual(readdirSync(folder), ['chat.db']);
  });

  it('leaves no part of a backup on a full disk', async (t) => {
    const dataDir = await newInstallation(t);
    const disk = smallDisk(t);
    disk.fill();
    const {code, notes} = await runHere({DATA_DIR: dataDir}, ['backup', join(disk.folder, 'chat.db')]);
    assert.equal(code, 1);
    assert.match(notes.join(), /no backup was made .*full/);
    assert.deepEqual(readdirSync(disk.folder), ['filling']);
  });

  it('says that there is no database, and makes none', async (t) => {
    const dataDir = temporaryFolder(t);
    const {code, notes} = await runHere({DATA_DIR: dataDir}, ['backup', join(dataDir, 'chat.db')]);
    assert.equal(code, 1);
    assert.match(notes.join(), /DATA_DIR: there is no database/);
    assert.deepEqual(readdirSync(dataDir), []);
  });

  it('names the programs of PostgreSQL with all but the password', async () => {
    const environment = {DATABASE_URL: 'postgres://chat:hunter2@db.example:5433/chat'};
    const connection = '--host=db.example --port=5433 --username=chat --dbname=chat';
    for (const [name, command] of [
      ['backup', `pg_dump --format=custom --file='my chat.dump' ${connection}`],
      ['restore', `pg_restore --no-owner --exit-on-error ${connection} 'my chat.dump'`],
    ] as const) {
      const {code, notes} = await runHere(environment, [name, 'my chat.dump']);
      assert.equal(code, 1);
      assert.ok(notes.join().endsWith(command), notes.join());
      assert.ok(!notes.join().includes('hunter2'));
    }
  });
});

describe('helpshift-chat restore', () => {
  it('puts the backup in the place of the database, and keeps that one, with all that was acknowledged', async (t) => {
    const backup = await backUp(t, 3);
    const dataDir = await newInstallation(t);
    // Not closed in order: its newest commits are in the log of writes alone.
    const engine = await openEmbedded(t, dataDir);
    await addConversations(engine, {conversations: 7, entriesOfEach: 1});
    const {code, printed} = await runHere({DATA_DIR: dataDir}, ['restore', backup]);
    assert.equal(code, 0);
    assert.equal(await conversationsIn(t, dataDir), 3);
    assert.equal(statSync(embeddedFile(dataDir)).mode & 0o777, 0o600);

    const [, before = ''] = /The database before is "(.*)"\. Remove it/.exec(printed) ?? [];
    const other = temporaryFolder(t);
    copyFileSync(before, embeddedFile(other));
    if (existsSync(`${before}-wal`)) copyFileSync(`${before}-wal`, `${embeddedFile(other)}-wal`);
    assert.equal(await conversationsIn(t, other), 7);
  });

  it('adds nothing to the backup of a log of writes that another program keeps from being emptied', async (t) => {
    const backup = await backUp(t, 3);
    const dataDir = await newInstallation(t);
    const reader = await openEmbedded(t, dataDir);
    const engine = await openEmbedded(t, dataDir);
    await reader.db.connection().execute(async (connection) => {
      await sql`begin`.execute(connection);
      await connection.selectFrom('conversations').select('id').execute();
      await addConversations(engine, {conversations: 7, entriesOfEach: 1});
      const {code} = await runHere({DATA_DIR: dataDir}, ['restore', backup]);
      assert.equal(code, 0);
      await sql`rollback`.execute(connection);
    });
    assert.equal(await conversationsIn(t, dataDir), 3);
  });

  it('works where there is no database yet', async (t) => {
    const backup = await backUp(t, 3);
    const dataDir = join(temporaryFolder(t), 'data');
    const {code, printed} = await runHere({DATA_DIR: dataDir}, ['restore', backup]);
    assert.deepEqual([code, printed.includes('before')], [0, false]);
    assert.equal(await conversationsIn(t, dataDir), 3);
  });

  it('works in the place of a damaged database', async (t) => {
    const backup = await backUp(t, 3);
    const dataDir = await newInstallation(t);
    writeFileSync(embeddedFile(dataDir), Buffer.alloc(5 * PAGE_BYTES, 0xff));
    const {code} = await runHere({DATA_DIR: dataDir}, ['restore', backup]);
    assert.equal(code, 0);
    assert.equal(await conversationsIn(t, dataDir), 3);
  });

  it('refuses while a service runs on the folder', async (t) => {
    const backup = await backUp(t, 3);
    const dataDir = await newInstallation(t);
    await running(t, dataDir, 0);
    await assertRefused(dataDir, backup, /DATA_DIR: a service is running on .*; stop it first/, 1);
  });

  it('refuses a file that cannot take its place, and says why', async (t) => {
    const dataDir = await newInstallation(t);
    const folder = temporaryFolder(t);
    const named = (name: string) => join(folder, name);
    writeFileSync(named('letter'), 'this is a letter to my aunt, and no database at all '.repeat(100));
    writeFileSync(named('empty'), '');
    copyFileSync(await backUp(t, 40), named('damaged'));
    const opened = openSync(named('damaged'), 'r+');
    writeSync(opened, Buffer.alloc(8 * PAGE_BYTES, 0xff), 0, 8 * PAGE_BYTES, 20 * PAGE_BYTES);
    closeSync(opened);
    // A name that its index does not have any more. A copy can be made of such a database, and all rows can be read.
    const bytes = readFileSync(await backUp(t, 1));
    bytes.write('x', bytes.indexOf('0001-first'));
    writeFileSync(named('index'), bytes);
    for (const [name, statement] of [
      ['newer', `insert into kysely_migration values ('9999-later', '2030')`],
      ['orphans', `pragma foreign_keys = off; delete from apps`],
    ] as const) {
      const other = await newInstallation(t);
      const engine = await openEmbedded(t, other);
      for (const part of statement.split(';')) await sql.raw(part).execute(engine.db);
      await closeEmbedded(engine);
      copyFileSync(embeddedFile(other), named(name));
    }
    for (const [name, reason] of [
      ['missing', /FILE: there is no file at/],
      ['letter', /it is damaged, or no database/],
      ['empty', /it holds no installation/],
      ['damaged', /it is damaged/],
      ['index', /it is damaged: .* missing from index/],
      ['newer', /a newer version of the service/],
      ['orphans', /rows name others that are missing/],
    ] as const) {
      await assertRefused(dataDir, named(name), reason);
    }
    await assertRefused(dataDir, folder, /is no file/);
    await assertRefused(dataDir, embeddedFile(dataDir), /it is the database itself/);
  });
});
