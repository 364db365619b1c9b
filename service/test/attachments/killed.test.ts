import assert from 'node:assert/strict';
import {once} from 'node:events';
import {request as sendRequest, type IncomingMessage} from 'node:http';
import {describe, it, type TestContext} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {runCommand} from '../support/process.js';
import {newDatabase} from '../support/test-database.js';
import {newCredential, temporaryFolder} from '../support/test-service.js';
import {BYTES, sendingFile, TUS} from '../support/uploads.js';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

const TEXT = '0123456789'.repeat(100_000);

async function serve(t: TestContext, environment: Readonly<Record<string, string>>) {
  const command = runCommand(t, ['serve'], {PORT: '0', ...environment});
  const [, base = ''] = await command.until(/Inbox\s+(http:\S+)\/inbox/);
  return {...command, base};
}

async function ask(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{status: number; headers: Headers; text: string}> {
  const response = await fetch(url, {method, headers, ...(body !== undefined && {body})});
  return {status: response.status, headers: response.headers, text: await response.text()};
}

const json = {'content-type': 'application/json'};

describe('a service that is killed while a file is uploaded', () => {
  it('goes on from the offset after its next start', async (t) => {
    const {environment} = await newDatabase(t);
    const settings = {DATA_DIR: temporaryFolder(t), ...environment};
    const first = await serve(t, settings);
    const claim = JSON.stringify({domain: 'bar', platformId: 'foo', anonymousCredential: newCredential()});
    const visit = await ask(`${first.base}/v1/sessions`, 'POST', json, claim);
    const {sessionToken} = JSON.parse(visit.text) as {sessionToken: string};
    const mine = {authorization: `Bearer ${sessionToken}`, ...TUS};
    const begun = await ask(`${first.base}/v1/files`, 'POST', {...mine, 'upload-length': String(TEXT.length)});
    assert.equal(begun.status, 201, begun.text);
    const path = `/v1/${begun.headers.get('location')}`;
    const offsetAt = async (base: string): Promise<number> =>
      Number((await ask(base + path, 'HEAD', mine)).headers.get('upload-offset'));

    const bytes = {...mine, 'content-type': BYTES};
    const sending = sendRequest(first.base + path, {
      method: 'PATCH',
      headers: {...bytes, 'upload-offset': '0', 'content-length': TEXT.length},
    });
    sending.on('error', () => undefined);
    sending.write(TEXT.slice(0, 300_000));
    while ((await offsetAt(first.base)) < 300_000) await pause(5);
    first.kill('SIGKILL');
    await first.ended;

    const second = await serve(t, settings);
    assert.equal(await offsetAt(second.base), 300_000);
    const rest = sendRequest(second.base + path, {method: 'PATCH', headers: {...bytes, 'upload-offset': '300000'}});
    rest.end(TEXT.slice(300_000));
    const [answer] = (await once(rest, 'response')) as [IncomingMessage];
    assert.equal(answer.statusCode, 204);
    const fileId = path.split('/').at(-1) ?? '';
    const headers = {...json, authorization: mine.authorization};
    const sent = await ask(`${second.base}/v1/messages`, 'POST', headers, JSON.stringify(sendingFile(fileId).payload));
    assert.equal(sent.status, 201, sent.text);
    const {conversations} = JSON.parse(sent.text) as SendMessagesResponse;
    assert.equal(conversations[0]?.entries.length, 1);
    const payload = JSON.stringify({fileId, form: 'original'});
    assert.equal((await ask(`${second.base}/v1/files/read`, 'POST', headers, payload)).text, TEXT);
  });
});
