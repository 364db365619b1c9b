/** What the service does when the files of its embedded database are deleted, replaced or damaged while it runs. */
import assert from 'node:assert/strict';
import {closeSync, copyFileSync, openSync, renameSync, rmSync, truncateSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import LibsqlDatabase from 'libsql';
import {sql} from 'kysely';
import {DatabaseLostError} from '../../src/database/errors.js';
import {openSqlite} from '../../src/database/sqlite/sqlite-engine.js';
import {embeddedFile, openEmbedded} from '../support/embedded-installation.js';
import {runCommand} from '../support/process.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {addApp, assertError, sending, serveDatabase, SYNC, TestClock} from '../support/test-service.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {TestContext} from 'node:test';

const PAGE_BYTES = 4096;

/** An open database with some hundred pages in its file, and a newer commit in its log of writes. */
async function openFilled(t: TestContext): Promise<{engine: DatabaseEngine; file: string}> {
  const file = embeddedFile(temporaryFolder(t));
  fill(file, 300);
  const engine = openSqlite(file);
  t.after(() => engine.close());
  await store(engine);
  return {engine, file};
}

function fill(file: string, pages: number): void {
  const database = new LibsqlDatabase(file);
  database.exec('pragma journal_mode = wal; create table texts (text)');
  database.exec(
    `insert into texts with recursive n (i) as (select 1 union all select i + 1 from n where i < ${pages})
     select i || printf('%.*c', ${PAGE_BYTES - 200}, 'x') from n`,
  );
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

function store(engine: DatabaseEngine): Promise<unknown> {
  return engine.write([], (trx) => sql`insert into texts values ('hello')`.execute(trx));
}

const WAYS: readonly (readonly [name: string, change: (file: string) => void])[] = [
  ['deleted', (file) => rmSync(file)],
  ['moved away', (file) => renameSync(file, `${file}.old`)],
  [
    'replaced by a copy of itself',
    (file) => {
      copyFileSync(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  ],
];

describe('an embedded database acknowledges nothing, and never answers again, when', () => {
  for (const part of ['', '-wal', '-shm']) {
    for (const [name, change] of WAYS) {
      it(`its ${part || 'file'} is ${name}`, async (t) => {
        const {engine, file} = await openFilled(t);
        change(`${file}${part}`);
        await assert.rejects(store(engine), DatabaseLostError);
        await assert.rejects(sql`select 1`.execute(engine.db), DatabaseLostError);
        const {message} = await engine.lost;
        assert.match(
          message,
          new RegExp(`^the file ".*${part}" was (deleted|replaced) .*; .*restore.*start the service again$`),
        );
      });
    }
  }

  it('a single statement finds that', async (t) => {
    const {engine, file} = await openFilled(t);
    rmSync(file);
    await assert.rejects(sql`insert into texts values ('hello')`.execute(engine.db), DatabaseLostError);
  });

  it('its folder is moved away', async (t) => {
    const {engine, file} = await openFilled(t);
    const folder = dirname(file);
    renameSync(folder, `${folder}-moved`);
    t.after(() => renameSync(`${folder}-moved`, folder));
    await assert.rejects(store(engine), DatabaseLostError);
  });

  it('its file is cut', async (t) => {
    const {engine, file} = await openFilled(t);
    truncateSync(file, 10 * PAGE_BYTES);
    await assert.rejects(store(engine), /was cut or overwritten/);
  });

  it('its file is overwritten with another database, as cp does', async (t) => {
    const {engine, file} = await openFilled(t);
    const other = `${file}.backup`;
    fill(other, 200);
    copyFileSync(other, file);
    await assert.rejects(store(engine), /was cut or overwritten/);
  });

  it('a page of its file is damaged, as soon as that is read', async (t) => {
    const {engine, file} = await openFilled(t);
    const opened = openSync(file, 'r+');
    for (let page = 20; page < 60; page++)
      writeSync(opened, Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, page * PAGE_BYTES);
    closeSync(opened);
    await assert.rejects(sql`select max(text) from texts`.execute(engine.db), /is damaged \(SQLITE_CORRUPT/);
    await assert.rejects(store(engine), DatabaseLostError);
  });

  it('nobody stores anything', async (t) => {
    const {engine, file} = await openFilled(t);
    // The engine keeps no process alive.
    const timer = setInterval(() => undefined, 1_000);
    t.after(() => clearInterval(timer));
    rmSync(file);
    assert.match((await engine.lost).message, /was deleted/);
  });
});

describe('an embedded database', () => {
  it('goes on when another process has made its file smaller by a vacuum', async (t) => {
    const {engine, file} = await openFilled(t);
    await sql`delete from texts`.execute(engine.db);
    const other = new LibsqlDatabase(file);
    for (const statement of ['vacuum', 'pragma wal_checkpoint(truncate)']) other.prepare(statement).all([]);
    other.close();
    await store(engine);
    await store(engine);
  });
});

describe('a service whose database was deleted', () => {
  it('answers 503 to everybody', async (t) => {
    const dataDir = temporaryFolder(t);
    const engine = await openEmbedded(t, dataDir);
    await addApp(engine);
    const service = await serveDatabase(t, engine, new TestClock());
    const token = await service.logIn('ann');
    rmSync(embeddedFile(dataDir));
    assertError(await service.as(token, sending('hello')), 503, 'unavailable');
    assertError(await service.as(token, SYNC), 503, 'unavailable');
    assertError(await service.ask({url: '/readyz'}), 503, 'unavailable');
    assert.deepEqual(service.logged, []);
  });

  it('says so in one sentence, and ends with code 1', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    const command = runCommand(t, ['serve'], {PORT: '0', DATA_DIR: dataDir});
    await command.until(/Inbox/);
    rmSync(embeddedFile(dataDir));
    assert.deepEqual(await command.ended, {code: 1, signal: null});
    assert.match(
      command.output(),
      /^helpshift-chat: the file ".*" was deleted or moved away while the service ran; .*$/m,
    );
    assert.doesNotMatch(command.output(), /^ +at /m);
  });
});
