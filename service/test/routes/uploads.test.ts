import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {request as sendRequest, type ClientRequest, type IncomingMessage} from 'node:http';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {AttachmentFiles} from '../../src/attachments/attachment-files.js';
import {UNFINISHED_UPLOADS_LIMIT, UNSENT_FILES_LIMIT, UPLOADS_AT_ONCE_LIMIT} from '../../src/limits.js';
import {smallDisk} from '../support/small-disk.js';
import {
  addApp,
  APP,
  assertError,
  changeSettings,
  serveDatabase,
  startTestService,
  temporaryFolder,
  type TestOptions,
} from '../support/test-service.js';
import {bearer, begin, BYTES, head, idOf, metadata, patch, sendingFile, TUS, upload} from '../support/uploads.js';
import type {TestUpload} from '../support/uploads.js';

/** A user of a service that listens. */
async function start(t: TestContext, options: TestOptions = {}) {
  const attachmentsFolder = options.attachmentsFolder ?? temporaryFolder(t);
  const service = await startTestService(t, {...options, attachmentsFolder});
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  const token = await service.logIn('captain');
  const me = {service, headers: bearer(token)};
  return {service, base, token, me, attachmentsFolder};
}

/** Opens a request that brings bytes, and leaves it open. */
function open(
  base: string,
  {headers}: TestUpload,
  id: string,
  offset: number,
  more: Record<string, string> = {},
): ClientRequest {
  const request = sendRequest(`${base}/v1/files/${id}`, {
    method: 'PATCH',
    headers: {...headers, ...TUS, 'content-type': BYTES, 'upload-offset': String(offset), ...more},
  });
  request.on('error', () => undefined);
  return request;
}

async function answerOf(request: ClientRequest): Promise<{status: number | undefined; body: string}> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let body = '';
  for await (const part of response) body += String(part);
  return {status: response.statusCode, body};
}

async function offsetOf(me: TestUpload, id: string): Promise<number> {
  const {headers, statusCode} = await head(me, id);
  assert.equal(statusCode, 200);
  return Number(headers['upload-offset']);
}

/** Asks again and again. Between two questions the event loop has time for sockets. */
async function untilTrue(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask())) await pause(5);
}

/** Waits until so many bytes of an upload are stored. */
async function stored(me: TestUpload, id: string, bytes: number): Promise<void> {
  await untilTrue(async () => (await offsetOf(me, id)) >= bytes);
}

async function readOriginal({service, headers}: TestUpload, fileId: string): Promise<string> {
  const payload = {fileId, form: 'original'};
  const {body, statusCode} = await service.ask({method: 'POST', url: '/v1/files/read', headers, payload});
  assert.equal(statusCode, 200, body);
  return body;
}

