/** What the commands do with the files of attachments, on the embedded database, whatever the engine of this run is. */
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {runHere} from '../support/command.js';
import {closeEmbedded, newInstallation, openEmbedded} from '../support/embedded-installation.js';
import {APP, serveDatabase, temporaryFolder, TestClock} from '../support/test-service.js';
import {bearer, sendingFile, upload} from '../support/uploads.js';

const NAME = `${APP.domain}/${APP.platformId}`;

/** An installation in which Ann has sent files with these texts. */
async function installation(t: TestContext, ...texts: string[]): Promise<{dataDir: string; ids: string[]}> {
  const dataDir = await newInstallation(t);
  const engine = await openEmbedded(t, dataDir);
  const attachmentsFolder = join(dataDir, 'attachments');
  const service = await serveDatabase(t, engine, new TestClock(), {attachmentsFolder});
  const ann = await service.logIn('ann');
  const ids: string[] = [];
  for (const text of texts) {
    const id = await upload({service, headers: bearer(ann), name: 'a note.txt'}, text);
    assert.equal((await service.as(ann, sendingFile(id))).statusCode, 201);
    ids.push(id);
  }
  await service.app.close();
  await closeEmbedded(engine);
  return {dataDir, ids};
}

const pathOf = (folder: string, id: string): string => join(folder, 'files', id.slice(0, 2), id);

describe('helpshift-chat backup and restore', () => {
  it('take the files along, and keep those of the database before', async (t) => {
    const {dataDir, ids} = await installation(t, 'one', 'two');
    const backup = join(temporaryFolder(t), 'chat.db');
    const {code, printed} = await runHere({DATA_DIR: dataDir}, ['backup', backup]);
    assert.equal(code, 0);
    assert.match(printed, /Attachments in ".*chat\.db\.attachments": 2 files, 6 bytes\./);
    for (const id of ids) assert.ok(existsSync(pathOf(`${backup}.attachments`, id)));

    const other = await installation(t, 'only here');
    const restored = await runHere({DATA_DIR: other.dataDir}, ['restore', backup]);
    assert.equal(restored.code, 0, restored.notes.join());
    assert.match(restored.printed, /Restored 2 files of attachments/);
    const folder = join(other.dataDir, 'attachments');
    assert.deepEqual(
      ids.map((id) => readFileSync(pathOf(folder, id), 'utf8')),
      ['one', 'two'],
    );
    const [, before = ''] = /The attachments before are in "(.*)"/.exec(restored.printed) ?? [];
    assert.equal(readFileSync(pathOf(before, other.ids[0]!), 'utf8'), 'only here');
  });

  it('do without files', async (t) => {
    const {dataDir} = await installation(t);
    const backup = join(temporaryFolder(t), 'chat.db');
    assert.equal((await runHere({DATA_DIR: dataDir}, ['backup', backup])).code, 0);
    assert.ok(!existsSync(`${backup}.attachments`));
    assert.equal((await runHere({DATA_DIR: dataDir}, ['restore', backup])).code, 0);
  });
});

describe('helpshift-chat user', () => {
  it('exports the files to a new folder, and names those whose bytes are missing', async (t) => {
    const {dataDir, ids} = await installation(t, 'one', 'two');
    const folder = join(temporaryFolder(t), 'export');
    const args = ['user', 'export', NAME, '--user-id', 'ann', '--files', folder];
    const {code, printed, notes} = await runHere({DATA_DIR: dataDir}, args);
    assert.equal(code, 0, notes.join());
    assert.ok(ids.every((id) => printed.includes(id)));
    assert.deepEqual(readdirSync(folder).toSorted(), ids.map((id) => `${id}-a note.txt`).toSorted());
    assert.equal(readFileSync(join(folder, `${ids[0]}-a note.txt`), 'utf8'), 'one');
    assert.equal((await runHere({DATA_DIR: dataDir}, args)).code, 2, 'the folder is there');
    rmSync(pathOf(join(dataDir, 'attachments'), ids[1]!));
    const again = await runHere({DATA_DIR: dataDir}, [...args.slice(0, -1), `${folder}-2`]);
    assert.match(again.notes.join(), new RegExp(`${ids[1]} are not in DATA_DIR`));
  });

  it('erases the files', async (t) => {
    const {dataDir, ids} = await installation(t, 'one');
    const {code} = await runHere({DATA_DIR: dataDir}, ['user', 'erase', NAME, '--user-id', 'ann', '--yes']);
    assert.equal(code, 0);
    assert.ok(!existsSync(pathOf(join(dataDir, 'attachments'), ids[0]!)));
  });
});
