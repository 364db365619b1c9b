/** What the service does when its disk fails. */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {sql} from 'kysely';
import {until} from '../../../test/support/until.js';
import {openEmbedded} from '../support/embedded-installation.js';
import {smallDisk} from '../support/small-disk.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {addApp, assertError, sending, serveDatabase, TestClock} from '../support/test-service.js';
import type {TestService} from '../support/test-service.js';
import type {DatabaseTransaction} from '../../src/database/schema.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {TestContext} from 'node:test';

const LONG = 'x'.repeat(2_000);

/** A service on the embedded database in a folder, whose log counts often. */
async function serveFolder(t: TestContext, folder: string): Promise<TestService> {
  const engine = await openEmbedded(t, join(folder));
  await addApp(engine);
  return serveDatabase(t, engine, new TestClock(), {health: {tryIntervalMs: 5, countIntervalMs: 30}});
}

/** Sends messages until the database cannot store more. @returns The texts that were acknowledged. */
async function sendUntilRefused(service: TestService, token: string): Promise<string[]> {
  const stored: string[] = [];
  for (let n = 0; ; n++) {
    const text = `${n} ${LONG}`;
    const response = await service.as(token, sending(text));
    if (response.statusCode > 201) {
      assertError(response, 503, 'unavailable');
      return stored;
    }
    stored.push(text);
  }
}

/** The messages of all lines of the log, without others. */
function linesAbout(service: TestService): string[] {
  return service.logged
    .map((line) => (JSON.parse(line) as {msg: string}).msg)
    .filter((message) => message.startsWith('the database'));
}

async function textsIn(engine: DatabaseEngine): Promise<string[]> {
  const rows = await engine.db.selectFrom('entries').select('content').orderBy('number').execute();
  return rows.map(({content}) => (JSON.parse(content) as {text: string}).text);
}

describe('a full disk', () => {
  it('refuses sends with 503 and stores nothing of them; what was acknowledged stays, and sends go on when there is room', async (t) => {
    const disk = smallDisk(t);
    const service = await serveFolder(t, disk.folder);
    const token = await service.logIn('ann');
    disk.fill();
    const stored = await sendUntilRefused(service, token);
    assert.deepEqual(await textsIn(service.engine), stored);
    assert.equal((await service.as(token, {method: 'POST', url: '/v1/sync', payload: {}})).statusCode, 200);
    disk.free();
    await service.send(token, 'there is room again');
    assert.deepEqual(await textsIn(service.engine), [...stored, 'there is room again']);
  });

  it('refuses each write of a group, and none is half stored', async (t) => {
    const disk = smallDisk(t);
    const service = await serveFolder(t, disk.folder);
    const tokens = await Promise.all(Array.from({length: 20}, (_, n) => service.logIn(`user ${n}`)));
    disk.fill();
    const stored: string[] = [];
    for (let isFull = false; !isFull;) {
      const texts = tokens.map((_, n) => `${stored.length} ${n} ${LONG}`);
      const responses = await Promise.all(tokens.map((token, n) => service.as(token, sending(texts[n]!))));
      isFull = responses.some(({statusCode}) => statusCode === 503);
      for (const {statusCode} of responses) assert.ok([200, 201, 503].includes(statusCode), String(statusCode));
      stored.push(...texts.filter((_, n) => responses[n]!.statusCode < 300));
    }
    assert.deepEqual((await textsIn(service.engine)).toSorted(), stored.toSorted());
  });

  it('stores nothing of a transaction that the disk has ended, whatever comes after', async (t) => {
    const disk = smallDisk(t);
    const engine = await openEmbedded(t, disk.folder);
    disk.fill();
    const insert = (trx: DatabaseTransaction, name: string, value: string) =>
      trx.insertInto('installation').values({name, value}).execute();
    const written = engine.write([], async (trx) => {
      await insert(trx, 'long', 'x'.repeat(4_000_000)).catch(() => undefined);
      disk.free();
      await insert(trx, 'short', 'x').catch(() => undefined);
    });
    await assert.rejects(written, {name: 'DatabaseUnavailableError', message: /full/});
    assert.deepEqual(await engine.db.selectFrom('installation').selectAll().execute(), []);
  });

  it('is told by /readyz, and once by the log, with the reason; then the log counts, and tells the end', async (t) => {
    const disk = smallDisk(t);
    const service = await serveFolder(t, disk.folder);
    const token = await service.logIn('ann');
    disk.fill();
    await sendUntilRefused(service, token);
    await sendUntilRefused(service, token);
    assertError(await service.ask({url: '/readyz'}), 503, 'unavailable');
    assert.equal((await service.ask({url: '/livez'})).statusCode, 200);
    await until(() => linesAbout(service).length > 1, 'the log counts');
    disk.free();
    await until(() => linesAbout(service).includes('the database works again'), 'the log tells the end');
    assert.equal((await service.ask({url: '/readyz'})).statusCode, 200);
    const [first, second, ...others] = linesAbout(service);
    assert.deepEqual([first, second], ['the database is unavailable', 'the database is still unavailable']);
    assert.equal(others.filter((line) => line === first).length, 0);
    const reasons = service.logged.filter((line) => line.includes('the disk of the database is full (SQLITE_FULL)'));
    assert.equal(reasons.length, 1);
    assert.ok(!service.logged.some((line) => line.includes('cannot rollback') || line.includes(LONG)));
  });
});

describe('a disk that cannot be written', () => {
  it('refuses sends with 503 after an error of the disk, and sends go on when it works again', async (t) => {
    const service = await serveFolder(t, temporaryFolder(t));
    const token = await service.logIn('ann');
    const setLimit = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
    setLimit('400000');
    t.after(() => setLimit('unlimited'));
    const stored = await sendUntilRefused(service, token);
    assertError(await service.ask({url: '/readyz'}), 503, 'unavailable');
    setLimit('unlimited');
    await service.send(token, 'it works again');
    assert.deepEqual(await textsIn(service.engine), [...stored, 'it works again']);
  });

  it('refuses sends with 503 while the database is read-only', async (t) => {
    const service = await serveFolder(t, temporaryFolder(t));
    const token = await service.logIn('ann');
    await sql`pragma query_only = on`.execute(service.engine.db);
    assertError(await service.as(token, sending('hello')), 503, 'unavailable');
    assertError(await service.ask({url: '/readyz'}), 503, 'unavailable');
    assert.ok(service.logged.some((line) => line.includes('SQLITE_READONLY')));
    await sql`pragma query_only = off`.execute(service.engine.db);
    await service.send(token, 'hello');
    assert.equal((await service.ask({url: '/readyz'})).statusCode, 200);
  });
});