/** All files below a folder. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, {recursive: true, withFileTypes: true});
  return entries.filter((entry) => entry.isFile()).map(({parentPath, name}) => join(parentPath, name));
}

describe('the tus protocol', () => {
  it('is told to pages of any site, with the headers that they may send and read', async (t) => {
    const {service, me} = await start(t, {app: {origins: ['https://shop.example']}});
    for (const url of ['/v1/files', '/v1/files/7a8f']) {
      const {statusCode, headers} = await service.ask({
        method: 'OPTIONS',
        url,
        headers: {origin: 'https://shop.example', 'access-control-request-method': 'PATCH'},
      });
      assert.equal(statusCode, 204);
      assert.equal(headers['access-control-allow-origin'], 'https://shop.example');
      assert.equal(headers['access-control-allow-methods'], 'POST, HEAD, PATCH, DELETE');
      for (const name of ['authorization', 'content-type', 'tus-resumable', 'upload-offset', 'upload-length']) {
        assert.ok(String(headers['access-control-allow-headers']).split(', ').includes(name), name);
      }
      assert.equal(headers['tus-version'], '1.0.0');
      assert.match(String(headers['tus-extension']), /creation/);
    }
    const {headers} = await begin(me, 5, {origin: 'https://shop.example'});
    for (const name of ['location', 'upload-offset', 'upload-length', 'retry-after']) {
      assert.ok(String(headers['access-control-expose-headers']).split(', ').includes(name), name);
    }
    assertError(await begin(me, 5, {origin: 'https://evil.example'}), 403, 'forbidden');
  });

  it('has version 1.0.0 alone, and errors in the shape of all others', async (t) => {
    const {service, me} = await start(t);
    const refused = await begin(me, 5, {'tus-resumable': '0.2.2'});
    assertError(refused, 412, 'precondition_failed');
    assert.equal(refused.headers['tus-version'], '1.0.0');
    for (const length of ['', 'x', '-1', '1.5', '9'.repeat(30)]) {
      assertError(await begin(me, length), 400, 'invalid_request', 'upload-length');
    }
    for (const given of ['filename !', 'filename YQ== YQ==', 'a YQ==,a YQ==', `a ${'A'.repeat(5000)}`]) {
      const response = await begin(me, 5, {'upload-metadata': given});
      assertError(response, 400, 'invalid_request', 'upload-metadata');
    }
    const id = idOf(await begin(me, 5));
    assertError(await patch(me, id, 'x', 'hello'), 400, 'invalid_request', 'upload-offset');
    const json = {...me.headers, ...TUS, 'upload-offset': '0', 'content-type': 'application/json'};
    const asJson = await service.ask({method: 'PATCH', url: `/v1/files/${id}`, headers: json, payload: '{}'});
    assertError(asJson, 415, 'unsupported_media_type');
    assertError(await service.ask({method: 'POST', url: '/v1/files', headers: TUS}), 401, 'unauthorized');
    assertError(await patch({...me, headers: {}}, id, 0, 'hello'), 401, 'unauthorized');
    assertError(await patch(me, '00000000-0000-0000-0000-000000000000', 0, 'hello'), 404, 'not_found');
    assertError(await patch(me, '..%2f..%2fetc', 0, 'hello'), 404, 'not_found');
  });

  it('removes an upload when its user says so', async (t) => {
    const {service, me, token, attachmentsFolder} = await start(t);
    const unfinished = idOf(await begin(me, 10));
    await patch(me, unfinished, 0, 'hello');
    const complete = await upload(me, 'hello');
    for (const id of [unfinished, complete]) {
      const remove = {method: 'DELETE', url: `/v1/files/${id}`, headers: {...me.headers, ...TUS}} as const;
      assert.equal((await service.ask(remove)).statusCode, 204);
      assert.equal((await head(me, id)).statusCode, 404);
      assertError(await service.ask(remove), 404, 'not_found');
      assertError(await service.as(token, sendingFile(id)), 404, 'not_found', 'messages.0.fileId');
    }
    assert.deepEqual(filesIn(attachmentsFolder), []);
    const sent = await upload(me, 'hello');
    await service.as(token, sendingFile(sent));
    const remove = {method: 'DELETE', url: `/v1/files/${sent}`, headers: {...me.headers, ...TUS}} as const;
    assertError(await service.ask(remove), 404, 'not_found');
    assert.equal(await readOriginal(me, sent), 'hello');
  });
});

describe('an upload', () => {
  it('that claims 4 GB, or more than the app takes, is refused before a byte is sent', async (t) => {
    const {me, service} = await start(t, {app: {largestAttachment: 2}});
    assertError(await begin(me, 4 * 1024 ** 3), 413, 'payload_too_large');
    assertError(await begin(me, 2_000_001), 413, 'payload_too_large');
    idOf(await begin(me, 2_000_000));
    await changeSettings(service.engine, {attachments: false});
    assertError(await begin(me, 5), 403, 'forbidden');
  });

  it('that gives more than it has claimed is refused, and can go on', async (t) => {
    const {me, base} = await start(t);
    const id = idOf(await begin(me, 10));
    assertError(await patch(me, id, 0, 'far too many bytes'), 400, 'invalid_request');
    assert.equal(await offsetOf(me, id), 0);
    // Without a length in advance, it is seen when it is too late.
    const request = open(base, me, id, 0, {'transfer-encoding': 'chunked'});
    request.write('01234');
    await stored(me, id, 5);
    request.end('56789x');
    assert.equal((await answerOf(request)).status, 400);
    assert.equal(await offsetOf(me, id), 5);
    assert.equal((await patch(me, id, 5, '56789')).statusCode, 204);
    assert.equal(await readOriginal(me, id), '0123456789');
  });

  it('whose connection breaks goes on where it was, and is not complete before', async (t) => {
    const {me, base, service, token} = await start(t);
    const id = idOf(await begin(me, 10));
    const request = open(base, me, id, 0, {'content-length': '10'});
    request.write('01234');
    await stored(me, id, 5);
    request.destroy();
    assertError(await service.as(token, sendingFile(id)), 409, 'conflict', 'messages.0.fileId');
    assert.equal((await patch(me, id, 5, '56789')).statusCode, 204);
    assert.equal(await readOriginal(me, id), '0123456789');
  });

  it('is taken over by a newer request, because the connection of the older one may be broken', async (t) => {
    const {me, base} = await start(t);
    const id = idOf(await begin(me, 10));
    const older = open(base, me, id, 0, {'content-length': '10'});
    older.write('01234');
    await stored(me, id, 5);
    const answered = answerOf(older);
    assert.equal((await patch(me, id, 5, '56789')).statusCode, 204);
    const {status, body} = await answered;
    assert.equal(status, 409, body);
    older.destroy();
    assert.equal(await readOriginal(me, id), '0123456789');
  });

  it('is whole when many requests bring its bytes at once', async (t) => {
    const {me, base} = await start(t);
    const text = '0123456789'.repeat(5000);
    const id = idOf(await begin(me, text.length));
    for (let at = 0; at < text.length; at = await offsetOf(me, id)) {
      const part = text.slice(at, at + 20_000);
      const sends = [1, 2, 3].map(() => {
        const request = open(base, me, id, at, {'content-length': String(part.length)});
        request.end(part);
        return answerOf(request);
      });
      for (const {status, body} of await Promise.all(sends)) assert.ok(status === 204 || status === 409, body);
    }
    assert.equal(await readOriginal(me, id), text);
  });

  it('that stands still is ended, and what has come stays', async (t) => {
    const {me, base} = await start(t, {uploads: {stallMs: 30}});
    const id = idOf(await begin(me, 10));
    const request = open(base, me, id, 0, {'content-length': '10'});
    request.write('01234');
    const {status, body} = await answerOf(request);
    assert.equal(status, 400, body);
    assert.match(body, /stood still/);
    request.destroy();
    assert.equal(await offsetOf(me, id), 5);
  });

  it('is not complete when its session has ended meanwhile', async (t) => {
    const {me, base, service, token} = await start(t);
    const id = idOf(await begin(me, 10));
    const request = open(base, me, id, 0, {'content-length': '10'});
    request.write('01234');
    await stored(me, id, 5);
    await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [token]}});
    request.end('56789');
    assert.equal((await answerOf(request)).status, 401);
    const again = {...me, headers: bearer(await service.logIn('captain'))};
    assertError(
      await service.as(await service.logIn('captain'), sendingFile(id)),
      409,
      'conflict',
      'messages.0.fileId',
    );
    assert.equal((await patch(again, id, 10, '')).statusCode, 204, 'a new session of the same user goes on');
  });

  it('is known by its content, whatever its name and its sender say', async (t) => {
    const {me, service, attachmentsFolder} = await start(t);
    const program = Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1');
    const lies = {'upload-metadata': metadata({filename: 'photo.jpg', filetype: 'image/jpeg'})};
    const id = idOf(await begin(me, program.length, lies));
    assertError(await patch(me, id, 0, program), 415, 'unsupported_media_type');
    assert.equal((await head(me, id)).statusCode, 404);
    assert.deepEqual(filesIn(attachmentsFolder), []);

    await changeSettings(service.engine, {attachmentTypes: 'any'});
    const taken = await upload({...me, name: 'photo.jpg'}, program);
    const payload = {fileId: taken, form: 'original'};
    const read = await service.ask({method: 'POST', url: '/v1/files/read', headers: me.headers, payload});
    assert.equal(read.headers['content-type'], 'application/octet-stream');
  });

  it('of HTML, SVG or a script is never shown, and gets the ending of its content', async (t) => {
    const {me, service, token} = await start(t);
    const id = await upload({...me, name: 'page.html'}, '<!doctype html><script>alert(1)</script>');
    const sent = await service.as(token, sendingFile(id));
    assert.match(sent.body, /"name":"page\.html\.txt","mediaType":"text\/plain"/);
    const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const svgId = idOf(await begin({...me, name: 'a.svg'}, svg.length));
    assertError(await patch(me, svgId, 0, svg), 415, 'unsupported_media_type');

    await changeSettings(service.engine, {attachmentTypes: 'any'});
    for (const fileId of [
      id,
      await upload({...me, name: 'a.svg'}, svg),
      await upload({...me, name: 'a.html'}, '<p>'),
    ]) {
      const ask = (name: string, more = {}) =>
        service.as(token, {method: 'POST', url: `/v1/files/${name}`, payload: {fileId, ...more}});
      const {path} = (await ask('download')).json<{path: string}>();
      for (const {statusCode, headers} of [await ask('read', {form: 'original'}), await service.ask({url: path})]) {
        assert.equal(statusCode, 200);
        assert.equal(headers['content-type'], 'application/octet-stream');
        assert.match(String(headers['content-disposition']), /^attachment; /);
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.match(String(headers['content-security-policy']), /^sandbox; default-src 'none'/);
      }
    }
  });

  it('without a byte is a text, whatever the request that begins it brings', async (t) => {
    const {me, base, service, token} = await start(t);
    const id = idOf(await begin(me, 0));
    assert.equal(await offsetOf(me, id), 0);
    assert.match((await service.as(token, sendingFile(id))).body, /"mediaType":"text\/plain","bytes":0/);
    assert.equal(await readOriginal(me, id), '');
    // The length of the body is not known in advance.
    const json = {'content-type': 'application/json', 'transfer-encoding': 'chunked', 'upload-length': '0'};
    const request = sendRequest(`${base}/v1/files`, {method: 'POST', headers: {...me.headers, ...TUS, ...json}});
    request.end('{"a": 1}');
    assert.equal((await answerOf(request)).status, 201);
  });

  it('has a name without folders, control characters and marks of direction', async (t) => {
    const {me, service, token} = await start(t);
    const id = await upload({...me, name: '../../etc/a\0b\u202etxt.exe'}, 'hello');
    const sent = await service.as(token, sendingFile(id));
    assert.match(sent.body, /"name":"abtxt\.exe\.txt"/);
    assert.doesNotMatch(service.logged.join('\n'), /abtxt/);
  });
});

describe('the limits of uploads', () => {
  it('refuse most of two hundred that one user begins at once; the service answers', async (t) => {
    const {me, service} = await start(t);
    const answers = await Promise.all(Array.from({length: 200}, () => begin(me, 5)));
    const begun = answers.filter(({statusCode}) => statusCode === 201);
    assert.equal(begun.length, UNFINISHED_UPLOADS_LIMIT);
    for (const answer of answers.filter((one) => !begun.includes(one))) {
      assertError(answer, 429, 'too_many_requests');
      assert.equal(answer.headers['retry-after'], '30');
    }
    assert.equal((await service.ask({url: '/readyz'})).statusCode, 200);
    await patch(me, idOf(begun[0]!), 0, 'hello');
    assert.equal((await begin(me, 5)).statusCode, 201);
  });

  it('bound the files of a user that are not sent', async (t) => {
    const {me, token, service} = await start(t);
    const ids: string[] = [];
    for (let count = 0; count < UNSENT_FILES_LIMIT; count++) ids.push(await upload(me, 'hello'));
    assertError(await begin(me, 5), 429, 'too_many_requests');
    await service.as(token, sendingFile(ids[0]!));
    assert.equal((await begin(me, 5)).statusCode, 201);
  });

  it('count an upload without a byte for a minute: its user may not know that it has begun', async (t) => {
    const {me, service} = await start(t);
    const known = idOf(await begin(me, 10));
    await patch(me, known, 0, 'hello');
    // As if no answer had arrived.
    const lost: string[] = [];
    while (lost.length < UNFINISHED_UPLOADS_LIMIT - 1) lost.push(idOf(await begin(me, 5)));
    assertError(await begin(me, 5), 429, 'too_many_requests');
    service.clock.advance(60_001);
    const id = idOf(await begin(me, 5));
    for (const gone of lost) assert.equal((await head(me, gone)).statusCode, 404);
    assert.equal(await offsetOf(me, known), 5, 'what has bytes stays');
    assert.equal((await patch(me, id, 0, 'hello')).statusCode, 204);
  });

  it('bound the requests of a user that bring bytes at the same time', async (t) => {
    const {me, base} = await start(t);
    const requests: ClientRequest[] = [];
    for (let count = 0; count < UPLOADS_AT_ONCE_LIMIT; count++) {
      const id = idOf(await begin(me, 10));
      const request = open(base, me, id, 0, {'content-length': '10'});
      request.write('0');
      await stored(me, id, 1);
      requests.push(request);
    }
    const id = idOf(await begin(me, 5));
    assertError(await patch(me, id, 0, 'hello'), 429, 'too_many_requests');
    requests[0]!.destroy();
    await untilTrue(async () => (await patch(me, id, 0, 'hello')).statusCode === 204);
    for (const request of requests) request.destroy();
  });

  it('count bytes for a verified user, and for the address of all others together', async (t) => {
    const rate = {burst: 10, perSecond: 0.001};
    const rateLimits = {uploadBytes: rate, uploadBytesOfAddress: rate};
    const {service, me} = await start(t, {rateLimits});
    const [one, two] = [await service.visit(), await service.visit()];
    assert.equal((await begin({service, headers: bearer(one)}, 100)).statusCode, 201, 'the rest is owed');
    assertError(await begin({service, headers: bearer(two)}, 1), 429, 'too_many_requests');
    assert.equal((await begin(me, 100)).statusCode, 201, 'a verified user counts alone');
    assertError(await begin(me, 1), 429, 'too_many_requests');
    const other = {service, headers: bearer(await service.logIn('other'))};
    assert.equal((await begin(other, 1)).statusCode, 201);
  });

  it('count what is read', async (t) => {
    const {me} = await start(t, {rateLimits: {fileBytes: {burst: 4, perSecond: 0.001}}});
    const id = await upload(me, 'hello');
    assert.equal(await readOriginal(me, id), 'hello');
    const payload = {fileId: id, form: 'original'};
    const again = await me.service.ask({method: 'POST', url: '/v1/files/read', headers: me.headers, payload});
    assertError(again, 429, 'too_many_requests');
  });
});

describe('full privacy', () => {
  it('has no attachments at all, of users, of anonymous users, and of agents', async (t) => {
    const {service, me} = await start(t, {app: {verification: false}});
    const id = await upload(me, 'hello');
    for (const claim of [{userId: 'captain'}, {anonymousCredential: Buffer.alloc(32, 7).toString('base64url')}]) {
      const {sessionToken} = await service.session({...claim, fullPrivacy: true});
      const to = {service, headers: bearer(sessionToken)};
      assertError(await begin(to, 5), 403, 'forbidden');
      assertError(await patch(to, id, 0, ''), 403, 'forbidden');
      assertError(await service.as(sessionToken, sendingFile(id)), 403, 'forbidden');
      for (const [name, payload] of [
        ['read', {fileId: id, form: 'original'}],
        ['download', {fileId: id}],
      ] as const) {
        const ask = {method: 'POST', url: `/v1/files/${name}`, payload} as const;
        assertError(await service.as(sessionToken, ask), 403, 'forbidden');
      }
    }
    const {sessionToken} = await service.session({userId: 'private', fullPrivacy: true});
    const {conversation} = await service.send(sessionToken, 'hello');
    const agent = await service.agent();
    assertError(await begin({service, headers: agent, conversation: conversation.id}, 5), 403, 'forbidden');
  });
});

describe('a full disk', () => {
  it('is answered with 503, and nothing is half stored; what has come stays, and goes on when there is room', async (t) => {
    const disk = smallDisk(t);
    const options = {attachmentsFolder: disk.folder, uploads: {reservedBytes: 0}};
    const {me, service, token} = await start(t, options);
    const bytes = 'x'.repeat(3_000_000);
    const id = idOf(await begin(me, bytes.length));
    assert.equal((await patch(me, id, 0, bytes.slice(0, 1_000_000))).statusCode, 204);
    disk.fill();
    assertError(await patch(me, id, 1_000_000, bytes.slice(1_000_000)), 503, 'unavailable');
    assertError(await begin(me, 1_000_000), 503, 'unavailable');
    assert.equal((await service.ask({url: '/readyz'})).statusCode, 200);
    assert.equal((await service.as(token, {method: 'POST', url: '/v1/sync', payload: {}})).statusCode, 200);
    disk.free();
    const offset = await offsetOf(me, id);
    assert.ok(offset >= 1_000_000);
    assert.equal((await patch(me, id, offset, bytes.slice(offset))).statusCode, 204);
    assert.equal((await readOriginal(me, id)).length, bytes.length);
  });

  it('is refused in advance, so that the database keeps its room', async (t) => {
    const {me} = await start(t, {uploads: {reservedBytes: Number.MAX_SAFE_INTEGER}});
    assertError(await begin(me, 5), 503, 'unavailable');
  });

  it('does not come from many uploads that were begun while there was room', async (t) => {
    const disk = smallDisk(t);
    const options = {attachmentsFolder: disk.folder, uploads: {reservedBytes: 4_000_000}};
    const {me, base, service} = await start(t, options);
    const bytes = 'x'.repeat(3_000_000);
    const [one, two] = [idOf(await begin(me, bytes.length)), idOf(await begin(me, bytes.length))];
    const request = open(base, me, one, 0, {'content-length': String(bytes.length)});
    request.write('x');
    await stored(me, one, 1);
    assertError(await patch(me, two, 0, bytes), 503, 'unavailable');
    request.end(bytes.slice(1));
    assert.equal((await answerOf(request)).status, 204);
    assertError(await patch(me, two, 0, bytes), 503, 'unavailable');
    await service.ask({method: 'DELETE', url: `/v1/files/${one}`, headers: {...me.headers, ...TUS}});
    assert.equal((await patch(me, two, 0, bytes)).statusCode, 204);
  });

  it('that cannot be written is answered with 503, and gives what it has', async (t) => {
    const disk = smallDisk(t);
    const options = {attachmentsFolder: disk.folder, uploads: {reservedBytes: 0}};
    const {me, service, token} = await start(t, options);
    const sent = await upload(me, 'hello');
    const unfinished = idOf(await begin(me, 10));
    await patch(me, unfinished, 0, '01234');
    disk.setReadOnly(true);
    assertError(await patch(me, unfinished, 5, '56789'), 503, 'unavailable');
    const fresh = await begin(me, 5);
    assertError(await patch(me, idOf(fresh), 0, 'hello'), 503, 'unavailable');
    assert.equal((await service.as(token, sendingFile(sent))).statusCode, 201);
    assert.equal(await readOriginal(me, sent), 'hello');
    disk.setReadOnly(false);
    assert.equal((await patch(me, unfinished, 5, '56789')).statusCode, 204);
  });
});

describe('the file of somebody else', () => {
  it('is answered like one that never existed', async (t) => {
    const {me, service, token} = await start(t);
    const sent = await upload(me, 'hello');
    await service.as(token, sendingFile(sent));
    const unsent = await upload(me, 'hello');
    await addApp(service.engine, {platformId: 'other', verification: false});
    await addApp(service.engine, {domain: 'other', verification: false});
    const never = '00000000-0000-0000-0000-000000000000';
    const sameId = await service.session({...APP, platformId: 'other', userId: 'captain'});
    const otherDomain = await service.session({...APP, domain: 'other', userId: 'captain'});
    const strangers = [
      await service.logIn('ben'),
      await service.visit(),
      sameId.sessionToken,
      otherDomain.sessionToken,
    ];
    for (const stranger of strangers) {
      const to = {service, headers: bearer(stranger)};
      for (const id of [sent, unsent]) {
        const answersOf = async (fileId: string) =>
          Promise.all([
            service.as(stranger, {method: 'POST', url: '/v1/files/read', payload: {fileId, form: 'original'}}),
            service.as(stranger, {method: 'POST', url: '/v1/files/read', payload: {fileId, form: 'thumbnail'}}),
            service.as(stranger, {method: 'POST', url: '/v1/files/download', payload: {fileId}}),
            service.as(stranger, sendingFile(fileId)),
            patch(to, fileId, 0, ''),
            head(to, fileId),
            service.ask({method: 'DELETE', url: `/v1/files/${fileId}`, headers: {...to.headers, ...TUS}}),
          ]);
        const seen = (answers: Awaited<ReturnType<typeof answersOf>>) =>
          answers.map(({statusCode, body}) => [statusCode, body]);
        const answers = seen(await answersOf(id));
        assert.deepEqual(answers, seen(await answersOf(never)));
        assert.ok(answers.every(([status]) => status === 404));
      }
    }
    const otherAgent = await service.agent({email: 'other@acme.example', domain: 'other'});
    for (const fileId of [sent, unsent]) {
      assertError(await service.asAgent(otherAgent, 'files/read', {fileId, form: 'original'}), 404, 'not_found');
      assertError(await service.asAgent(otherAgent, 'files/download', {fileId}), 404, 'not_found');
    }
    const agent = await service.agent({email: 'here@acme.example', domain: APP.domain});
    assertError(await service.asAgent(agent, 'files/read', {fileId: unsent, form: 'original'}), 404, 'not_found');
    assert.equal((await service.asAgent(agent, 'files/read', {fileId: sent, form: 'original'})).body, 'hello');
  });

  it('cannot be sent by an agent in another conversation', async (t) => {
    const {service, token} = await start(t);
    const agent = await service.agent();
    const [one, two] = [
      (await service.send(token, 'one')).conversation.id,
      (await service.send(await service.visit(), 'two')).conversation.id,
    ];
    const fileId = await upload({service, headers: agent, conversation: one}, 'hello');
    const send = (id: string, headers = agent) =>
      service.asAgent(headers, `conversations/${id}/entries`, {
        id: crypto.randomUUID(),
        content: {kind: 'attachment', fileId},
      });
    assertError(await send(two), 409, 'conflict', 'content.fileId');
    const colleague = await service.agent({email: 'colleague@acme.example'});
    assertError(await send(one, colleague), 404, 'not_found', 'content.fileId');
    assert.equal((await send(one)).statusCode, 201);
    assertError(await send(one), 409, 'conflict', 'content.fileId');
  });
});

describe('the address of a download', () => {
  it('is used once, by whoever has it, within a minute; a look at it does not use it', async (t) => {
    const {me, service} = await start(t);
    const fileId = await upload({...me, name: 'Übersicht "1".txt'}, 'hello');
    const offer = async () =>
      (await service.ask({method: 'POST', url: '/v1/files/download', headers: me.headers, payload: {fileId}})).json<{
        path: string;
      }>().path;
    const url = await offer();
    assert.notEqual((await service.ask({method: 'HEAD', url})).statusCode, 200);
    const answers = await Promise.all([1, 2, 3].map(() => service.ask({url})));
    assert.deepEqual(answers.map(({statusCode}) => statusCode).toSorted(), [200, 404, 404]);
    const [downloaded] = answers.filter(({statusCode}) => statusCode === 200);
    assert.equal(
      downloaded?.headers['content-disposition'],
      `attachment; filename="file.txt"; filename*=UTF-8''%C3%9Cbersicht%20_1_.txt`,
    );
    assert.equal(downloaded.headers['cache-control'], 'no-store');
    const late = await offer();
    service.clock.advance(60_001);
    assertError(await service.ask({url: late}), 404, 'not_found');
    for (const token of ['x', '%00', '..%2f..'])
      assertError(await service.ask({url: `/v1/downloads/${token}`}), 404, 'not_found');
  });
});

describe('two processes that share database and folder', () => {
  it('take an upload in turns, and give a download once', async (t) => {
    const {service, me, token, attachmentsFolder} = await start(t);
    const other = await serveDatabase(t, service.engine, service.clock, {attachmentsFolder});
    const there = {...me, service: other};
    const id = idOf(await begin(me, 10));
    assert.equal((await patch(me, id, 0, '01234')).statusCode, 204);
    assert.equal(await offsetOf(there, id), 5);
    assertError(await patch(there, id, 0, '01234'), 409, 'conflict', 'upload-offset');
    assert.equal((await patch(there, id, 5, '56789')).statusCode, 204);
    assert.equal((await service.as(token, sendingFile(id))).statusCode, 201);
    assert.equal(await readOriginal(there, id), '0123456789');
    const payload = {fileId: id};
    const offer = await service.ask({method: 'POST', url: '/v1/files/download', headers: me.headers, payload});
    const {path} = offer.json<{path: string}>();
    const answers = await Promise.all([other.ask({url: path}), service.ask({url: path})]);
    assert.deepEqual(answers.map(({statusCode}) => statusCode).toSorted(), [200, 404]);
  });

  it('say that they cannot check a file now while another one does, or was killed meanwhile: a client asks again', async (t) => {
    const {service, me, token, attachmentsFolder} = await start(t);
    const id = idOf(await begin(me, 5));
    const files = new AttachmentFiles(attachmentsFolder);
    const unlock = await files.lock(id);
    assertError(await patch(me, id, 0, 'hello'), 503, 'unavailable');
    assert.equal(await offsetOf(me, id), 5);
    assertError(await patch(me, id, 5, ''), 503, 'unavailable');
    await unlock?.();
    assert.equal((await patch(me, id, 5, '')).statusCode, 204);
    assert.equal((await service.as(token, sendingFile(id))).statusCode, 201);
  });

  it('may both complete an upload at the same moment', async (t) => {
    const {service, me, token, attachmentsFolder} = await start(t);
    const other = await serveDatabase(t, service.engine, service.clock, {attachmentsFolder});
    const id = idOf(await begin(me, 10));
    assert.equal((await patch(me, id, 0, '012345678')).statusCode, 204);
    const both = await Promise.all([patch(me, id, 9, '9'), patch({...me, service: other}, id, 9, '9')]);
    for (const {statusCode, body} of both) assert.ok([204, 409, 503].includes(statusCode), body);
    assert.ok(both.some(({statusCode}) => statusCode === 204));
    assert.equal((await service.as(token, sendingFile(id))).statusCode, 201);
    assert.equal(await readOriginal(me, id), '0123456789');
  });
});
