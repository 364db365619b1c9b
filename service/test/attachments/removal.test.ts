import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync, mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {UNSENT_FILE_LIFE_MS} from 'helpshift-chat/protocol';
import {AttachmentFiles} from '../../src/attachments/attachment-files.js';
import {FileLeftovers} from '../../src/attachments/file-leftovers.js';
import {ORPHAN_FILE_LIFE_MS} from '../../src/limits.js';
import {Retention} from '../../src/retention/retention.js';
import {eraseUser} from '../../src/personal-data/erase-user.js';
import {trailOfCommand} from '../../src/audit/audit.js';
import {APP, assertError, startTestService, temporaryFolder, type TestApp} from '../support/test-service.js';
import {bearer, begin, head, idOf, patch, sendingFile, upload} from '../support/uploads.js';

const DAY_MS = 24 * 60 * 60 * 1000;

async function start(t: TestContext, app: TestApp = {}) {
  const attachmentsFolder = temporaryFolder(t);
  const service = await startTestService(t, {app, attachmentsFolder});
  const token = await service.logIn('captain');
  const files = new AttachmentFiles(attachmentsFolder);
  const {engine, clock} = service;
  const leftovers = new FileLeftovers({store: engine, clock: clock.now, files});
  const rows = async (): Promise<number> => (await engine.db.selectFrom('attachments').select('id').execute()).length;
  return {service, token, me: {service, headers: bearer(token)}, attachmentsFolder, files, leftovers, rows};
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, {recursive: true, withFileTypes: true});
  return entries.filter((entry) => entry.isFile()).map(({name}) => name);
}

/** Makes a file as old as it must be to be removed. */
function age(path: string): void {
  const then = new Date(Date.now() - ORPHAN_FILE_LIFE_MS - 1000);
  utimesSync(path, then, then);
}

describe('what was uploaded and not sent', () => {
  it('is removed after a day, complete or not; what was sent stays', async (t) => {
    const {service, token, me, attachmentsFolder, leftovers, rows} = await start(t);
    const unfinished = idOf(await begin(me, 10));
    await patch(me, unfinished, 0, 'hello');
    await upload(me, 'not sent');
    const sent = await upload(me, 'sent');
    assert.equal((await service.as(token, sendingFile(sent))).statusCode, 201);
    service.clock.advance(UNSENT_FILE_LIFE_MS - 1000);
    await leftovers.run();
    assert.equal(await rows(), 3);
    service.clock.advance(2000);
    await leftovers.run();
    assert.deepEqual(filesIn(attachmentsFolder), [sent]);
    assert.equal(await rows(), 1);
    const again = {...me, headers: bearer(await service.logIn('captain'))};
    assert.equal((await head(again, unfinished)).statusCode, 404);
  });
});

describe('a file without a row', () => {
  it('is removed when it is older than a day; one that is needed stays', async (t) => {
    const {me, token, service, files, leftovers, attachmentsFolder} = await start(t);
    const sent = await upload(me, 'sent');
    await service.as(token, sendingFile(sent));
    const uploading = idOf(await begin(me, 10));
    await patch(me, uploading, 0, 'hello');
    const orphan = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
    const young = 'aaaaaaab-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
    const put = (path: string): string => {
      mkdirSync(dirname(path), {recursive: true});
      writeFileSync(path, 'x');
      return path;
    };
    const old = [
      files.path(orphan, 'original'),
      files.path(orphan, 'thumbnail'),
      files.uploadPath(orphan),
      `${files.uploadPath(uploading)}.unfinished`,
      files.uploadPath(sent),
    ].map(put);
    put(files.path(young, 'original'));
    for (const path of [...old, files.path(sent, 'original'), files.uploadPath(uploading)]) age(path);
    for (const part of AttachmentFiles.parts) await leftovers.removeOrphans(part);
    assert.deepEqual(filesIn(attachmentsFolder).toSorted(), [young, sent, uploading].toSorted());
  });
});

describe('a row without its file', () => {
  it('is answered like no file, and does not hinder anything else', async (t) => {
    const {me, token, service, attachmentsFolder} = await start(t);
    const id = await upload(me, 'hello');
    await service.as(token, sendingFile(id));
    const offer = {method: 'POST', url: '/v1/files/download', payload: {fileId: id}} as const;
    const {path} = (await service.as(token, offer)).json<{path: string}>();
    rmSync(attachmentsFolder, {recursive: true});
    const read = {method: 'POST', url: '/v1/files/read', payload: {fileId: id, form: 'original'}} as const;
    assertError(await service.as(token, read), 404, 'not_found');
    assertError(await service.ask({url: path}), 404, 'not_found');
    assert.equal((await service.entries(token)).length, 1);
  });
});

describe('a file goes with its conversation:', () => {
  it('when the settings do not keep it', async (t) => {
    const {me, token, service, files, attachmentsFolder, rows} = await start(t, {keepEndedConversations: 3});
    const agent = await service.agent();
    const mine = await upload(me, 'from the user');
    const {conversations} = (await service.as(token, sendingFile(mine))).json<{conversations: [{id: string}]}>();
    const [{id}] = conversations;
    const theirs = await upload({service, headers: agent, conversation: id}, 'from the agent');
    await service.append(agent, id, {kind: 'attachment', fileId: theirs});
    await upload({service, headers: agent, conversation: id}, 'not sent by the agent');
    await service.append(agent, id, {kind: 'rejected'});
    service.clock.advance(3 * DAY_MS + 1000);
    await new Retention({store: service.engine, clock: service.clock.now, auditDays: 0, files}).run();
    assert.equal(await service.count('conversations'), 0);
    assert.equal(await rows(), 0);
    assert.deepEqual(filesIn(attachmentsFolder), []);
  });

  it('when its user is erased, with what was not sent', async (t) => {
    const {me, token, service, files, attachmentsFolder, rows} = await start(t);
    const other = {service, headers: bearer(await service.logIn('ben'))};
    const kept = await upload(other, 'of somebody else');
    const agent = await service.agent();
    await service.as(token, sendingFile(await upload(me, 'sent')));
    await upload(me, 'not sent');
    const [conversation] = await service.agentList(agent);
    const theirs = await upload({service, headers: agent, conversation: conversation!.id}, 'from the agent');
    await service.append(agent, conversation!.id, {kind: 'attachment', fileId: theirs});
    const {id} = await service.engine.db
      .selectFrom('users')
      .select('id')
      .where('user_id', '=', 'captain')
      .executeTakeFirstOrThrow();
    await eraseUser({store: service.engine, trail: trailOfCommand(service.clock.now), app: APP, files}, id);
    assert.equal(await rows(), 1);
    assert.deepEqual(filesIn(attachmentsFolder), [kept]);
  });
});

describe('the folder of the files', () => {
  it('is for this user alone, and holds no name of a file', async (t) => {
    const {me, attachmentsFolder} = await start(t);
    const id = await upload({...me, name: 'salary of Ann.txt'}, 'hello');
    const path = join(attachmentsFolder, 'files', id.slice(0, 2), id);
    assert.equal(readFileSync(path, 'utf8'), 'hello');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    assert.ok(!existsSync(join(attachmentsFolder, 'uploads', id.slice(0, 2), id)));
  });
});
